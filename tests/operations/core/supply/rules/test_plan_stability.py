import pytest

from operations.core.supply.network import PreviousOrder
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, order, small

CODE = "plan_stability"

BEFORE = small(previous=(PreviousOrder("acme", "aspirin", 0, 10),))


@pytest.mark.parametrize(("packs", "found"), [(5, [5]), (10, []), (15, [5])])
def test_every_pack_more_or_less_than_last_time_counts(packs, found):
    assert amounts(CODE, BEFORE, Plan((order(packs),))) == found


def test_new_and_dropped_lines_count_whole():
    assert amounts(CODE, BEFORE, Plan()) == [10]
    assert amounts(CODE, BEFORE, Plan((order(10), order(5, 1)))) == [5]


def test_without_a_last_plan_nothing_changed():
    assert amounts(CODE, SMALL, Plan((order(5),))) == []


def test_the_sentence_tells_from_what_to_what():
    [found] = broken(CODE, BEFORE, Plan((order(15),)))

    assert found.sentence == "Week 0: aspirin from acme changes from 10 to 15 packs."
