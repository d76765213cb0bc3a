"""All that was chosen for each product so far, and what of it costs least together.

What a choice costs and takes of trucks, cold boxes and money is known once it has been lived
through, whatever is chosen for other products beside it. Which choices go together is a programme
with one of each product's (the restricted master heuristic: Joncour, Michel, Sadykov, Sverdlov &
Vanderbeck, Column generation based primal heuristics, Electronic Notes in Discrete Mathematics 36,
2010); the prices of its relaxation say what else would be worth to choose.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers.gscip import gscip_pb2

from operations.core.supply.columns.better import Taken
from operations.core.supply.columns.programme import LIMITS, OPTIMAL, clock_type, solved

_CLOSE = 1e-5
"""Part of all costs within which the best set is the best."""


@dataclass(slots=True)
class Pool:
    """taken[k]: plans of product k, each different. dearer[k]: those that, beside others' plans,
    turned out to cost more than they were kept with."""

    count: int
    taken: list[list[Taken]] = field(init=False)
    dearer: list[list[Taken]] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = [[] for _ in range(self.count)]
        self.dearer = [[] for _ in range(self.count)]

    @property
    def size(self) -> int:
        return sum(map(len, self.taken))

    def add(self, k: int, plan: Taken) -> None:
        """Keep a plan of product k, unless one is known that costs and takes as much."""
        if not any(map(plan.like, (*self.taken[k], *self.dearer[k]))):
            self.taken[k].append(plan)

    def drop(self, k: int, plan: Taken) -> None:
        """Offer a plan of product k no more: beside others' plans it costs more than it says."""
        self.taken[k] = [each for each in self.taken[k] if each is not plan]
        self.dearer[k].append(plan)

    def best(self, room: Any, seconds: float, by_work: bool) -> tuple[list[Taken] | None, Any]:
        """The plans that cost least together within `room` (None where none is found in time), and
        what more room is worth, cents a unit of every row."""
        model = mathopt.Model(name="pool")
        scale, cost = np.maximum(1.0, room), max(1.0, sum(p[0].cents for p in self.taken))
        rows = [model.add_linear_constraint(ub=float(ml)) for ml in room / scale]
        shares: list[list[Any]] = []
        for plans in self.taken:
            one = model.add_linear_constraint(lb=1, ub=1)
            shares.append([model.add_variable(lb=0, ub=1) for _ in plans])
            for share, plan in zip(shares[-1], plans, strict=True):
                one.set_coefficient(share, 1)
                model.objective.set_linear_coefficient(share, plan.cents / cost)
                for row in np.flatnonzero(plan.use).tolist():
                    rows[row].set_coefficient(share, float(plan.use[row] / scale[row]))
        mixed = solved(model, LIMITS)
        if mixed is None or mixed.termination.reason is not OPTIMAL:
            return None, np.zeros(len(room))
        worth = np.maximum(0.0, -np.array(mixed.dual_values(rows))) * cost / scale
        for share in (share for each in shares for share in each):
            share.integer = True
        whole = solved(model, _limits(seconds, by_work), mathopt.SolverType.GSCIP)
        if whole is None or not whole.has_primal_feasible_solution():
            return None, worth
        picked = [int(np.argmax(whole.variable_values(each))) for each in shares]
        return [plans[i] for plans, i in zip(self.taken, picked, strict=True)], worth


def _limits(seconds: float, by_work: bool) -> mathopt.SolveParameters:
    scip = gscip_pb2.GScipParameters(int_params={"timing/clocktype": clock_type(by_work)})
    limit = datetime.timedelta(seconds=max(0.05, seconds))
    return mathopt.SolveParameters(
        time_limit=limit, relative_gap_tolerance=_CLOSE, threads=1, gscip=scip
    )
