"""The beds family's one door: places first, nursing second, and always a plan."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from operations.core.beds import greedy
from operations.core.beds.cpsat import model
from operations.core.beds.cpsat.fits import FITS
from operations.core.beds.cpsat.work import GIVEN_PRICE, POLICIES
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Problem
from operations.core.beds.report import judge
from operations.core.beds.search.neighbourhoods import improve
from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.report import Report
from operations.core.rule import Kind

PLACES_SHARE = 0.7
"""Of the time, for places, when nurses are to be planned after them."""
WHOLE_SHARE = 0.35
"""Of the time for places, for the whole model; the rest improves its answer part by part."""
SMALL = 3000
"""Choices of patient, room and day up to which the whole model may be solved to its end."""
HUGE = 60_000
"""Choices from which the whole model would take all the time to build and prove nothing."""
BETWEEN_PROGRESS = 0.5
"""Seconds between two answers told while the search runs."""
RESERVE = 0.5
"""Seconds kept for judging and pricing at the end."""


@dataclass(slots=True)
class _Search:
    """The best plan so far and what is told about it."""

    problem: Problem
    options: Options
    on_progress: OnProgress[Plan] | None
    began: float = field(default_factory=time.monotonic)
    best: Plan | None = None
    rank: tuple[int, int] = (0, 0)
    first: float | None = None
    told: float = float("-inf")
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def left(self) -> float:
        return self.options.seconds - self.seconds()

    def consider(self, plan: Plan) -> None:
        """Keep `plan` if it breaks less, or as little at a lower cost."""
        report = judge(self.problem, plan)
        rank, at = _rank(self.problem, plan, report), self.seconds()
        if self.best is not None and rank >= self.rank:
            return
        self.best, self.rank = plan, rank
        if rank[0] == 0 and self.first is None:
            self.first = at
        self.curve.append((at, float(report.cost), None))
        if self.on_progress:
            self.on_progress(Progress(at, float(report.cost), None, plan))

    def hear(self, placements: tuple[Placement, ...]) -> None:
        """A better answer of the first phase, completed by quick nursing; not every one."""
        if self.first is not None and self.seconds() - self.told < BETWEEN_PROGRESS:
            return
        self.told = self.seconds()
        self.consider(self.nursed(placements))

    def nursed(self, placements: tuple[Placement, ...]) -> Plan:
        nursing = greedy.nurse(self.problem, placements) if self.problem.nurses else ()
        return Plan(placements, nursing)


def solve(
    problem: Problem, options: Options, on_progress: OnProgress[Plan] | None = None
) -> Outcome[Plan]:
    """The best bed plan within `options`, never an exception for want of time or beds.

    A present patient may stay in a room that a hard rule speaks against, where nothing better is
    free: that is so already, and the judge says it. OPTIMAL is proven for the whole plan. The
    bound holds for any plan that breaks no more hard rules than this one and keeps every lock.
    With nurses it is the bound on places plus the least that nursing must cost.
    """
    search = _Search(problem, options, on_progress)
    search.consider(search.nursed(greedy.place(problem, options.seconds / 10)))
    placed, notes = _place(search)
    if placed.placements is not None:
        search.consider(search.nursed(placed.placements))
    if problem.nurses:
        _nurse(search, placed)
    return _outcome(search, placed, notes)


def _rank(problem: Problem, plan: Plan, report: Report) -> tuple[int, int]:
    """Hard breaches that the plan brings, then cost; those that are so today have their price."""
    rooms = {placement.patient: placement.room for placement in plan.placements}
    stays = {p.id for p in problem.patients if p.room and rooms.get(p.id) == p.room}
    hard, given = 0, set()
    for violation in report.violations:
        policy = problem.policies.get(violation.rule, POLICIES[violation.rule])
        if policy.kind is not Kind.HARD:
            continue
        if violation.rule in FITS and violation.subjects[0] in stays:
            given.add(violation.subjects[0])
        else:
            hard += 1
    return hard, report.cost + GIVEN_PRICE * len(given)


def _place(search: _Search) -> tuple[model.Placed, tuple[str, ...]]:
    """Strictly, and if nothing can keep every hard rule, with the least giving."""
    share = PLACES_SHARE if search.problem.nurses else 1.0
    until = search.began + share * search.options.seconds - RESERVE
    start = search.best.placements if search.best else ()
    if search.options.stop.is_set():
        return model.Placed(Status.UNKNOWN, None, None), ()
    placed = _place_all(search, until, start, elastic=False)
    if placed.status is not Status.INFEASIBLE:
        return placed, ()
    placed = _place_all(search, until, start, elastic=True)
    return placed, ("No plan keeps every hard rule; this one breaks least.",)


def _place_all(
    search: _Search, until: float, start: tuple[Placement, ...], elastic: bool
) -> model.Placed:
    """The whole at once, which gives the bound, and part by part, which finds better places.

    Small problems begin with the whole, which may end it. Large ones with a lawful start begin
    part by part, and the whole is asked for its bound at the end.
    """
    unlawful = search.rank[0] > 0
    repair = model.Repair(search.problem, elastic, search.options)
    choices = sum(repair.choices(patient.id) for patient in search.problem.patients)
    if choices > HUGE:
        repair.elastic = unlawful
        placements = improve(repair, start, until, search.hear)
        return model.Placed(Status.UNKNOWN, placements, None)
    if choices > SMALL and not (elastic or unlawful):
        whole_from = until - WHOLE_SHARE * (until - time.monotonic())
        start = improve(repair, start, whole_from, search.hear)
        placed = _whole(search, until, start, elastic, prove=True)
        return replace(placed, placements=placed.placements or start)
    share = until - (1 - WHOLE_SHARE) * (until - time.monotonic())
    placed = _whole(search, share, start, elastic)
    if placed.status not in (Status.FEASIBLE, Status.UNKNOWN):
        return placed
    found = improve(repair, placed.placements or start, until, search.hear)
    return replace(placed, placements=found)


def _whole(
    search: _Search,
    until: float,
    start: tuple[Placement, ...],
    elastic: bool,
    prove: bool = False,
) -> model.Placed:
    seconds = until - time.monotonic()
    on_places = None if elastic else search.hear
    return model.place(search.problem, search.options, seconds, start, elastic, on_places, prove)


def _nurse(search: _Search, placed: model.Placed) -> None:
    plan = search.best
    if plan is None or search.options.stop.is_set():
        return
    _, nursing = model.nurse(search.problem, plan, search.options, search.left() - RESERVE)
    if nursing is not None:
        search.consider(Plan(plan.placements, nursing))


def _outcome(search: _Search, placed: model.Placed, notes: tuple[str, ...]) -> Outcome[Plan]:
    """The terms' own price of the best plan; OPTIMAL where it meets the bound."""
    assert search.best is not None
    _, cost = model.price(search.problem, search.best)
    unfit = search.rank[1] - judge(search.problem, search.best).cost
    bound = None if placed.bound is None else max(0.0, min(placed.bound - unfit, float(cost)))
    closed = bound is not None and cost - bound < 0.5
    return Outcome(
        Status.OPTIMAL if closed else Status.FEASIBLE,
        search.best,
        float(cost),
        bound,
        search.seconds(),
        search.first,
        tuple(search.curve),
        notes,
    )
