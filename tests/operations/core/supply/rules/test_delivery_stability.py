import pytest

from operations.core.supply.network import PreviousDelivery
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, deliver, small

CODE = "delivery_stability"

TOLD = (
    PreviousDelivery("centre", "aspirin", 0, 2),
    PreviousDelivery("centre", "aspirin", 2, 1),
)
BEFORE = small(previous_deliveries=TOLD)


@pytest.mark.parametrize(("packs", "found"), [(1, [1]), (2, []), (6, [1])])
def test_a_line_of_more_or_fewer_packs_counts_once(packs, found):
    plan = Plan(deliveries=(deliver(packs), deliver(1, 2)))

    assert amounts(CODE, BEFORE, plan) == found


def test_lots_and_givers_of_a_line_do_not_matter():
    plan = Plan(
        deliveries=(deliver(1), deliver(1, lot="L2", origin="hospital"), deliver(1, 2)),
    )

    assert amounts(CODE, BEFORE, plan) == []


def test_new_and_dropped_lines_count():
    assert amounts(CODE, BEFORE, Plan()) == [1, 1]
    assert amounts(CODE, BEFORE, Plan(deliveries=(deliver(2), deliver(1, 2), deliver(1, 3)))) == [1]


def test_without_a_last_plan_or_past_its_weeks_nothing_changed():
    assert amounts(CODE, SMALL, Plan(deliveries=(deliver(5),))) == []
    shorter = small(previous_deliveries=TOLD, previous_weeks=2)
    assert amounts(CODE, shorter, Plan(deliveries=(deliver(2), deliver(9, 2)))) == []


def test_the_sentence_tells_how_many_lines_and_the_first():
    [found] = broken(CODE, BEFORE, Plan(deliveries=(deliver(3), deliver(1, 2))))

    assert found.sentence == (
        "Week 0, centre: lines that differ from the last plan: 1, the first of aspirin (3 packs, "
        "before 2)."
    )
