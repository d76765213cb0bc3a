"""Each rule of inventory routing below, at and above its boundary, with its sentence."""

import pytest

from operations.core.errors import BadProblem
from operations.core.supply.inventory.plan import Plan, Route, Stop
from operations.core.supply.inventory.problem import Customer, Depot, Problem
from operations.core.supply.inventory.report import judge
from operations.core.supply.inventory.rules import RULES

# The clinic is 7 away, the post 9, and 4 lie between them; one vehicle takes 10 units.
WAYS = ((0, 7, 9), (7, 0, 4), (9, 4, 0))
CLINIC = Customer("clinic", 6, 12, 1, (5, 5), 2)
POST = Customer("post", 10, 12, 0, (5, 5), 3)


def problem(clinic=CLINIC, post=POST, stock=20, made=(0, 0), vehicles=1, room=10):
    depot = Depot("depot", stock, made, 1)
    return Problem("two", 2, vehicles, room, depot, (clinic, post), WAYS)


def plan(*routes):
    """Routes as (period, "clinic", units, ...)."""
    return Plan(
        tuple(
            Route(period, tuple(Stop(*stop) for stop in zip(rest[::2], rest[1::2], strict=True)))
            for period, *rest in routes
        )
    )


def breaches(problem, plan):
    found = judge(problem, plan).violations
    return [(v.rule, v.amount) for v in found if not v.rule.endswith("_cost")]


def sentence(problem, plan):
    return judge(problem, plan).violations[0].sentence


@pytest.mark.parametrize(
    ("units", "found"),
    [(4, [("stock_above_minimum", 1)]), (5, []), (6, [])],
)
def test_a_customer_keeps_its_minimum(units, found):
    # 6 in stock, 5 used in each of two periods: 5 more leave exactly the minimum of 1.
    assert breaches(problem(), plan((2, "clinic", units))) == found


def test_who_runs_low_is_told_with_the_period():
    assert sentence(problem(), plan((2, "clinic", 3))) == (
        "clinic ends period 2 with a stock of -1, the minimum is 1."
    )


@pytest.mark.parametrize(
    ("units", "found"),
    [(5, []), (6, []), (7, [("stock_within_capacity", 1)])],
)
def test_a_store_is_not_overfilled_even_before_the_demand(units, found):
    assert breaches(problem(), plan((1, "clinic", units))) == found


def test_who_is_overfilled_is_told():
    assert sentence(problem(), plan((1, "clinic", 9))) == (
        "clinic would hold 15 after the delivery of period 1, its store takes 12."
    )


@pytest.mark.parametrize(
    ("stock", "found"),
    [(4, [("depot_stock_kept", 1)] * 2), (5, []), (6, [])],
)
def test_the_depot_gives_what_it_has(stock, found):
    assert breaches(problem(stock=stock), plan((1, "clinic", 5))) == found


def test_what_is_made_in_a_period_may_leave_in_it():
    assert breaches(problem(stock=0, made=(5, 0)), plan((1, "clinic", 5))) == []
    assert breaches(problem(stock=0, made=(0, 5)), plan((1, "clinic", 5))) == [
        ("depot_stock_kept", 5)
    ]
    assert sentence(problem(stock=0, made=(0, 5)), plan((1, "clinic", 5))) == (
        "By the end of period 1, 5 more have left depot than it had."
    )


@pytest.mark.parametrize(
    ("room", "found"),
    [(7, [("vehicle_capacity_kept", 1)]), (8, []), (9, [])],
)
def test_a_vehicle_is_not_overloaded(room, found):
    assert breaches(problem(room=room), plan((1, "clinic", 6, "post", 2))) == found


def test_the_overloaded_route_is_told():
    assert sentence(problem(room=7), plan((1, "clinic", 6, "post", 2))) == (
        "Period 1: the route to clinic, post carries 8, a vehicle takes 7."
    )


def test_a_vehicle_makes_one_route_a_period():
    routes = plan((1, "clinic", 5), (1, "post", 1))

    assert breaches(problem(vehicles=2), routes) == []
    assert breaches(problem(vehicles=1), routes) == [("fleet_kept", 1)]
    assert sentence(problem(), routes) == "Period 1 has 2 routes, there are 1 vehicles."


def test_a_customer_is_visited_once_a_period():
    twice = plan((1, "clinic", 3), (1, "clinic", 2))

    assert breaches(problem(vehicles=2), twice) == [("visited_once", 1)]
    assert sentence(problem(vehicles=2), twice) == "clinic is visited 2 times in period 1."
    assert breaches(problem(), plan((1, "clinic", 3), (2, "clinic", 2))) == []


def test_way_and_stock_at_each_periods_end_cost():
    report = judge(problem(), plan((1, "clinic", 5, "post", 1)))

    # The way: 7 + 4 + 9. Stocks at the ends: depot 14 and 14 at 1; clinic 6 and 1 at 2;
    # post 6 and 1 at 3; the first stocks are free.
    assert report.cost_by_rule == {"routing_cost": 20, "holding_cost": 28 + 14 + 21}
    assert (report.hard, report.cost) == (0, 83)


def test_every_rule_has_a_label_and_a_reason():
    assert len({rule.code for rule in RULES}) == len(RULES) == 8
    assert all(rule.label and rule.reason.endswith(".") for rule in RULES)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"clinic": Customer("clinic", 6, 5, 1, (5, 5), 2)}, "first stock"),
        ({"clinic": Customer("clinic", 5, 5, 1, (5, 5), 2)}, "run out whatever"),
        ({"clinic": Customer("clinic", 5, 5, 6, (5, 5), 2)}, "minimum stock"),
        ({"clinic": Customer("clinic", 6, 12, 1, (5,), 2)}, "2 demands"),
        ({"clinic": Customer("post", 6, 12, 1, (5, 5), 2)}, "same id"),
        ({"made": (1,)}, "2 production figures"),
        ({"room": 0}, "room in it"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(changes, what):
    with pytest.raises(BadProblem, match=what):
        problem(**changes)
