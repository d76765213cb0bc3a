"""The mix of products' answers that costs least within what they share, and what that is worth."""

from __future__ import annotations

from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from operations.core.errors import SolverFailure
from operations.core.supply.columns.answers import Answer
from operations.core.supply.columns.programme import LIMITS, OPTIMAL, solved

_DEAR = 20.0
"""Price of twice what is shared, in times all costs: not worth it."""
_LITTLE = 1e-3
"""Part of what is shared by which a mix may take more."""


class Mix:
    """A linear programme that grows: of each product shares of its answers, which make one."""

    def __init__(self, room: Any, count: int, cost: float) -> None:
        self.model = mathopt.Model(name="mix")
        self.cost = max(1.0, abs(cost))
        self.scale = np.maximum(1.0, room)
        self.rows = [self.model.add_linear_constraint() for _ in room]
        self.one = [self.model.add_linear_constraint(lb=1, ub=1) for _ in range(count)]
        self.over = [self.model.add_variable(lb=0) for _ in room]
        self.left = [self.model.add_variable(lb=0) for _ in room]
        for row, over, left in zip(self.rows, self.over, self.left, strict=True):
            row.set_coefficient(over, -1)
            row.set_coefficient(left, 1)
        self.taken: list[list[tuple[Any, Answer]]] = [[] for _ in range(count)]
        self.fits = True
        self.give(room)

    def give(self, room: Any) -> None:
        """What is shared from now on."""
        for row, units in zip(self.rows, room / self.scale, strict=True):
            row.lower_bound = row.upper_bound = float(units)

    def add(self, answers: list[Answer]) -> None:
        """One more of every product."""
        for k, answer in enumerate(answers):
            share = self.model.add_variable(lb=0)
            self.model.objective.set_linear_coefficient(share, answer.cost / self.cost)
            self.one[k].set_coefficient(share, 1)
            for row in np.flatnonzero(answer.use).tolist():
                self.rows[row].set_coefficient(share, float(answer.use[row] / self.scale[row]))
            self.taken[k].append((share, answer))

    def solve(
        self, near: Any = None, times: float = 1.0, new: float = _DEAR
    ) -> tuple[float, Any, list[Any]]:
        """Cost of the best mix, the rows' worth and each product's use. near: prices from which
        the rows' worth departs by so many times at most, to `new` where there was none (twice what
        is shared, in times all costs)."""
        least, most = np.zeros(len(self.rows)), np.full(len(self.rows), _DEAR)
        if near is not None:
            near = near * self.scale / self.cost
            least, most = near / times, np.where(near > 0, near * times, new)
        self._price(least, most)
        result = solved(self.model, LIMITS)
        if result is None or result.termination.reason is not OPTIMAL:
            raise SolverFailure("HiGHS found no best mix of the products' plans")
        worth = np.maximum(0.0, -np.array(result.dual_values(self.rows)))
        values = result.variable_values()
        used = [sum((values[v] * a.use for v, a in taken), 0.0) for taken in self.taken]
        self.fits = max((values[over] for over in self.over), default=0.0) < _LITTLE
        return result.objective_value() * self.cost, worth * self.cost / self.scale, used

    def _price(self, least: Any, most: Any) -> None:
        rows = zip(self.left, self.over, least.tolist(), most.tolist(), strict=True)
        for left, over, low, high in rows:
            self.model.objective.set_linear_coefficient(left, -low)
            self.model.objective.set_linear_coefficient(over, high)
