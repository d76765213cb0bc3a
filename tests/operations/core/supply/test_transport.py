from dataclasses import replace

import pytest

from operations.core.supply.index import index
from operations.core.supply.roads import drive_minutes, road_m
from operations.core.supply.transport import (
    Load,
    drive,
    unload,
    weekly_loads,
)
from tests.operations.core.supply.small import (
    ASPIRIN,
    CENTRE,
    DEPOT,
    TRUCK,
    TWO_DAYS,
    deliver,
    route,
    small,
)


def test_loads_are_summed_by_week_and_facility_and_cold_is_part_of_all():
    problem = small(products=(replace(ASPIRIN, cold_chain=True), replace(ASPIRIN, id="gauze")))
    lines = (deliver(2), deliver(1, lot="L2"), deliver(3, product="gauze"), deliver(1, 2))

    assert weekly_loads(index(problem), lines) == {
        0: {"centre": Load(3_000, 1_500)},
        2: {"centre": Load(500, 500)},
    }


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
