"""Routes with time windows, two load dimensions and a shift length, by PyVRP.

Where PyVRP is not installed, OR-Tools routing takes its place.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from operations.core.outcome import OnProgress as _OnProgress
from operations.core.supply.routing_judge import judge
from operations.core.supply.routing_pool import plan_of
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
    """Search for cheap tours until the time is up, by every worker.

    patience: one search by one worker, which so many iterations without improvement end. Raises
    SolverFailure when the routing library itself breaks.
    """
    watch = Stopwatch(options.by_work)
    if not problem.calls:
        return Outcome(Status.OPTIMAL, RoutingPlan(), 0.0, 0.0, 0.0)
    curve: list[tuple[float, float, None]] = []

    def better(plan: RoutingPlan) -> None:
        found = float(cost(problem, plan))
        curve.append((watch.seconds, found, None))
        if on_progress is not None:
            on_progress(Progress(watch.seconds, found, None, plan))

    plan = _tours(problem, options, better, patience)
    if plan is None:
        return Outcome(
            Status.UNKNOWN, None, None, None, watch.seconds, notes=("no feasible tours",)
        )
    found = float(cost(problem, plan))
    if not curve or curve[-1][1] != found:
        better(plan)
    return Outcome(Status.FEASIBLE, plan, found, None, watch.seconds, curve[0][0], tuple(curve))


def _tours(
    problem: RoutingProblem,
    options: Options,
    better: Callable[[RoutingPlan], None],
    patience: int | None,
) -> RoutingPlan | None:
    try:
        from operations.core.supply import routing_pyvrp
    except ImportError:
        from operations.core.supply.routing_ortools import search

        return search(problem, options)
    if patience is not None:
        ways = routing_pyvrp.once(problem, options, patience)
    else:
        ways = routing_pyvrp.in_rounds(
            problem, options, lambda pool: better(plan_of(problem, pool.best or ()))
        )
    return None if ways is None else plan_of(problem, ways)
