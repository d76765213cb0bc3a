"""Routes with time windows, two load dimensions and a shift length, by PyVRP.

Wouda, Lan & Kool (2024), PyVRP: a high-performance VRP solver package, INFORMS Journal on
Computing 36(4). Where PyVRP is not installed, OR-Tools routing takes its place.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from operations.core.errors import SolverFailure
from operations.core.outcome import OnProgress as _OnProgress
from operations.core.supply.routing_judge import judge
from operations.core.supply.routing_problem import (
    Call,
    RoutingPlan,
    RoutingProblem,
    Tour,
    Truck,
)

__all__ = ["Call", "RoutingPlan", "RoutingProblem", "Tour", "Truck", "cost", "judge", "solve"]
from operations.core.outcome import Options, Outcome, Progress, Status
from operations.core.stopwatch import Stopwatch

OnRouting = _OnProgress[RoutingPlan]


def cost(problem: RoutingProblem, plan: RoutingPlan) -> int:
    """Fixed cost of the tours plus their distance cost, calls left out not counted."""
    trucks = {truck.id: truck for truck in problem.trucks}
    at = {call.id: k for k, call in enumerate(problem.calls, 1)}
    total = 0
    for tour in plan.tours:
        stops = [0, *(at[call] for call in tour.calls), 0]
        metres = sum(problem.distance[a][b] for a, b in pairwise(stops))
        total += trucks[tour.truck].fixed_cost + trucks[tour.truck].unit_cost * metres
    return total


def solve(
    problem: RoutingProblem,
    options: Options,
    on_progress: OnRouting | None = None,
    patience: int | None = None,
) -> Outcome[RoutingPlan]:
    """Search for cheap tours. `patience`: iterations without improvement that end the search.

    Raises SolverFailure when the routing library itself breaks.
    """
    watch = Stopwatch(options.by_work)
    if not problem.calls:
        return Outcome(Status.OPTIMAL, RoutingPlan(), 0.0, 0.0, 0.0)
    try:
        plan = _pyvrp(problem, options, patience)
    except ImportError:
        from operations.core.supply.routing_ortools import search

        plan = search(problem, options)
    seconds = watch.seconds
    if plan is None:
        return Outcome(Status.UNKNOWN, None, None, None, seconds, notes=("no feasible tours",))
    found = float(cost(problem, plan))
    if on_progress is not None:
        on_progress(Progress(seconds, found, None, plan))
    return Outcome(Status.FEASIBLE, plan, found, None, seconds, seconds, ((seconds, found, None),))


class _Until:
    """Stops at the time limit, when asked to, or after `patience` idle iterations."""

    def __init__(self, options: Options, patience: int | None) -> None:
        self._watch, self._seconds = Stopwatch(options.by_work), options.seconds
        self._stop = options.stop
        self._patience = patience
        self._best = float("inf")
        self._idle = 0

    def __call__(self, best_cost: float) -> bool:
        self._idle = 0 if best_cost < self._best else self._idle + 1
        self._best = min(self._best, best_cost)
        bored = self._patience is not None and self._idle > self._patience
        return bored or self._stop.is_set() or self._watch.seconds >= self._seconds


def _pyvrp(problem: RoutingProblem, options: Options, patience: int | None) -> RoutingPlan | None:
    import pyvrp

    until = _Until(options, patience)
    try:
        data = _data(problem)
        start = pyvrp.Solution(data, []) if problem.optional else None
        result = pyvrp.solve(
            data, stop=until, seed=options.seed, collect_stats=False, initial_solution=start
        )
    except (RuntimeError, ValueError) as error:
        raise SolverFailure(f"PyVRP: {error}") from error
    if not result.best.is_feasible():
        return None
    tours = []
    for route in result.best.routes():
        calls = tuple(problem.calls[step.idx].id for step in route if step.is_client())
        if calls:
            truck = problem.trucks[route.vehicle_type()].id
            tours.append(Tour(truck, int(route.start_time()), calls))
    return RoutingPlan(tuple(tours))


def _data(problem: RoutingProblem) -> Any:
    """The problem in PyVRP's words; location 0 is the depot."""
    import numpy
    import pyvrp

    farthest = max(map(max, problem.distance))
    dearest = max(t.fixed_cost + 3 * t.unit_cost * farthest for t in problem.trucks)
    clients = [
        pyvrp.Client(
            k,
            delivery=[call.volume, call.cold],
            service_duration=call.service,
            tw_early=call.earliest,
            tw_late=call.latest,
            required=not problem.optional,
            prize=10 * dearest if problem.optional else 0,
        )
        for k, call in enumerate(problem.calls, 1)
    ]
    trucks = [
        pyvrp.VehicleType(
            num_available=truck.count,
            capacity=[truck.volume, truck.cold],
            fixed_cost=truck.fixed_cost,
            tw_early=truck.earliest,
            tw_late=min(truck.latest, problem.depot_latest),
            shift_duration=truck.shift,
            unit_distance_cost=truck.unit_cost,
        )
        for truck in problem.trucks
    ]
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0) for _ in range(len(clients) + 1)],
        clients,
        [pyvrp.Depot(0, tw_late=problem.depot_latest)],
        trucks,
        [numpy.array(problem.distance, dtype=numpy.int64)],
        [numpy.array(problem.duration, dtype=numpy.int64)],
    )
