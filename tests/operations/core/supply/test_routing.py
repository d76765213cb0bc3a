import multiprocessing
import time
from dataclasses import replace

import pytest

from operations.core.outcome import Options, Status, Stop
from operations.core.supply import routing_ortools
from operations.core.supply.routing import (
    Call,
    RoutingPlan,
    RoutingProblem,
    Tour,
    Truck,
    cost,
    judge,
    solve,
)
from operations.core.supply.routing_pool import Pool, Way

# Four calls on a line at 1, 2, 3 and 4 from the depot; a truck costs 100 and 10 per unit of way.
LINE = tuple(tuple(abs(a - b) for b in range(5)) for a in range(5))
CALLS = tuple(Call(name, 5, cold) for name, cold in zip("abcd", (0, 0, 3, 3), strict=True))
PROBLEM = RoutingProblem(
    "line", CALLS, (Truck("t", 3, 20, 6, fixed_cost=100, unit_cost=10),), LINE, LINE
)


def by_pyvrp(problem):
    return solve(problem, Options(seconds=2), patience=300).plan


def by_ortools(problem):
    return routing_ortools.search(problem, Options(seconds=0.3))


SEARCHES = pytest.mark.parametrize("search", [by_pyvrp, by_ortools])


@SEARCHES
@pytest.mark.parametrize(
    ("changes", "tours", "cents"),
    [
        ({}, 1, 100 + 80),  # all on one truck: out to 4 and back
        ({"volume": 10}, 2, 200 + 80 + 40),  # two trucks: c, d to 4 and a, b to 2
        ({"cold": 3}, 2, 200 + 80 + 60),  # c and d apart: one goes to 4, one to 3
        ({"shift": 7}, 0, 0),  # nobody comes back from 4 in 7
    ],
)
def test_volume_cold_box_and_shift_decide_how_many_trucks_go(search, changes, tours, cents):
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], **changes),))

    plan = search(problem)

    if not tours:
        assert plan is None
    else:
        assert len(plan.tours) == tours
        assert cost(problem, plan) == cents
        assert plan.served == {"a", "b", "c", "d"}


@SEARCHES
def test_an_optional_call_that_nobody_can_make_is_left_out(search):
    trucks = (replace(PROBLEM.trucks[0], shift=7),)

    plan = search(replace(PROBLEM, trucks=trucks, optional=True))

    assert plan.served == {"a", "b", "c"}


@SEARCHES
def test_windows_decide_the_order(search):
    # a is only open late, d only early: out to 4 first, a on the way back.
    calls = (replace(CALLS[0], earliest=7), *CALLS[1:3], replace(CALLS[3], latest=4))

    [tour] = search(replace(PROBLEM, calls=calls)).tours

    assert tour.calls[-1] == "a"
    assert cost(PROBLEM, RoutingPlan((tour,))) == 180


def test_a_full_fleet_is_no_plan_and_no_exception():
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], count=1, volume=10),))

    outcome = solve(problem, Options(seconds=0.2), patience=50)

    assert (outcome.status, outcome.plan) == (Status.UNKNOWN, None)


def test_without_calls_nobody_drives():
    outcome = solve(replace(PROBLEM, calls=()), Options(seconds=1))

    assert (outcome.status, outcome.plan, outcome.cost) == (Status.OPTIMAL, RoutingPlan(), 0)


def test_progress_and_cost_agree():
    seen = []

    outcome = solve(PROBLEM, Options(seconds=1), seen.append, patience=100)

    assert seen[-1].plan == outcome.plan
    assert outcome.cost == cost(PROBLEM, outcome.plan) == cost(
        PROBLEM, RoutingPlan((Tour("t", 0, ("a", "b", "c", "d")),))
    )  # fmt: skip


def test_the_judge_finds_each_breach_once_and_agrees_on_the_cost():
    whole = RoutingPlan((Tour("t", 0, ("a", "b", "c", "d")),))

    assert judge(PROBLEM, whole).hard == 0
    assert judge(PROBLEM, whole).cost == cost(PROBLEM, whole) == 180


@pytest.mark.parametrize(
    ("changes", "tours", "rule", "amount"),
    [
        ({}, ("abc",), "calls_served_once", 1),
        ({}, ("abcd", "a"), "calls_served_once", 1),
        ({"volume": 19}, ("abcd",), "load_kept", 1),
        ({"cold": 5}, ("abcd",), "load_kept", 1),
        ({"shift": 7}, ("abcd",), "times_kept", 1),
        ({"latest": 7}, ("abcd",), "times_kept", 1),
        ({"count": 1}, ("ab", "cd"), "fleet_kept", 1),
    ],
)
def test_each_breach_of_a_tour_is_told(changes, tours, rule, amount):
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], **changes),))

    report = judge(problem, RoutingPlan(tuple(Tour("t", 0, tuple(tour)) for tour in tours)))

    assert [(v.rule, v.amount) for v in report.violations if v.rule != "way_cost"] == [
        (rule, amount)
    ]


def test_a_call_after_its_window_is_told():
    late = replace(PROBLEM, calls=(*CALLS[:3], replace(CALLS[3], latest=3)))

    report = judge(late, RoutingPlan((Tour("t", 0, ("d", "c", "b", "a")),)))

    assert report.violations[0].sentence == "Tour 1 serves d at 4, after 3."


def test_tours_of_different_plans_make_a_better_one():
    # Trucks of 10: two calls each. The plans at hand pair a with c and d (200 + 60 + 80) or leave
    # them single; ab (100 + 40) of one and cd (100 + 80) of another make the best plan of 320.
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], count=4, volume=10),))
    pool = Pool(problem)
    pool.take([Way(0, (1, 3), 0), Way(0, (2, 4), 0)])
    pool.take([Way(0, (1, 2), 0), Way(0, (3,), 0), Way(0, (4,), 0)])
    pool.take([Way(0, (1,), 0), Way(0, (2,), 0), Way(0, (3, 4), 0)])
    assert pool.best_cost == 340

    pool.combine(5)

    assert pool.best_cost == 320
    assert {way.calls for way in pool.best} == {(1, 2), (3, 4)}


def test_tours_that_were_met_make_a_plan_where_no_search_had_one():
    pool = Pool(replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], count=2, volume=10),)))
    pool.merge([Way(0, (1, 2), 0), Way(0, (2, 3), 0), Way(0, (3, 4), 0), Way(0, (1,), 0)])

    pool.combine(5)

    assert {way.calls for way in pool.best} == {(1, 2), (3, 4)}


def test_a_call_that_is_left_out_costs_more_than_any_way_to_it():
    problem = replace(PROBLEM, optional=True)
    pool = Pool(problem)
    pool.take([Way(0, (1, 2, 3), 0)])
    pool.merge([Way(0, (4,), 0)])

    pool.combine(5)

    assert {way.calls for way in pool.best} == {(1, 2, 3), (4,)}


def test_two_workers_keep_the_better_of_their_plans():
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], volume=10),))
    started, seen = time.monotonic(), []

    outcome = solve(problem, Options(seconds=3, workers=2), seen.append)

    assert judge(problem, outcome.plan).hard == 0
    assert outcome.cost == 200 + 80 + 40
    assert seen[-1].plan == outcome.plan
    assert time.monotonic() - started < 20


def test_a_stop_keeps_what_there_is_and_ends_the_other_worker():
    stop = Stop()

    outcome = solve(PROBLEM, Options(seconds=600, workers=2, stop=stop), lambda told: stop.set())

    assert outcome.cost == 180
    assert not multiprocessing.active_children()
