"""The family's one door: order-up-to and fair shares in packs, routes, and a proven bound."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.supply.bound import bound, groups
from operations.core.supply.draft import Draft, cost, draft, plan_of
from operations.core.supply.index import Index, index
from operations.core.supply.plan import Plan, Route
from operations.core.supply.problem import Problem
from operations.core.supply.transport import (
    Load,
    carried,
    route_week,
    unload,
    weekly_loads,
)

_QUICK_ITERATIONS = 200
_PATIENT_ITERATIONS = 5_000
_QUICK_SHARE, _BOUND_SHARE = 0.2, 0.5


@dataclass(slots=True)
class _Search:
    """One run: its clock, the best plan so far and how it got there."""

    look: Index
    options: Options
    on_progress: OnProgress[Plan] | None
    started: float = field(default_factory=time.monotonic)
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bound: float | None = None
    best: tuple[int, Plan] | None = None

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def over(self, share: float = 1.0) -> bool:
        return self.options.stop.is_set() or self.seconds >= share * self.options.seconds

    def offer(self, drafted: Draft, routes: list[Route]) -> None:
        """Keep the plan if it is the cheapest so far, and tell."""
        found = cost(self.look, drafted, routes)
        if self.best is not None and found >= self.best[0]:
            return
        plan = plan_of(drafted, routes)
        self.best = found, plan
        self.curve.append((self.seconds, float(found), self.bound))
        if self.on_progress is not None:
            self.on_progress(Progress(self.seconds, float(found), self.bound, plan))


def solve(
    problem: Problem, options: Options, on_progress: OnProgress[Plan] | None = None
) -> Outcome[Plan]:
    """Plan the network. There is always a plan: what lacks is shown as shortage.

    The bound is a sum of linear relaxations; products that the time did not suffice for count as
    nothing. Raises SolverFailure when the routing library itself breaks.
    """
    search = _Search(index(problem), options, on_progress)
    drafted = draft(search.look)
    routes = _routes(search, drafted, _QUICK_SHARE, _QUICK_ITERATIONS)
    if problem.vehicles:
        drafted, routes = _fit(search, drafted, routes)
    search.offer(drafted, routes)
    search.bound = _bound(search)
    if problem.vehicles and not search.over():
        better = _routes(search, drafted, 1.0, _PATIENT_ITERATIONS)
        search.offer(drafted, _best_weeks(search, drafted, routes, better))
    return _outcome(search)


def _routes(search: _Search, drafted: Draft, share: float, patience: int) -> list[Route]:
    """Routes of every week, the time until `share` of the limit divided among them."""
    if not search.look.problem.vehicles:
        return []
    loads = weekly_loads(search.look, (d for r in drafted.records for d in r.deliveries))
    routes: list[Route] = []
    for done, (week, load) in enumerate(loads.items()):
        left = share * search.options.seconds - search.seconds
        seconds = max(0.05, left / (len(loads) - done))
        limit = Options(seconds, 1, search.options.seed, search.options.stop)
        routes += route_week(search.look, week, load, limit, patience)
    return routes


def _fit(search: _Search, drafted: Draft, routes: list[Route]) -> tuple[Draft, list[Route]]:
    """Where trucks cannot bring all, plan again with what they can bring."""
    volume, cold = carried(routes)
    loads = weekly_loads(search.look, (d for r in drafted.records for d in r.deliveries))
    behind = [
        (facility, week)
        for week, by_facility in loads.items()
        for facility, load in by_facility.items()
        if Load(volume.get((facility, week), 0), cold.get((facility, week), 0)) != load
    ]
    if not behind:
        return drafted, routes
    for facility, week in behind:
        search.notes.append(f"The trucks cannot bring {facility} all that week {week} would need.")
    fitted = draft(search.look, (volume, cold))
    lines = (d for r in fitted.records for d in r.deliveries)
    return fitted, unload(search.look, routes, weekly_loads(search.look, lines))


def _best_weeks(
    search: _Search, drafted: Draft, first: list[Route], second: list[Route]
) -> list[Route]:
    """Of each week the cheaper routes that carry everything."""
    lines = (d for r in drafted.records for d in r.deliveries)
    kept: list[Route] = []
    for week, loads in weekly_loads(search.look, lines).items():
        old = [r for r in first if r.week == week]
        new = [r for r in second if r.week == week]
        volume, _ = carried(new)
        whole = all(volume.get((f, week), 0) == load.volume_ml for f, load in loads.items())
        cheaper = _cents(search.look, new) < _cents(search.look, old)
        kept += new if whole and cheaper else old
    return kept


def _cents(look: Index, routes: list[Route]) -> int:
    return sum(
        look.vehicles[r.vehicle].cost_per_day_cents * 1000
        + look.vehicles[r.vehicle].cost_per_km_cents * r.distance_m
        for r in routes
    )


def _bound(search: _Search) -> float:
    """Groups of products in turn, until the bound's share of the time is over."""
    total = 0.0
    for products in groups(search.look):
        if search.over(_BOUND_SHARE):
            search.notes.append("The bound leaves products out: the time was short.")
            break
        left = _BOUND_SHARE * search.options.seconds - search.seconds
        total += bound(search.look, products, left)
    return float(math.floor(total))


def _outcome(search: _Search) -> Outcome[Plan]:
    assert search.best is not None
    found, plan = search.best
    bound = min(search.bound or 0.0, float(found))
    status = Status.OPTIMAL if bound >= found else Status.FEASIBLE
    curve = tuple(search.curve)
    return Outcome(
        status,
        plan,
        float(found),
        bound,
        search.seconds,
        curve[0][0],
        curve,
        tuple(search.notes),
    )
