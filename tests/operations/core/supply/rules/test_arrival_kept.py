import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, order

CODE = "arrival_kept"


@pytest.mark.parametrize(("week", "found"), [(0, [1]), (1, []), (2, [])])
def test_an_order_of_week_0_is_here_after_the_lead_time_of_one_week(week, found):
    assert amounts(CODE, SMALL, Plan((order(5, arrival_week=week),))) == found


@pytest.mark.parametrize(("day", "found"), [(371, []), (372, []), (373, [1])])
def test_a_new_lot_lives_as_long_as_the_product(day, found):
    # Here on day 7, 365 days of life.
    assert amounts(CODE, SMALL, Plan((order(5, expiry_day=day),))) == found


def test_nobody_buys_what_is_not_offered():
    [found] = broken(CODE, SMALL, Plan((order(5, supplier="nobody"),)))

    assert found.sentence == "Week 0: nobody does not offer aspirin."
