from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from operations.core.outcome import Options
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.tours import Lighter, route_week
from operations.core.supply.transport import Load, carried, drive, thousandths, volumes
from tests.operations.core.supply.small import PLACES, TRUCK, TWO_DAYS, broken

FOUR_DAYS = replace(TWO_DAYS, vehicles=(replace(TRUCK, days=(0, 1, 2, 3)),))


def routed(loads, problem=TWO_DAYS):
    look = index(problem)
    return route_week(look, 0, loads, Options(seconds=0.5), patience=100)


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


def test_a_load_that_no_truck_holds_goes_with_full_ones_and_a_rest():
    routes = routed({"centre": Load(24_000, 0)}, FOUR_DAYS)

    assert sorted(volumes([route])[0] for route in routes) == [4_000, 10_000, 10_000]


def lighter(loads, routes, problem=FOUR_DAYS):
    search = Lighter(index(problem), 0, loads, routes)
    return search.run(Options(seconds=0.5), 50, lambda: False)


def tour(day, *stops, problem=FOUR_DAYS):
    return drive(index(problem), 0, day, "truck", 480, list(stops))


def test_a_tour_is_given_up_where_others_bring_what_it_brought():
    loads = {place: Load(3_000, 100) for place in PLACES}
    each = [tour(day, (place, 3_000, 100)) for day, place in enumerate(PLACES)]

    (route,) = lighter(loads, each)

    assert volumes([route]) == (9_000, 300)


def test_a_stop_is_given_up_where_others_bring_what_it_brought():
    # North and centre each take most of a truck; a litre of south's is on either, for no reason.
    loads = {"centre": Load(7_000, 0), "north": Load(7_000, 0), "south": Load(2_000, 0)}
    twice = [
        tour(0, ("south", 1_000, 0), ("centre", 7_000, 0)),
        tour(1, ("south", 1_000, 0), ("north", 7_000, 0)),
    ]

    routes = lighter(loads, twice)

    assert sum(len(route.visits) for route in routes) == 3
    assert volumes(routes) == (16_000, 0)


def test_a_search_that_is_over_keeps_the_tours_as_they_are():
    loads = {place: Load(3_000, 100) for place in PLACES}
    each = [tour(day, (place, 3_000, 100)) for day, place in enumerate(PLACES)]
    search = Lighter(index(FOUR_DAYS), 0, loads, each)

    assert search.run(Options(seconds=0.5), 50, lambda: True) == each


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 14_000), st.integers(0, 2_500)), min_size=3, max_size=3))
def test_lighter_tours_bring_as_much_within_every_limit_for_no_more(sizes):
    loads = {
        place: Load(volume, min(cold, volume))
        for place, (volume, cold) in zip(PLACES, sizes, strict=True)
    }
    routes = routed(loads, FOUR_DAYS)

    lighter_ones = lighter(loads, routes)

    look = index(FOUR_DAYS)
    assert thousandths(look, lighter_ones) <= thousandths(look, routes)
    assert volumes(lighter_ones) >= volumes(routes)
    plan = Plan(routes=tuple(lighter_ones))
    for rule in ("vehicle_volume_kept", "cold_box_kept", "route_times_kept"):
        assert broken(rule, FOUR_DAYS, plan) == []
