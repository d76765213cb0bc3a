"""What any delivery plan costs at least: stock and way as one flow.

A route to the set S with load at most Q is at least as long as the way to its farthest stop and
back, so at least sum(q_i / Q * (way to i and back)): the farthest stop is no nearer than the
average weighted by quantities. Priced like this per unit, the cheapest flow through depot and
stores is below every plan.
"""

from __future__ import annotations

import numpy as np
from ortools.graph.python import min_cost_flow

from operations.core.supply.inventory.flow import Quantities
from operations.core.supply.inventory.state import Ground

FINE = 1000
"""Costs of a unit's way are rounded down to this part of a cost unit."""


def lower_bound(ground: Ground) -> int | None:
    """A proven lower bound in cost units; None where no plan keeps every hard rule."""
    net = Quantities(ground)
    there = _shortest(ground)
    arcs = [(tail, head, room, cost * FINE) for tail, head, room, cost in net.fixed]
    most = ground.problem.vehicle_units
    for period in range(ground.periods):
        fleet = net.routes_from + period
        arcs.append((net.node(0, period), fleet, most * ground.problem.vehicles, 0))
        for row in ground.customers:
            price = there[row] * FINE // most
            room = min(most, ground.room[row])
            arcs.append((fleet, net.node(row, period), room, price))
    supplies = np.array([*net.supplies, *[0] * ground.periods], dtype=np.int64)
    tails, heads, rooms, costs = (
        np.ascontiguousarray(column) for column in np.array(arcs, dtype=np.int64).T
    )
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tails, heads, rooms, costs)
    solver.set_nodes_supplies(np.arange(len(supplies)), supplies)
    if solver.solve() != solver.OPTIMAL:
        return None
    kept = sum(least * price for least, price in zip(ground.least, ground.price, strict=True))
    return -(-int(solver.optimal_cost()) // FINE) + kept * ground.periods


def _shortest(ground: Ground) -> list[int]:
    """Shortest way from the depot to each place and back (rounded ways may break the triangle)."""
    way = np.array(ground.problem.distance, dtype=np.int64)
    for middle in range(len(way)):
        way = np.minimum(way, way[:, middle, None] + way[None, middle, :])
    return [int(out + back) for out, back in zip(way[0], way[:, 0], strict=True)]
