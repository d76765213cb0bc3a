import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import SMALL, TRUCK, amounts, broken, deliver, route, small

CODE = "vehicle_volume_kept"


@pytest.mark.parametrize(("volume", "found"), [(9_999, []), (10_000, []), (10_001, [1])])
def test_a_truck_takes_its_volume(volume, found):
    problem = small(vehicles=(TRUCK,))

    assert amounts(CODE, problem, Plan(routes=(route(volume),))) == found


@pytest.mark.parametrize(("loaded", "found"), [(999, [1]), (1_000, []), (1_001, [])])
def test_everything_delivered_is_on_a_truck(loaded, found):
    # Two packs of 500 ml.
    problem = small(vehicles=(TRUCK,))
    plan = Plan(deliveries=(deliver(2),), routes=(route(loaded),))

    assert amounts(CODE, problem, plan) == found


def test_without_vehicles_nobody_asks():
    assert amounts(CODE, SMALL, Plan(deliveries=(deliver(2),))) == []


def test_the_sentences_speak_in_litres():
    problem = small(vehicles=(TRUCK,))

    [full] = broken(CODE, problem, Plan(routes=(route(12_500),)))
    [left] = broken(CODE, problem, Plan(deliveries=(deliver(2),)))

    assert full.sentence == "Week 0, day 0: truck would carry 12.5 l, its volume is 10.0 l."
    assert left.sentence == "Week 0: 1.0 l of what centre is to get are on no truck."
