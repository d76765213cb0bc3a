import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, amounts, broken, deliver

CODE = "demand_met"


@pytest.mark.parametrize(("packs", "short_units"), [(3, 10), (4, 0), (5, 0)])
def test_forty_units_serve_four_weeks(packs, short_units):
    # One essential unit short weighs 40 times its price of 5 cents.
    found = amounts(CODE, SMALL, Plan(deliveries=(deliver(packs),)))

    assert sum(found) == short_units * 40 * 5


def test_what_comes_later_does_not_help_earlier():
    found = broken(CODE, SMALL, Plan(deliveries=(deliver(4, 2),)))

    assert [v.facts["week"] for v in found] == ["0", "1"]
    assert found[0].sentence == "centre will lack 10 units of aspirin (essential) in week 0."
