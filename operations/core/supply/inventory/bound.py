"""What any delivery plan costs at least: stock and way as one flow.

A route to the set S with load at most Q is at least as long as the way to its farthest stop and
back, so at least sum(q_i / Q * (way to i and back)): the farthest stop is no nearer than the
average weighted by quantities. Priced like this per unit, the cheapest flow through depot and
stores is below every plan.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from operations.core.supply.inventory.problem import Problem

FINE = 1000
"""Costs of a unit's way are rounded down to this part of a cost unit."""
Arcs = list[tuple[int, int, int, int]]
"""tail, head, room, cost of a unit"""


def lower_bound(problem: Problem) -> int | None:
    """A proven lower bound in cost units; None where no plan keeps every hard rule."""
    net = _Net(problem)
    arcs = np.array([*net.kept(), *net.brought()], dtype=np.int64)
    tails, heads, rooms, costs = (np.ascontiguousarray(column) for column in arcs.T)
    supplies = np.array(net.supplies(), dtype=np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, rooms, costs)
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    if solver.solve() != solver.OPTIMAL:
        return None
    least = sum(customer.minimum_units * customer.holding_cost for customer in problem.customers)
    return -(-int(solver.optimal_cost()) // FINE) + least * problem.periods


class _Net:
    """Nodes: the depot in each period, each customer in each period, what is left at the end, and
    the fleet in each period. A customer's minimum stays where it is and is counted apart."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.periods = problem.periods
        self.end = self.periods * (1 + len(problem.customers))
        self.plenty = problem.depot.stock_units + sum(problem.depot.made_units)
        self.plenty += sum(customer.capacity_units for customer in problem.customers)

    def _node(self, row: int, period: int) -> int:
        return row * self.periods + period

    def kept(self) -> Arcs:
        """Stock that is kept from a period to the next one, or beyond the last."""
        arcs = []
        for period in range(self.periods):
            last = period + 1 == self.periods
            depot = self.problem.depot
            head = self.end if last else self._node(0, period + 1)
            arcs.append((self._node(0, period), head, self.plenty, depot.holding_cost * FINE))
            for row, customer in enumerate(self.problem.customers, 1):
                head = self.end if last else self._node(row, period + 1)
                room = customer.capacity_units - customer.minimum_units
                room -= customer.demand_units[period]
                arcs.append((self._node(row, period), head, room, customer.holding_cost * FINE))
        return arcs

    def brought(self) -> Arcs:
        """What the fleet brings in a period, at the price of its part of a full vehicle's way."""
        there, most = _shortest(self.problem), self.problem.vehicle_units
        arcs = []
        for period in range(self.periods):
            fleet = self.end + 1 + period
            arcs.append((self._node(0, period), fleet, most * self.problem.vehicles, 0))
            for row, customer in enumerate(self.problem.customers, 1):
                room = min(most, customer.capacity_units)
                arcs.append((fleet, self._node(row, period), room, there[row] * FINE // most))
        return arcs

    def supplies(self) -> list[int]:
        """What each node has (above zero) or needs."""
        depot = self.problem.depot
        supplies = [depot.stock_units + depot.made_units[0], *depot.made_units[1:]]
        for customer in self.problem.customers:
            needs = [-used for used in customer.demand_units]
            needs[0] += customer.stock_units - customer.minimum_units
            supplies += needs
        return [*supplies, -sum(supplies), *[0] * self.periods]


def _shortest(problem: Problem) -> list[int]:
    """Shortest way from the depot to each place and back (rounded ways may break the triangle)."""
    way = np.array(problem.distance, dtype=np.int64)
    for middle in range(len(way)):
        way = np.minimum(way, way[:, middle, None] + way[None, middle, :])
    return [int(out + back) for out, back in zip(way[0], way[:, 0], strict=True)]
