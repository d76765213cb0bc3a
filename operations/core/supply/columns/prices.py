"""What room on trucks and money are worth: prices at which all products together fit.

Dantzig & Wolfe, Decomposition Principle for Linear Programs (1960): each product answers prices
with the cheapest it can do; a master mixes the answers within what is shared, and its duals are
the next prices, drawn towards the best so far (Wentges, Weighted Dantzig-Wolfe, 1997). Each round
proves a bound: what the products cost at the prices, less the worth of all that is shared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from operations.core.errors import SolverFailure
from operations.core.supply.columns.programme import LIMITS, OPTIMAL, Answer, Programme, solved
from operations.core.supply.columns.shared import Shared

_ROUNDS = 25
_CLOSE = 5e-4
_DRAWN = 0.3
_DEAR = 20.0
"""Price of twice what is shared, in times all costs: not worth it."""


@dataclass(slots=True)
class Prices:
    """worth[row]: cents a unit. allotted[product number]: its use in the best mix. mixed: what that
    mix costs, a lower bound in itself once nobody answers better."""

    worth: Any
    bound: float
    mixed: float
    allotted: list[Any]
    rounds: int


class _Master:
    """The mix of answers, as a linear programme that grows."""

    def __init__(self, room: Any, count: int, cost: float) -> None:
        self.model = mathopt.Model(name="mix")
        self.scale, self.cost = np.maximum(1.0, room), max(1.0, abs(cost))
        ends = room / self.scale
        self.rows = [self.model.add_linear_constraint(ub=float(end)) for end in ends]
        self.one = [self.model.add_linear_constraint(lb=1, ub=1) for _ in range(count)]
        for row in self.rows:
            over = self.model.add_variable(lb=0)
            row.set_coefficient(over, -1)
            self.model.objective.set_linear_coefficient(over, _DEAR)
        self.taken: list[list[tuple[Any, Answer]]] = [[] for _ in range(count)]

    def add(self, k: int, answer: Answer) -> None:
        share = self.model.add_variable(lb=0)
        self.model.objective.set_linear_coefficient(share, answer.cost / self.cost)
        self.one[k].set_coefficient(share, 1)
        for row in np.flatnonzero(answer.use).tolist():
            self.rows[row].set_coefficient(share, float(answer.use[row] / self.scale[row]))
        self.taken[k].append((share, answer))

    def solve(self) -> tuple[float, Any, list[Any]]:
        """Cost of the best mix, the rows' worth and each product's use."""
        result = solved(self.model, LIMITS)
        if result is None or result.termination.reason is not OPTIMAL:
            raise SolverFailure("HiGHS found no best mix of the products' plans")
        worth = np.maximum(0.0, -np.array(result.dual_values(self.rows)))
        values = result.variable_values()
        used = [sum((values[v] * a.use for v, a in taken), 0.0) for taken in self.taken]
        return result.objective_value() * self.cost, worth * self.cost / self.scale, used


def find_prices(
    programmes: Sequence[Programme],
    shared: Shared,
    over: Callable[[], bool],
    start: Any = None,
) -> Prices:
    """Rounds until the mix costs no more than the bound proves, or the time is over. start: prices
    that are near, from a search with almost as much room."""
    worth = best_worth = np.zeros(shared.size) if start is None else start
    bound, found = -np.inf, None
    master: _Master | None = None
    for number in range(1, _ROUNDS + 1):
        answers = [programme.solve(worth) for programme in programmes]
        proven = sum(a.bound for a in answers) - float(worth @ shared.room)
        if proven > bound:
            bound, best_worth = proven, worth
        if master is None:
            master = _Master(shared.room, len(programmes), sum(a.cost for a in answers))
        for k, answer in enumerate(answers):
            master.add(k, answer)
        mixed, duals, used = master.solve()
        found = Prices(best_worth, bound, mixed, used, number)
        if mixed - bound <= _CLOSE * abs(mixed) or over():
            break
        worth = _DRAWN * best_worth + (1 - _DRAWN) * duals
    assert found is not None
    return found
