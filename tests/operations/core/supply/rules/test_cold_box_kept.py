from dataclasses import replace

import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import (
    ASPIRIN,
    TRUCK,
    amounts,
    broken,
    deliver,
    route,
    small,
)

CODE = "cold_box_kept"

COLD = replace(ASPIRIN, cold_chain=True)


@pytest.mark.parametrize(("cold", "found"), [(1_999, []), (2_000, []), (2_001, [1])])
def test_a_cold_box_takes_its_volume(cold, found):
    problem = small(vehicles=(TRUCK,), products=(COLD,))

    assert amounts(CODE, problem, Plan(routes=(route(cold, cold),))) == found


def test_cold_products_travel_in_the_box_others_need_not():
    plan = Plan(deliveries=(deliver(2),), routes=(route(1_000, 0),))

    assert amounts(CODE, small(vehicles=(TRUCK,)), plan) == []
    [found] = broken(CODE, small(vehicles=(TRUCK,), products=(COLD,)), plan)
    assert found.sentence == ("Week 0: 1.0 l of what centre is to get are in no truck's cold box.")


def test_the_sentence_names_the_box():
    [found] = broken(CODE, small(vehicles=(TRUCK,)), Plan(routes=(route(3_000, 3_000),)))

    assert found.sentence == "Week 0, day 0: truck would carry 3.0 l, its cold box is 2.0 l."
