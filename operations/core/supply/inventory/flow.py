"""The cheapest quantities for given routes: a minimum-cost flow, whose answer is whole units."""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from operations.core.supply.inventory.state import Ground, State

Arcs = list[tuple[int, int, int, int]]
"""tail, head, room, cost of a unit"""


class Quantities:
    """Nodes: the depot per period, each customer per period, each route, a bank and a sink.

    The bank lends the depot what it does not have, at the price of overload, so that there is
    always an answer.
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        periods = ground.periods
        self.sink = periods * (len(ground.customers) + 1)
        self.bank = self.sink + 1
        self.routes_from = self.bank + 1
        self.plenty = ground.depot_units[-1] + sum(map(sum, ground.demand)) + sum(ground.room)
        self.fixed = np.array(self._chains(), dtype=np.int64)
        self.supplies = self._balance()

    def node(self, row: int, period: int) -> int:
        return row * self.ground.periods + period

    def _chains(self) -> Arcs:
        """Stock that is kept from a period to the next one, or beyond the last."""
        ground, arcs = self.ground, []
        for period in range(ground.periods):
            for row in (0, *ground.customers):
                room = ground.room[row] - ground.least[row] - ground.demand[row][period]
                last = period + 1 == ground.periods
                head = self.sink if last else self.node(row, period + 1)
                room = self.plenty if row == 0 else room
                arcs.append((self.node(row, period), head, room, ground.price[row]))
        arcs.append((self.bank, self.sink, self.plenty, 0))
        return arcs

    def _balance(self) -> list[int]:
        """What each node has (above zero) or needs; a customer's minimum stays where it is."""
        ground, problem = self.ground, self.ground.problem
        supplies = [0] * self.routes_from
        for period, made in enumerate(problem.depot.made_units):
            supplies[self.node(0, period)] += made
        supplies[self.node(0, 0)] += problem.depot.stock_units
        for row in ground.customers:
            supplies[self.node(row, 0)] += ground.stock[row] - ground.least[row]
            for period, used in enumerate(ground.demand[row]):
                supplies[self.node(row, period)] -= used
        supplies[self.bank] = self.plenty
        supplies[self.sink] = -sum(supplies)
        return supplies

    def improve(self, state: State, overload_price: int) -> None:
        """Set the state's units to the cheapest for its routes; calls without goods are dropped."""
        visits, arcs, routes = [], [], 0
        most = self.ground.problem.vehicle_units
        for period, tours in enumerate(state.routes):
            depot = self.node(0, period)
            arcs.append((self.bank, depot, self.plenty, overload_price))
            for vehicle, tour in enumerate(tours):
                if not tour:
                    continue
                route = self.routes_from + routes
                routes += 1
                arcs.append((depot, route, most, 0))
                arcs.append((depot, route, self.plenty, overload_price))
                for row in tour:
                    visits.append((row, period, vehicle, len(self.fixed) + len(arcs)))
                    arcs.append((route, self.node(row, period), self.ground.room[row], 0))
        flows = self._flows(arcs, routes)
        if flows is None:
            return
        for row, period, vehicle, arc in visits:
            state.set_units(row, period, vehicle, int(flows[arc]))

    def _flows(self, arcs: Arcs, routes: int) -> list[int] | None:
        columns = np.concatenate([self.fixed, np.array(arcs, dtype=np.int64)]).T
        tail, head, room, cost = (np.ascontiguousarray(column) for column in columns)
        supplies = np.array([*self.supplies, *[0] * routes], dtype=np.int64)
        solver = min_cost_flow.SimpleMinCostFlow()
        solver.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
        solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
        if solver.solve() != solver.OPTIMAL:
            return None
        return list(solver.flows(np.arange(len(tail))))
