from dataclasses import replace

import pytest

from operations.core.outcome import Options
from operations.core.supply.index import index
from operations.core.supply.roads import drive_minutes, road_m
from operations.core.supply.transport import (
    Load,
    carried,
    drive,
    route_week,
    unload,
    weekly_loads,
)
from tests.operations.core.supply.small import (
    ASPIRIN,
    CENTRE,
    DEPOT,
    TRUCK,
    deliver,
    route,
    small,
)

PLACES = ("centre", "north", "south")
TWO_DAYS = small(
    facilities=(
        DEPOT,
        CENTRE,
        replace(CENTRE, id="north", latitude=34.2),
        replace(CENTRE, id="south", latitude=33.9),
    ),
    vehicles=(replace(TRUCK, days=(0, 3)),),
)


def routed(loads, problem=TWO_DAYS):
    look = index(problem)
    return route_week(look, 0, loads, Options(seconds=0.5), patience=100)


def test_loads_are_summed_by_week_and_facility_and_cold_is_part_of_all():
    problem = small(products=(replace(ASPIRIN, cold_chain=True), replace(ASPIRIN, id="gauze")))
    lines = (deliver(2), deliver(1, lot="L2"), deliver(3, product="gauze"), deliver(1, 2))

    assert weekly_loads(index(problem), lines) == {
        0: {"centre": Load(3_000, 1_500)},
        2: {"centre": Load(500, 500)},
    }


def test_a_weeks_routes_use_different_days_of_the_truck():
    routes = routed({place: Load(6_000, 0) for place in PLACES[:2]})

    assert sorted(r.day for r in routes) == [0, 3]
    assert carried(routes)[0] == {("centre", 0): 6_000, ("north", 0): 6_000}


def test_three_loads_that_two_trucks_hold_only_in_parts_are_split():
    # 10 l a day on two days: of three loads of 6.5 l each truck takes one and half of another.
    loads = {place: Load(6_500, 600) for place in PLACES}

    routes = routed(loads)

    assert len(routes) == 2
    assert carried(routes) == (
        {(place, 0): 6_500 for place in PLACES},
        {(place, 0): 600 for place in PLACES},
    )
    assert all(sum(v.volume_ml for v in r.visits) <= 10_000 for r in routes)
    assert all(len({v.facility for v in r.visits}) == len(r.visits) for r in routes)


def test_what_two_days_cannot_hold_stays_behind_in_part_only():
    routes = routed({place: Load(9_000, 0) for place in PLACES})

    brought = sum(carried(routes)[0].values())
    assert 18_000 <= brought <= 20_000  # of 27,000


def test_a_route_waits_for_opening_and_comes_back():
    late = replace(TWO_DAYS, facilities=(DEPOT, replace(CENTRE, opening_minute=600)))

    way = drive(index(late), 0, 0, "truck", 480, [("centre", 1, 0)])

    # 18 minutes there, waits until 10:00, half an hour, 18 minutes back.
    assert (way.visits[0].arrival_minute, way.return_minute) == (600, 648)
    assert way.distance_m == 2 * road_m(late, DEPOT, CENTRE)


def test_unloading_trims_visits_and_drops_what_is_empty():
    problem = small(vehicles=(TRUCK,))
    routes = [route(3_000, 1_000), route(2_000, 0, week=2)]

    kept = unload(index(problem), routes, {0: {"centre": Load(1_200, 1_000)}})

    assert [(r.week, r.visits[0].volume_ml, r.visits[0].cold_ml) for r in kept] == [
        (0, 1_200, 1_000)
    ]


@pytest.mark.parametrize(("metres", "minutes"), [(0, 0), (1, 1), (50_000, 60), (50_001, 61)])
def test_driving_is_rounded_up_to_the_minute(metres, minutes):
    assert drive_minutes(TWO_DAYS, metres) == minutes


def test_a_degree_of_latitude_is_111_km_by_air_and_a_third_more_by_road():
    # 6,371 km * pi / 180 = 111,194.9 m; times 1.3.
    north = replace(DEPOT, id="n", latitude=35.0)

    assert road_m(TWO_DAYS, DEPOT, north) == pytest.approx(111_194.9 * 1.3, abs=2)
    assert road_m(TWO_DAYS, DEPOT, DEPOT) == 0
