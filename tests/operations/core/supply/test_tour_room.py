from dataclasses import replace

import pytest

from operations.core.supply.draft import draft, plan_of
from operations.core.supply.index import index
from operations.core.supply.plan import Visit
from operations.core.supply.report import judge
from operations.core.supply.tour_room import TourRoom
from operations.core.supply.transport import Load, unload, weekly_loads
from tests.operations.core.supply.small import (
    ASPIRIN,
    CENTRE,
    DEPOT,
    NEED,
    TRUCK,
    route,
    small,
)

# The truck holds 10 litres, 2 of them cold; a pack of aspirin is half a litre.
PROBLEM = small(vehicles=(TRUCK,))
COLD = replace(ASPIRIN, id="vaccine", cold_chain=True)


def room(*routes):
    return TourRoom.of(index(PROBLEM), routes)


def test_a_facility_has_what_its_tour_brings_and_what_is_free_beside():
    found = room(route(6_000, 1_500))

    assert found.room_ml(ASPIRIN, "centre", 0) == 10_000
    assert found.room_ml(COLD, "centre", 0) == 1_500 + 500
    assert found.room_ml(ASPIRIN, "centre", 1) == 0  # no tour


def test_its_own_part_is_taken_first_and_the_tour_grows_by_the_rest():
    found = room(route(6_000, 0))

    found.load(ASPIRIN, "centre", 0, 7_000)

    assert found.room_ml(ASPIRIN, "centre", 0) == 3_000
    [grown] = found.grown()
    assert [(v.volume_ml, v.cold_ml) for v in grown.visits] == [(7_000, 0)]


def test_what_is_cold_takes_from_truck_and_box():
    found = room(route(6_000, 1_500))

    found.load(COLD, "centre", 0, 2_000)

    assert found.room_ml(COLD, "centre", 0) == 0
    assert found.room_ml(ASPIRIN, "centre", 0) == 10_000 - 2_000
    [grown] = found.grown()
    assert [(v.volume_ml, v.cold_ml) for v in grown.visits] == [(6_500, 2_000)]


def test_a_stop_that_two_tours_share_has_the_room_of_both_and_each_grows_within_its_truck():
    found = room(route(9_000), route(4_000, day=1))

    found.load(ASPIRIN, "centre", 0, 19_000)

    assert [r.visits[0].volume_ml for r in found.grown()] == [10_000, 9_000]


@pytest.mark.parametrize("more", [0, 500])
def test_what_stays_cold_keeps_its_place_where_loads_shrink(more):
    first, second = route(3_000, 0), route(1_000, 1_000, day=1)

    kept = unload(index(PROBLEM), [first, second], {0: {"centre": Load(1_000 + more, 1_000)}})

    assert sum(v.cold_ml for r in kept for v in r.visits) == 1_000
    assert sum(v.volume_ml for r in kept for v in r.visits) == 1_000 + more


def test_what_is_free_on_a_tour_goes_to_one_of_its_stops_and_not_to_each():
    # The truck takes three packs. Its tour brings one to each of two places that want two.
    other = replace(CENTRE, id="other")
    problem = small(
        facilities=(DEPOT, CENTRE, other),
        demands=(NEED, replace(NEED, facility="other")),
        vehicles=(replace(TRUCK, volume_ml=1_500),),
    )
    look, visits = index(problem), (Visit("centre", 498, 500, 0), Visit("other", 600, 500, 0))
    found = TourRoom.of(look, [replace(route(), visits=visits)])

    drafted = draft(look, found)
    lines = drafted.records[0].deliveries
    routes = unload(look, found.grown(), weekly_loads(look, lines))

    assert [(line.facility, line.packs) for line in lines] == [("centre", 2), ("other", 1)]
    assert judge(problem, plan_of(drafted, routes)).hard == 0
