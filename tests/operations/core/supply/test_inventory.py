"""Inventory routing is searched well, told honestly and the same for the same seed."""

import random
from dataclasses import replace
from itertools import accumulate, combinations, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.math_opt.python import mathopt

from operations.core import snapshot
from operations.core.outcome import Options, Status, Stop
from operations.core.supply.inventory.bound import lower_bound
from operations.core.supply.inventory.ground import facts, plan_of
from operations.core.supply.inventory.plan import Plan, Route
from operations.core.supply.inventory.plan import Stop as Call
from operations.core.supply.inventory.problem import Customer, Depot, Problem
from operations.core.supply.inventory.report import judge
from operations.core.supply.inventory.search import Search
from operations.core.supply.inventory.solve import solve

# Two customers 10 away from the depot and 1 from each other; they use 4 in each of two periods
# and have 4 at the start. Stock costs 1 a unit at the depot and 2 at a customer.
WAYS = ((0, 10, 10), (10, 0, 1), (10, 1, 0))
NEAR = Problem(
    "near",
    2,
    1,
    8,
    Depot("depot", 8, (0, 0), 1),
    tuple(Customer(name, 4, 8, 0, (4, 4), 2) for name in "ab"),
    WAYS,
)


def random_problem(seed: int, customers: int, periods: int) -> Problem:
    """Places on a square of 100; stores of two or three periods, one of them in stock."""
    pick = random.Random(seed)
    points = [(pick.randrange(100), pick.randrange(100)) for _ in range(customers + 1)]
    ways = tuple(tuple(round(((a - c) ** 2 + (b - d) ** 2) ** 0.5) for c, d in points)
                 for a, b in points)  # fmt: skip
    people = []
    for k in range(customers):
        used, least = pick.randint(1, 9), pick.randint(0, 2)
        room = used * pick.randint(2, 3) + least
        people.append(
            Customer(f"c{k}", least + used, room, least, (used,) * periods, pick.randint(1, 9))
        )
    total = sum(customer.demand_units[0] for customer in people)
    vehicles = pick.randint(1, 3)
    room = max(2 * total // vehicles, 12)
    depot = Depot("d", total, (total,) * periods, pick.randint(1, 5))
    return Problem(f"r{seed}", periods, vehicles, room, depot, tuple(people), ways)


def cheapest(problem: Problem) -> int:
    """Every quantity of every customer in every period, every split of one or two tours."""
    ids = [customer.id for customer in problem.customers]
    best = 1 << 60
    choices = product(
        *(range(c.capacity_units + 1) for c in problem.customers for _ in range(problem.periods))
    )
    for units in choices:
        routes = []
        for period in range(problem.periods):
            stops = {name: units[k * problem.periods + period] for k, name in enumerate(ids)}
            routes.append([Call(name, left) for name, left in stops.items() if left])
        for tours in product(*(_ways(problem, calls) for calls in routes)):
            plan = Plan(tuple(Route(t, r) for t, rs in enumerate(tours, 1) for r in rs))
            report = judge(problem, plan)
            if not report.hard:
                best = min(best, report.cost)
    return best


def _ways(problem, calls):
    if not calls:
        return [()]
    options = [((*order,),) for order in permutations(calls)]
    for size in range(1, len(calls)):
        for some in combinations(calls, size) if problem.vehicles > 1 else ():
            options.append((some, tuple(call for call in calls if call not in some)))
    return options


def test_one_tour_just_in_time_is_the_optimum():
    # Nothing is needed in period 1 (4 in stock, 4 used); 4 each in period 2, by one tour of
    # 10 + 1 + 10. Holding: the depot's 8 in period 1, nothing afterwards. Together 29. In period 1
    # the same tour would leave 8 at customers (16) instead of 8 at the depot: 37.
    outcome = solve(NEAR, Options(seconds=5), steps=50)

    assert outcome.cost == judge(NEAR, outcome.plan).cost == 29
    assert [route.period for route in outcome.plan.routes] == [2]


def test_the_bound_is_proven_by_hand():
    # Way: 8 units at 20 / 8 each is 20; holding: 8 at the depot in period 1. No plan is below 28.
    assert lower_bound(NEAR) == 28


def test_a_bound_that_is_reached_ends_the_search():
    # One customer: its way is as long as the bound says, so the first plan is proven.
    alone = replace(
        NEAR, customers=NEAR.customers[:1], vehicle_units=4, distance=((0, 10), (10, 0))
    )

    outcome = solve(alone, Options(seconds=60))

    assert (outcome.status, outcome.cost, outcome.bound) == (Status.OPTIMAL, 32, 32)


@pytest.mark.parametrize("seed", range(4))
def test_brute_force_finds_nothing_cheaper(seed):
    pick = random.Random(seed)
    customers = tuple(
        Customer(name, pick.randint(1, 2), 3, 0, (1, pick.randint(1, 2)), pick.randint(0, 4))
        for name in "ab"
    )
    near, far, between = pick.randint(1, 9), pick.randint(1, 9), pick.randint(1, 9)
    small = Problem("small", 2, pick.randint(1, 2), 3, Depot("d", 2, (1, 1), pick.randint(0, 4)),
                    customers, ((0, near, far), (near, 0, between), (far, between, 0)))  # fmt: skip

    outcome = solve(small, Options(seconds=5), steps=300)

    assert outcome.cost == cheapest(small)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), customers=st.integers(1, 8), periods=st.integers(1, 4))
def test_random_problems_get_plans_that_break_nothing(seed, customers, periods):
    problem = random_problem(seed, customers, periods)

    outcome = solve(problem, Options(seconds=5, seed=seed), steps=60)

    report = judge(problem, outcome.plan)
    assert report.hard == 0
    assert outcome.bound <= outcome.cost == report.cost


def test_the_same_seed_walks_the_same_way():
    problem = random_problem(7, 8, 4)

    plans = [solve(problem, Options(seconds=60, seed=5), steps=200).plan for _ in range(2)]

    assert plans[0] == plans[1]


def test_too_small_a_fleet_still_gets_a_plan_that_says_so():
    # Both need 4 in period 2 and cannot store them earlier; one vehicle takes 3.
    full = tuple(replace(customer, capacity_units=4) for customer in NEAR.customers)
    tight = replace(NEAR, customers=full, vehicle_units=3)

    outcome = solve(tight, Options(seconds=5), steps=50)

    report = judge(tight, outcome.plan)
    assert (outcome.status, outcome.bound) == (Status.INFEASIBLE, None)
    assert {v.rule for v in report.violations if not v.rule.endswith("_cost")} == {
        "vehicle_capacity_kept"
    }
    assert outcome.cost == report.cost


def test_a_depot_that_has_too_little_is_told_not_hidden():
    poor = replace(NEAR, depot=replace(NEAR.depot, stock_units=7))

    outcome = solve(poor, Options(seconds=5), steps=50)

    report = judge(poor, outcome.plan)
    assert (report.hard, report.cost_by_rule["depot_stock_kept"]) == (1, 1)
    assert outcome.notes == ("1 units are more than vehicles or depot have",)
    assert outcome.cost == report.cost


def test_a_stop_keeps_the_plan_there_is():
    stop = Stop()
    stop.set()

    outcome = solve(random_problem(3, 8, 3), Options(seconds=60, stop=stop))

    assert (outcome.status, len(outcome.curve)) == (Status.FEASIBLE, 1)


def test_improving_plans_are_told_whole():
    problem, seen = random_problem(11, 8, 4), []

    solve(problem, Options(seconds=5), seen.append, steps=100)

    assert seen
    assert all(judge(problem, told.plan).cost == told.cost for told in seen)


def test_without_customers_nobody_drives():
    empty = replace(NEAR, customers=(), distance=((0,),))

    outcome = solve(empty, Options(seconds=60))

    # The depot's 8 units are held for two periods at 1.
    assert (outcome.status, outcome.plan, outcome.cost) == (Status.OPTIMAL, Plan(), 16)


def test_problem_and_plan_survive_their_snapshot():
    plan = solve(NEAR, Options(seconds=5), steps=20).plan

    assert snapshot.loads(snapshot.dumps(NEAR), Problem) == NEAR
    assert snapshot.loads(snapshot.dumps(plan), Plan) == plan


@pytest.mark.parametrize("seed", range(5))
def test_a_tour_of_six_is_hardly_longer_than_the_shortest(seed):
    problem = replace(random_problem(seed, 6, 1), vehicles=1, vehicle_units=1000)
    ways = problem.distance
    least = min(sum(map(lambda a, b: ways[a][b], (0, *order), (*order, 0)))
                for order in permutations(range(1, 7)))  # fmt: skip
    everybody = tuple(replace(c, stock_units=c.minimum_units) for c in problem.customers)

    plan = solve(replace(problem, customers=everybody), Options(seconds=5), steps=1).plan

    (route,) = plan.routes
    assert len(route.stops) == 6
    assert least <= judge(problem, plan).cost_by_rule["routing_cost"] <= 1.05 * least


def test_ways_that_are_longer_back_are_driven_the_shorter_way_round():
    # a, b, c, d on a ring of one-way streets of 1; everything else is 10.
    ring = tuple(
        tuple(1 if b == (a + 1) % 5 else 10 * (a != b) for b in range(5)) for a in range(5)
    )
    people = tuple(Customer(name, 0, 1, 0, (1,), 0) for name in "dbac")
    order = (0, 3, 1, 4, 2)  # the depot, then c, a, d and b are rows 1 to 4 of the ring
    ways = tuple(tuple(ring[a][b] for b in order) for a in order)

    outcome = solve(Problem("ring", 1, 1, 4, Depot("o", 4, (0,), 0), people, ways),
                    Options(seconds=5), steps=200)  # fmt: skip

    assert outcome.cost == 5


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), customers=st.integers(1, 8), periods=st.integers(1, 4))
def test_what_the_search_keeps_count_of_is_what_the_judge_says(seed, customers, periods):
    problem = random_problem(seed, customers, periods)
    search = Search(facts(problem), seed)

    search.run(lambda: False, lambda: None, steps=40)

    for draft in (search.drafts.now, search.best):
        report = judge(problem, plan_of(problem, draft))
        over = report.hard
        assert report.cost == draft.sums.sum() or over
        assert report.cost_by_rule.get("routing_cost", 0) == draft.length.sum()
        assert draft.load.sum() == draft.units.sum()
        assert draft.stops.sum() == (draft.units > 0).sum()
        assert draft.units.min() >= 0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), customers=st.integers(1, 8), periods=st.integers(1, 4))
def test_no_other_quantities_are_cheaper_for_the_same_routes(seed, customers, periods):
    problem = random_problem(seed, customers, periods)

    plan = solve(problem, Options(seconds=5, seed=seed), steps=40).plan

    held = judge(problem, plan).cost_by_rule.get("holding_cost", 0)
    assert held == cheapest_holding(problem, plan)


def cheapest_holding(problem, plan):
    """The same deliveries as a linear programme: any quantities on these routes."""
    model, depot = mathopt.Model(), problem.depot
    none = model.add_variable(lb=0, ub=0)
    made = list(accumulate(depot.made_units))
    bring = {
        (stop.customer, route.period): model.add_variable(lb=0)
        for route in plan.routes
        for stop in route.stops
    }
    for route in plan.routes:
        load = sum(bring[stop.customer, route.period] for stop in route.stops)
        model.add_linear_constraint(load <= problem.vehicle_units)
    cost = 0.0
    for period in range(1, problem.periods + 1):
        gone = none + sum(units for (_, when), units in bring.items() if when <= period)
        left = depot.stock_units + made[period - 1] - gone
        model.add_linear_constraint(left >= 0)
        cost += depot.holding_cost * left
        for customer in problem.customers:
            came = none + sum(units for (who, when), units in bring.items()
                       if who == customer.id and when <= period)  # fmt: skip
            left = customer.stock_units + came - sum(customer.demand_units[:period])
            filled = left + customer.demand_units[period - 1]
            model.add_linear_constraint(left >= customer.minimum_units)
            model.add_linear_constraint(filled <= customer.capacity_units)
            cost += customer.holding_cost * left
    model.minimize(cost)
    return round(mathopt.solve(model, mathopt.SolverType.GLOP).objective_value())
