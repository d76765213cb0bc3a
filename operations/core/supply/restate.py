"""A plan after a person changed its lines: shortages, waste and loads stated as they now follow,
and equivalents that stand in as far as something lacks and they are there.

Needs no solver: an edit is judged at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from operations.core.supply.index import index
from operations.core.supply.plan import Plan, Route, Shortage, Visit, Waste
from operations.core.supply.problem import Problem
from operations.core.supply.replay import remembered, replay


def restate(problem: Problem, plan: Plan) -> Plan:
    """The same orders, deliveries and tours; what follows from them is worked out again.

    Each week's first visit to a facility takes up the change in what it gets; visits that have
    nothing left to bring stay on their route. A facility without a visit gets none here: the
    judge then says that its goods are on no truck.
    """
    found = replay(problem, plan)
    truly = {id(line): true for line, true in found.stood_in}
    stated = replace(
        plan,
        routes=reloaded(problem, plan),
        shortages=tuple(Shortage(f, p, w, units) for (f, p, w), units in found.short.items()),
        wastes=tuple(Waste(f, p, lot, w, units) for (f, p, lot, w), units in found.wasted.items()),
        stand_ins=tuple(truly[id(line)] for line in plan.stand_ins if truly[id(line)].units),
    )
    # Also where they are the same: lines are told apart by what they are, not by what they say.
    found = replace(found, stood_in=[(line, line) for line in stated.stand_ins])
    return remembered(problem, stated, found)


def reloaded(problem: Problem, plan: Plan) -> tuple[Route, ...]:
    """The same tours carrying what the plan's deliveries now are, as far as there are visits."""
    products = index(problem).products
    change: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for line in plan.deliveries:
        if line.origin:
            continue
        volume = line.packs * products[line.product].pack_ml
        change[line.facility, line.week][0] += volume
        change[line.facility, line.week][1] += volume if products[line.product].cold_chain else 0
    for route in plan.routes:
        for visit in route.visits:
            change[visit.facility, route.week][0] -= visit.volume_ml
            change[visit.facility, route.week][1] -= visit.cold_ml
    return tuple(
        replace(r, visits=tuple(_load(v, change[v.facility, r.week]) for v in r.visits))
        for r in plan.routes
    )


def _load(visit: Visit, change: list[int]) -> Visit:
    """The visit with as much of the change as it can take; the rest is left in `change`."""
    volume = max(0, visit.volume_ml + change[0])
    cold = max(0, visit.cold_ml + change[1])
    change[0] -= volume - visit.volume_ml
    change[1] -= cold - visit.cold_ml
    return replace(visit, volume_ml=volume, cold_ml=cold)
