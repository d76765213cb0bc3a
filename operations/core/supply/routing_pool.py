"""Tours that a search has met, and the best plan that can be put together from them.

Each is a column of a set partitioning: every call in one tour, no more tours than trucks (Balinski
& Quandt 1964, On an integer program for a delivery problem; tours of a local search as columns as
in Rochat & Taillard 1995, Journal of Heuristics 1(1)). The linear programme says which columns can
be in a plan that is better than the one at hand; over those a mixed-integer programme decides.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from ortools.math_opt.python import mathopt

from operations.core.supply.routing_problem import RoutingPlan, RoutingProblem, Tour

MOST_WAYS = 30_000
"""Tours that are kept; of more, those that the linear programme finds furthest from use go."""
MOST_COLUMNS = 3_000
LEFT_OUT = 10
"""A call left out costs so many of the dearest journeys."""
SMALL = 1e-6


@dataclass(frozen=True, slots=True)
class Way:
    """A truck of one kind (its row), the rows of its calls (from 1) in order, when it leaves."""

    truck: int
    calls: tuple[int, ...]
    departure: int


@dataclass(slots=True)
class _Column:
    way: Way
    cost: int
    loss: float = 0.0
    """What a plan with it costs at least beyond the linear programme."""


class Pool:
    """The cheapest order met of every set of calls, by kind of truck."""

    def __init__(self, problem: RoutingProblem) -> None:
        self.problem = problem
        self.prize = prize(problem) if problem.optional else 0
        self.columns: dict[tuple[int, frozenset[int]], _Column] = {}
        self.best: tuple[Way, ...] | None = None
        self.best_cost = 0

    def add(self, way: Way) -> None:
        cost = way_cost(self.problem, way)
        key = (way.truck, frozenset(way.calls))
        known = self.columns.get(key)
        if known is None or cost < known.cost:
            self.columns[key] = _Column(way, cost, 0.0 if known is None else known.loss)

    def take(self, ways: Sequence[Way]) -> None:
        """A lawful plan: its tours, and itself where it is the best."""
        for way in ways:
            self.add(way)
        served = sum(len(way.calls) for way in ways)
        cost = sum(way_cost(self.problem, way) for way in ways)
        cost += self.prize * (len(self.problem.calls) - served)
        if self.best is None or cost < self.best_cost:
            self.best, self.best_cost = tuple(ways), cost

    def merge(self, ways: Iterable[Way]) -> None:
        for way in ways:
            self.add(way)

    def combine(self, seconds: float) -> None:
        """Look for a better plan among all tours, for some seconds."""
        if seconds <= 0:
            return
        started = time.monotonic()
        least = self._price(seconds)
        if least is None:
            return
        if len(self.columns) > MOST_WAYS:
            kept = sorted(self.columns.items(), key=lambda item: item[1].loss)[: MOST_WAYS // 2]
            self.columns = dict(kept)
            self.merge(self.best or ())
        room = self.best_cost - least - 1 + SMALL if self.best is not None else float("inf")
        useful = sorted((c for c in self.columns.values() if c.loss <= room), key=lambda c: c.loss)
        if useful:
            self._choose(useful[:MOST_COLUMNS], seconds - (time.monotonic() - started))

    def _price(self, seconds: float) -> float | None:
        """The linear programme: its value, and each tour's loss; None where there is no time."""
        columns = list(self.columns.values())
        programme = _Partition(self, columns, whole=False)
        limits = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.1, seconds)))
        result = mathopt.solve(programme.model, mathopt.SolverType.GLOP, params=limits)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        losses = result.reduced_costs(programme.variables)
        for column, loss in zip(columns, losses, strict=True):
            column.loss = max(0.0, loss)
        return float(result.objective_value())

    def _choose(self, columns: list[_Column], seconds: float) -> None:
        programme = _Partition(self, columns, whole=True)
        best = {(way.truck, frozenset(way.calls)) for way in self.best or ()}
        at_hand = {
            variable: float((c.way.truck, frozenset(c.way.calls)) in best)
            for c, variable in zip(columns, programme.variables, strict=True)
        }
        limits = mathopt.SolveParameters(time_limit=timedelta(seconds=max(0.1, seconds)))
        hint = mathopt.ModelSolveParameters(
            solution_hints=[mathopt.SolutionHint(variable_values=at_hand)]
        )
        result = mathopt.solve(
            programme.model, mathopt.SolverType.GSCIP, params=limits, model_params=hint
        )
        if result.has_primal_feasible_solution():
            values = result.variable_values(programme.variables)
            self.take([c.way for c, value in zip(columns, values, strict=True) if value > 0.5])


class _Partition:
    """Every call in one tour (or left out at the prize, where it may be), trucks as there are."""

    def __init__(self, pool: Pool, columns: list[_Column], *, whole: bool) -> None:
        self.model = mathopt.Model()
        problem, model = pool.problem, self.model
        once = [model.add_linear_constraint(lb=1, ub=1) for _ in problem.calls]
        fleet = [model.add_linear_constraint(ub=truck.count) for truck in problem.trucks]
        self.variables = [
            model.add_variable(lb=0, ub=1 if whole else float("inf"), is_integer=whole)
            for _ in columns
        ]
        for column, variable in zip(columns, self.variables, strict=True):
            model.objective.set_linear_coefficient(variable, column.cost)
            fleet[column.way.truck].set_coefficient(variable, 1)
            for call in column.way.calls:
                once[call - 1].set_coefficient(variable, 1)
        for row in once if problem.optional else ():
            out = model.add_variable(lb=0)
            model.objective.set_linear_coefficient(out, pool.prize)
            row.set_coefficient(out, 1)


def way_cost(problem: RoutingProblem, way: Way) -> int:
    truck = problem.trucks[way.truck]
    metres = sum(problem.distance[a][b] for a, b in pairwise((0, *way.calls, 0)))
    return truck.fixed_cost + truck.unit_cost * metres


def prize(problem: RoutingProblem) -> int:
    """What an optional call left out costs: more than any way to it."""
    farthest = max(map(max, problem.distance))
    return LEFT_OUT * max(t.fixed_cost + 3 * t.unit_cost * farthest for t in problem.trucks)


def plan_of(problem: RoutingProblem, ways: Iterable[Way]) -> RoutingPlan:
    """The tours under the problem's names."""
    return RoutingPlan(
        tuple(
            Tour(
                problem.trucks[way.truck].id,
                way.departure,
                tuple(problem.calls[call - 1].id for call in way.calls),
            )
            for way in ways
        )
    )
