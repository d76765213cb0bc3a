import pytest

from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import amounts, broken, deliver, small

CODE = "nothing_expired_shipped"


@pytest.mark.parametrize(("expiry_day", "found"), [(20, [10]), (21, []), (22, [])])
def test_a_lot_must_last_through_the_week_it_arrives_in(expiry_day, found):
    # Week 2 is days 14 to 20: a lot of day 21 can be used to its end.
    problem = small(lots=(Lot("L1", "depot", "aspirin", 100, expiry_day),))

    assert amounts(CODE, problem, Plan(deliveries=(deliver(1, 2),))) == found


def test_the_sentence_names_lot_and_day():
    problem = small(lots=(Lot("L1", "depot", "aspirin", 100, 20),))

    [found] = broken(CODE, problem, Plan(deliveries=(deliver(1, 2),)))

    assert found.sentence == (
        "Week 2: lot L1 of aspirin for centre expires on day 20, before the week's use ends."
    )
