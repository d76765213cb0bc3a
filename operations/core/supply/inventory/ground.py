"""The problem as the kernels read it: positions instead of ids, periods from 0."""

from __future__ import annotations

import numpy as np

from operations.core.supply.inventory.kernels.arrays import (
    CUSTOMERS,
    HELD,
    NOBODY,
    PERIODS,
    VEHICLES,
    Draft,
    Facts,
    Ints,
)
from operations.core.supply.inventory.plan import Plan, Route, Stop
from operations.core.supply.inventory.problem import Problem


def facts(problem: Problem) -> Facts:
    """Customer k of the problem, counted from 1, is row k; the depot is row 0."""
    customers, depot = problem.customers, problem.depot
    way = np.array(problem.distance, np.int64)
    demand = np.array([(0,) * problem.periods, *(c.demand_units for c in customers)], np.int64)
    price = np.array([depot.holding_cost, *(c.holding_cost for c in customers)], np.int64)
    even = int((way == way.T).all())
    return Facts(
        np.array(
            (len(customers), problem.periods, problem.vehicles, problem.vehicle_units, even),
            np.int64,
        ),
        way,
        np.array([0, *(c.stock_units for c in customers)], np.int64),
        np.array([0, *(c.capacity_units for c in customers)], np.int64),
        np.array([0, *(c.minimum_units for c in customers)], np.int64),
        demand,
        demand.cumsum(axis=1),
        price - price[0],
        price,
        _near(way),
        depot.stock_units + np.array(depot.made_units, np.int64).cumsum(),
    )


def _near(way: Ints) -> Ints:
    """near[k]: the other customers, nearest there and back first."""
    count = len(way) - 1
    near = np.zeros((count + 1, max(1, count - 1)), np.int64)
    apart = way + way.T
    for k in range(1, count + 1):
        others = np.array([other for other in range(1, count + 1) if other != k], np.int64)
        near[k, : count - 1] = others[np.argsort(apart[k, others], kind="stable")]
    return near


def nothing(f: Facts) -> Draft:
    """Nobody is called on: all holding that there is then."""
    customers, periods, vehicles = (int(f.sizes[n]) for n in (CUSTOMERS, PERIODS, VEHICLES))
    held = f.depot.sum() * f.price[0]
    held += (f.price * (f.stock * periods - f.used.sum(axis=1)))[1:].sum()
    sums = np.zeros(2, np.int64)
    sums[HELD] = held
    stops, load, length, fresh = np.zeros((4, periods, vehicles), np.int64)
    return Draft(
        np.zeros((periods, vehicles, max(1, customers)), np.int64),
        stops,
        load,
        length,
        fresh,
        np.zeros((customers + 1, periods), np.int64),
        np.full((customers + 1, periods), NOBODY, np.int64),
        sums,
    )


def plan_of(problem: Problem, p: Draft) -> Plan:
    """The draft under the problem's names, without vehicles that stay at home."""
    names = [problem.depot.id, *(customer.id for customer in problem.customers)]
    routes = []
    for t in range(problem.periods):
        for v in range(problem.vehicles):
            stops = [int(k) for k in p.route[t, v, : p.stops[t, v]]]
            calls = tuple(Stop(names[k], int(p.units[k, t])) for k in stops)
            if calls:
                routes.append(Route(t + 1, calls))
    return Plan(tuple(routes))
