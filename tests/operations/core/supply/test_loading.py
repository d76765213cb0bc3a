from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.supply.index import index
from operations.core.supply.loading import Loading
from operations.core.supply.plan import Plan
from operations.core.supply.transport import Load, carried, drive, volumes
from tests.operations.core.supply.small import CENTRE, DEPOT, PLACES, TWO_DAYS, broken

NORTH = next(place for place in TWO_DAYS.facilities if place.id == "north")


def tour(day, *stops, problem=TWO_DAYS):
    return drive(index(problem), 0, day, "truck", 480, list(stops))


def loaded(loads, routes, problem=TWO_DAYS, **limits):
    return Loading(index(problem), 0, loads, routes, **limits).run()


def stops(routes):
    return {
        route.day: {v.facility: (v.volume_ml, v.cold_ml) for v in route.visits} for route in routes
    }


def test_what_stays_behind_comes_in_parts_with_whoever_has_room():
    # Two trucks of ten litres, each with six and a half; a third place gets the rest of both.
    loads = {place: Load(6_500, 0) for place in PLACES}
    routes = [tour(0, ("centre", 6_500, 0)), tour(3, ("north", 6_500, 0))]

    found = loaded(loads, routes)

    assert carried(found)[0] == {(place, 0): 6_500 for place in PLACES}


def test_a_day_without_a_tour_gets_one_where_the_others_are_full():
    loads = {"centre": Load(10_000, 0), "north": Load(4_000, 0)}

    found = loaded(loads, [tour(0, ("centre", 10_000, 0))])

    assert stops(found) == {0: {"centre": (10_000, 0)}, 3: {"north": (4_000, 0)}}


def test_what_is_cold_goes_where_there_is_a_cold_box():
    # The first box is full of the centre's; the truck of the other day passes the north as well.
    loads = {"centre": Load(3_000, 2_000), "north": Load(1_500, 1_500), "south": Load(5_000, 0)}
    routes = [
        tour(0, ("centre", 3_000, 2_000), ("north", 0, 0)),
        tour(3, ("south", 5_000, 0)),
    ]

    found = loaded(loads, routes)

    assert volumes(found) == (9_500, 3_500)
    assert all(volumes([route])[1] <= 2_000 for route in found)


def test_a_stop_that_would_be_reached_after_closing_is_not_added():
    early = replace(NORTH, opening_minute=300, closing_minute=430)
    problem = replace(TWO_DAYS, facilities=(DEPOT, CENTRE, early))
    loads = {"centre": Load(1_000, 0), "north": Load(1_000, 0)}

    found = loaded(loads, [tour(0, ("centre", 1_000, 0), problem=problem)], problem)

    assert carried(found)[0] == {("centre", 0): 1_000}


def test_days_that_stay_idle_and_stops_that_are_barred_are_left_out():
    loads = {"centre": Load(4_000, 0), "north": Load(4_000, 0)}
    routes = [tour(0, ("centre", 4_000, 0)), tour(3, ("north", 4_000, 0))]

    idle = loaded(loads, routes, idle=frozenset({("truck", 3)}))
    barred = loaded(loads, routes, barred=frozenset({("truck", 3, "north")}))

    assert stops(idle) == {0: {"centre": (4_000, 0), "north": (4_000, 0)}}
    assert stops(barred) == stops(idle)


def test_more_than_all_trucks_hold_fills_them():
    loads = {place: Load(9_000, 900) for place in PLACES}

    found = loaded(loads, [tour(0, ("centre", 9_000, 900))])

    assert volumes(found) == (20_000, 2_700)


load = st.tuples(st.integers(0, 14_000), st.integers(0, 3_000))
part = st.tuples(st.integers(0, 9_000), st.integers(0, 3_000))


@settings(max_examples=60, deadline=None)
@given(st.lists(load, min_size=3, max_size=3), st.lists(part, min_size=2, max_size=2))
def test_loaded_tours_keep_every_limit_and_bring_no_less(sizes, given_parts):
    loads = {
        place: Load(max(1, volume), min(cold, max(1, volume)))
        for place, (volume, cold) in zip(PLACES, sizes, strict=True)
    }
    routes = []
    for day, place, (volume, cold) in zip((0, 3), PLACES, given_parts, strict=False):
        volume = min(volume, loads[place].volume_ml)
        cold = min(cold, volume, loads[place].cold_ml, 2_000)
        volume = min(volume, loads[place].volume_ml - loads[place].cold_ml + cold)
        routes.append(tour(day, (place, volume, cold)))

    found = loaded(loads, routes)

    plan = Plan(routes=tuple(found))
    for rule in ("vehicle_volume_kept", "cold_box_kept", "route_times_kept"):
        assert broken(rule, TWO_DAYS, plan) == []
    volume, cold = carried(found)
    for place, asked in loads.items():
        assert (
            volume.get((place, 0), 0) - cold.get((place, 0), 0) <= asked.volume_ml - asked.cold_ml
        )
        assert cold.get((place, 0), 0) <= asked.cold_ml
    worth = [v + 5 * c for v, c in (volumes(found), volumes(routes))]  # ten litres for two cold
    assert worth[0] >= worth[1] - 1
    room, boxes = 20_000, 4_000
    asked = sum(x.volume_ml for x in loads.values()), sum(x.cold_ml for x in loads.values())
    if asked[0] <= room and asked[1] <= boxes:  # every tour can call at all three places
        assert volumes(found) == pytest.approx(asked, abs=3)
