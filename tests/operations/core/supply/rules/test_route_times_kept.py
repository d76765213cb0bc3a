from dataclasses import replace

import pytest

from operations.core.supply.plan import Plan
from tests.operations.core.supply.small import CENTRE, DEPOT, TRUCK, amounts, broken, route, small

CODE = "route_times_kept"

TRUCKS = small(vehicles=(TRUCK,))


def closing(minute):
    return replace(TRUCKS, facilities=(DEPOT, replace(CENTRE, closing_minute=minute)))


@pytest.mark.parametrize(("minute", "found"), [(497, [1]), (498, []), (499, [])])
def test_the_store_is_open_when_the_truck_comes(minute, found):
    # 14.5 km at 50 km/h take 18 minutes: leaving at 08:00 it is there at 08:18 = 498.
    assert amounts(CODE, closing(minute), Plan(routes=(route(),))) == found


@pytest.mark.parametrize(("shift", "found"), [(65, [1]), (66, []), (67, [])])
def test_the_truck_is_back_within_the_shift(shift, found):
    # 18 there, 30 for unloading, 18 back.
    problem = small(vehicles=(replace(TRUCK, shift_minutes=shift),))

    assert amounts(CODE, problem, Plan(routes=(route(),))) == found


def test_waiting_for_the_opening_is_part_of_the_shift():
    late = replace(
        TRUCKS, facilities=(DEPOT, replace(CENTRE, opening_minute=1_000, closing_minute=1_100))
    )

    # Waits until 16:40, serves, is back at 17:28 = 1048; 1048 - 480 = 568 <= 600.
    plan = Plan(
        routes=(replace(route(), visits=(replace(route().visits[0], arrival_minute=1_000),)),)
    )
    assert amounts(CODE, late, plan) == []
    tight = replace(late, vehicles=(replace(TRUCK, shift_minutes=567),))
    assert amounts(CODE, tight, plan) == [1]


def test_a_truck_is_in_one_place_and_drives_on_its_days():
    assert amounts(CODE, TRUCKS, Plan(routes=(route(), route()))) == [1]
    assert amounts(CODE, TRUCKS, Plan(routes=(route(day=6),))) == [1]


def test_stated_arrivals_cannot_be_earlier_than_the_road_allows():
    early = replace(route(), visits=(replace(route().visits[0], arrival_minute=490),))

    [found] = broken(CODE, TRUCKS, Plan(routes=(early,)))

    assert found.sentence == (
        "Week 0, day 0, truck: cannot be at centre before 08:18, the plan says 08:10."
    )
