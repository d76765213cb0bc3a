from dataclasses import replace

import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.equivalent import FOR_ASPIRIN, LACKING, stands_in, strong
from tests.operations.core.supply.small import amounts, broken

CODE = "substitution_cost"
PLAN = Plan(deliveries=(strong(1),), stand_ins=(stands_in(0),))


@pytest.mark.parametrize(("cents", "found"), [(0, []), (1, [10]), (7, [70])])
def test_each_unit_that_is_replaced_has_its_price(cents, found):
    priced = replace(LACKING, equivalents=(replace(FOR_ASPIRIN, unit_cents=cents),))

    assert amounts(CODE, priced, PLAN) == found


def test_what_cannot_stand_in_costs_nothing():
    assert amounts(CODE, LACKING, replace(PLAN, stand_ins=(stands_in(0, 30, 15),))) == [10]
    assert amounts(CODE, LACKING, replace(PLAN, deliveries=())) == []


def test_it_says_what_stands_in_for_what():
    [found] = broken(CODE, LACKING, PLAN)

    assert found.sentence == (
        "Week 0: 5 units of strong stand in for 10 of aspirin at centre for 0.10."
    )
