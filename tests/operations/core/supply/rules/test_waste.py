import pytest

from operations.core.supply.network import Lot
from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import amounts, broken, deliver, small

CODE = "waste"


@pytest.mark.parametrize(("expiry_day", "weeks"), [(20, [100]), (21, [100]), (28, [])])
def test_a_lot_is_wasted_when_it_cannot_last_the_week(expiry_day, weeks):
    # Day 28 is after the horizon's four weeks.
    problem = small(lots=(Lot("L1", "depot", "aspirin", 20, expiry_day),))

    assert amounts(CODE, problem, Plan()) == weeks


def test_what_is_used_in_time_is_not_wasted():
    problem = small(lots=(Lot("L1", "depot", "aspirin", 30, 15),))

    [found] = broken(CODE, problem, Plan(deliveries=(deliver(3),)))

    # 30 came, 10 in each of weeks 0 and 1 were used: 10 units of 5 cents are lost.
    assert found.amount == 50
    assert found.sentence == (
        "10 units of aspirin (lot L1) expire at centre in week 2, worth 0.50."
    )
