"""The beds family's one door: a proof where the problem is small, else annealing; always a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from operations.core.beds import greedy
from operations.core.beds.annealing.engine import anneal
from operations.core.beds.annealing.tables import Tables, tables
from operations.core.beds.annealing.walk import Walk, price
from operations.core.beds.carry import roomed
from operations.core.beds.cpsat import model
from operations.core.beds.cpsat.fits import FITS
from operations.core.beds.cpsat.work import GIVEN_PRICE, POLICIES
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Problem
from operations.core.beds.report import judge
from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.report import Report
from operations.core.rule import Kind, Violation
from operations.core.stopwatch import Stopwatch

PROOF_SHARE, NURSE_SHARE = 0.35, 0.1
"""Of the time, for the whole model of a small problem, and for the nurses after it,"""
BOUND_SHARE = 0.3
"""and for the bound alone where the model is too large to be solved."""
SMALL = 3000
"""Choices of patient, room and day up to which the whole model may be solved to its end."""
HUGE = 20_000
"""Choices from which the whole model proves nothing,"""
STATED = 1000
"""and how many of them are stated in a second: no bound is tried that would not begin in time."""
BETWEEN_PROGRESS = 0.5
"""Seconds between two answers told while the search runs."""
RESERVE = 0.5
"""Seconds kept for judging and pricing at the end."""
JUDGING_SHARE = 20.0
"""Between two answers told, in the time that judging one takes."""


Proof = tuple[model.Placed, tuple[str, ...]]
"""What the whole model found and proved, and what is to be said of it."""
NOTHING: Proof = (model.Placed(Status.UNKNOWN, None, None), ())


@dataclass(slots=True)
class _Search:
    """The best plan so far and what is told about it."""

    problem: Problem
    options: Options
    watch: Stopwatch
    on_progress: OnProgress[Plan] | None
    best: Plan | None = None
    rank: tuple[int, int] = (0, 0)
    first: float | None = None
    told: float = float("-inf")
    judging: float = 0.0
    unfit: int = 0
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)

    def seconds(self) -> float:
        return self.watch.seconds

    def left(self) -> float:
        return self.options.seconds - self.seconds()

    def reserve(self) -> float:
        """Seconds kept for judging and pricing at the end."""
        return RESERVE + 3 * self.judging

    def closed(self, placed: model.Placed) -> bool:
        """Whether the best plan's cost is proven to be the least."""
        return placed.bound is not None and self.rank[1] - placed.bound < 0.5

    def consider(self, plan: Plan) -> None:
        """Keep `plan` if it breaks less, or as little at a lower cost."""
        began = self.seconds()
        report = judge(self.problem, plan)
        self.judging = self.seconds() - began
        rank, at = _rank(self.problem, plan, report), self.seconds()
        if self.best is not None and rank >= self.rank:
            return
        self.best, self.rank, self.unfit = plan, rank, rank[1] - report.cost
        if rank[0] == 0 and self.first is None:
            self.first = at
        self.curve.append((at, float(report.cost), None))
        if self.on_progress:
            self.on_progress(Progress(at, float(report.cost), None, plan, report.hard))

    def hear(self, plan: Plan) -> None:
        """A better plan on the way; not every one, for each is judged."""
        pause = max(BETWEEN_PROGRESS, JUDGING_SHARE * self.judging)
        if self.first is None or self.seconds() - self.told >= pause:
            self.told = self.seconds()
            self.consider(plan)

    def hear_places(self, placements: tuple[Placement, ...]) -> None:
        """A better answer of the whole model, completed by quick nursing."""
        if self.first is None or self.seconds() - self.told >= BETWEEN_PROGRESS:
            self.hear(self.nursed(placements))

    def nursed(self, placements: tuple[Placement, ...]) -> Plan:
        nursing = greedy.nurse(self.problem, placements) if self.problem.nurses else ()
        return Plan(placements, nursing)


def solve(
    problem: Problem,
    options: Options,
    on_progress: OnProgress[Plan] | None = None,
    known: Plan | None = None,
) -> Outcome[Plan]:
    """The best bed plan within `options`, never an exception for want of time or beds; no worse
    than `known`, where such a plan is given to begin with.

    A present patient may stay in a room that a hard rule speaks against, where nothing better is
    free: that is so already, and the judge says it. OPTIMAL is proven for the whole plan. The
    bound holds for any plan that breaks no more hard rules than this one and keeps every lock.
    With nurses it is the bound on places plus the least that nursing must cost.
    """
    search = _Search(problem, options, Stopwatch(options.by_work, options.workers), on_progress)
    if known is not None:
        search.consider(known)
        if search.rank[0]:  # beds closed since, say
            search.consider(roomed(problem, known))
    made = tables(problem)
    walk = Walk(made, options.seed)
    walk.fill()
    search.consider(made.plan(walk.state.place, walk.state.nurse))
    placed, notes = NOTHING
    small = made.choices() <= SMALL
    if small and not options.stop.is_set():
        placed, notes = _prove(search)
    if not search.closed(placed) and not options.stop.is_set():
        stated = min(HUGE, STATED * BOUND_SHARE * options.seconds)
        bounded = not small and made.choices() <= stated and not problem.nurses
        _anneal(search, made, BOUND_SHARE if bounded else 0.0)
        if bounded and not options.stop.is_set():
            placed, notes = _bound(search)
    if search.rank[0] and not notes:
        notes = ("No plan was found that keeps every hard rule; this one breaks least.",)
    return _outcome(search, made, placed, notes)


def _anneal(search: _Search, made: Tables, left: float) -> None:
    """Until the share `left` of the time."""
    options = search.options
    seconds = search.left() - left * options.seconds - search.reserve()
    plan = anneal(made, options, seconds, search.hear, search.best)
    if plan is not None:
        search.consider(plan)


def _prove(search: _Search) -> Proof:
    """The whole model, strictly, and if nothing can keep every hard rule, with the least giving;
    then the nurses."""
    placed = _whole(search, elastic=False)
    notes: tuple[str, ...] = ()
    if placed.status is Status.INFEASIBLE and not search.options.stop.is_set():
        placed = _whole(search, elastic=True)
        notes = ("No plan keeps every hard rule; this one breaks least.",)
    if placed.placements is not None:
        search.consider(search.nursed(placed.placements))
    plan = search.best
    if search.problem.nurses and plan is not None and not search.options.stop.is_set():
        seconds = min(NURSE_SHARE * search.options.seconds, search.left() - RESERVE)
        _, nursing = model.nurse(search.problem, plan, search.options, seconds)
        if nursing is not None:
            search.consider(Plan(plan.placements, nursing))
    return placed, notes


def _bound(search: _Search) -> Proof:
    """What no plan can be cheaper than, where the best one breaks nothing."""
    if search.rank[0] or search.left() < RESERVE:
        return NOTHING
    placed = _whole(search, elastic=False, prove=True)
    if placed.placements is not None:
        search.consider(search.nursed(placed.placements))
    return placed, ()


def _whole(search: _Search, elastic: bool, prove: bool = False) -> model.Placed:
    left = search.left() - RESERVE
    seconds = left if prove else min(PROOF_SHARE * search.options.seconds, left)
    start = search.best.placements if search.best else ()
    on_places = None if elastic else search.hear_places
    return model.place(search.problem, search.options, seconds, start, elastic, on_places, prove)


def _rank(problem: Problem, plan: Plan, report: Report) -> tuple[int, int]:
    """Hard breaches that the plan brings, then cost; those that are so today have their price, and
    a shift without any nurse is no plan's doing."""
    rooms = {placement.patient: placement.room for placement in plan.placements}
    stays = {p.id for p in problem.patients if p.room and rooms.get(p.id) == p.room}
    nursed = _nursed_shifts(problem)
    hard, given = 0, set()
    for violation in report.violations:
        policy = problem.policies.get(violation.rule, POLICIES[violation.rule])
        if policy.kind is not Kind.HARD:
            continue
        if violation.rule in FITS and violation.subjects[0] in stays:
            given.add(violation.subjects[0])
        elif violation.rule != "room_nursed" or nursed(violation):
            hard += violation.amount
    return hard, report.cost + GIVEN_PRICE * len(given)


def _nursed_shifts(problem: Problem) -> Callable[[Violation], bool]:
    """Whether somebody is at work who may answer for the room that a violation names."""
    ward_of = {room.id: room.ward for room in problem.rooms}
    at_work = {
        (nurse.ward, str(duty.day), problem.shifts[duty.shift])
        for nurse in problem.nurses
        for duty in nurse.duties
    }

    def nursed(violation: Violation) -> bool:
        when = (violation.facts["day"], violation.facts["shift"])
        return ("", *when) in at_work or (ward_of[violation.facts["room"]], *when) in at_work

    return nursed


def _outcome(
    search: _Search, made: Tables, placed: model.Placed, notes: tuple[str, ...]
) -> Outcome[Plan]:
    """The solver's own price of the best plan; OPTIMAL where it meets the bound."""
    assert search.best is not None
    cost = price(made, search.best)
    if cost is None:
        _, cost = model.price(search.problem, search.best)
    bound = (
        None if placed.bound is None else max(0.0, min(placed.bound - search.unfit, float(cost)))
    )
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
