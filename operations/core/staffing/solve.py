"""The family's one door: a problem in, the best roster found in the given time out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.report import Report
from operations.core.staffing.by_columns import by_columns
from operations.core.staffing.columns.fits import relaxed
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.search import Answer, search
from operations.core.staffing.greedy import construct
from operations.core.staffing.lawful import lawful
from operations.core.staffing.notes import NO_LEGAL_FOUND, NO_LEGAL_PLAN
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.stopwatch import Stopwatch

START_SHARE = 0.15
START_SECONDS = 1.5
MEND_SHARE = 0.1
STRICT_SHARE = 0.6
"""Of the time, until a strict search that has found nothing gives way to the elastic one."""
BUILD_SECONDS_PER_CELL = 4e-5
"""To build and load a model, per person, day and shift; where time is too short it is not begun."""
KNOWN_SHARE = 0.6
"""Of the time, for columns where they know not all rules and CP-SAT has the last word."""
SMALL_CELLS = 200
"""Up to so many people x days x shifts CP-SAT searches everything, and proves what it finds."""


@dataclass(slots=True)
class _Course:
    """What is known while the search runs."""

    problem: Problem
    options: Options
    on_progress: OnProgress[Plan] | None
    watch: Stopwatch
    start: Plan
    start_hard: int
    start_cost: int
    first_seconds: float
    bound: float | None = None
    """Known beforehand."""
    curve: list[tuple[float, float, float | None]] = field(default_factory=list)

    def left(self) -> float:
        return self.options.seconds - self.seconds()

    def seconds(self) -> float:
        return self.watch.seconds

    def no_time(self) -> bool:
        too_late = self.left() <= _cells(self.problem) * BUILD_SECONDS_PER_CELL
        return self.options.stop.is_set() or too_late

    def show(self, plan: Plan, cost: float, bound: float | None, hard: int | None = None) -> None:
        if self.on_progress is not None:
            self.on_progress(Progress(self.seconds(), cost, bound, plan, hard))


def solve(
    problem: Problem,
    options: Options | None = None,
    on_progress: OnProgress[Plan] | None = None,
    known: Plan | None = None,
) -> Outcome[Plan]:
    """The best roster found, with a bound: by column generation, or by CP-SAT where the problem
    asks for what columns cannot say, and where it is small enough to be searched through. It is no
    worse than `known`, where such a roster is given to begin with.

    Where locks or history leave no roster that keeps every hard rule, the hard rules give as
    little as possible (counting an hour like a day or a shift), and the bound then speaks of
    rosters that break as little. Raises SolverFailure only when a solver itself breaks.
    """
    options = options or Options()
    watch = Stopwatch(options.by_work, options.workers)
    told = relaxed(problem) if _cells(problem) > SMALL_CELLS else None
    outcome = None
    if told is not None:
        share = 1.0 if told is problem else KNOWN_SHARE
        part = replace(options, seconds=share * options.seconds)
        outcome = by_columns(told, part, watch, on_progress if told is problem else None, known)
    if outcome is not None and told is problem:
        return outcome
    return by_cpsat(problem, options, watch, on_progress, outcome, known)


def by_cpsat(
    problem: Problem,
    options: Options,
    watch: Stopwatch,
    on_progress: OnProgress[Plan] | None = None,
    relaxation: Outcome[Plan] | None = None,
    known: Plan | None = None,
) -> Outcome[Plan]:
    """One CP-SAT model of the whole problem, from a constructed start, from `known`, or from
    `relaxation`, the answer where some rules were left out."""
    course = _begin(problem, options, on_progress, watch, relaxation, known)
    answer = _search_strict(course)
    if answer.infeasible or (answer.plan is None and course.start_hard):
        return _search_elastic(course, proven=answer.infeasible)
    return _outcome(course, answer)


def _cells(problem: Problem) -> int:
    return len(problem.people) * problem.days * len(problem.shifts)


def _begin(
    problem: Problem,
    options: Options,
    on_progress: OnProgress[Plan] | None,
    watch: Stopwatch,
    relaxation: Outcome[Plan] | None,
    known: Plan | None,
) -> _Course:
    """The relaxation's roster is a start, its bound holds with all rules as well."""
    given = [known] if known is not None else []
    if relaxation is not None and relaxation.plan is not None:
        given.append(relaxation.plan)
    if given:
        start = min(given, key=lambda plan: _worth(problem, plan))
    else:
        seconds = min(START_SECONDS, START_SHARE * options.seconds)
        start = construct(problem, seconds, options.stop.is_set)
    report = judge(problem, start)
    if report.hard:
        start, report = _lawful(problem, start, report, options, watch)
    first = watch.seconds
    course = _Course(problem, options, on_progress, watch, start, report.hard, report.cost, first)
    if relaxation is not None and relaxation.bound is not None and not report.hard:
        course.bound = relaxation.bound
    course.curve.append((first, float(report.cost), course.bound))
    course.show(start, report.cost, course.bound, report.hard)
    return course


def _worth(problem: Problem, plan: Plan) -> tuple[int, int]:
    report = judge(problem, plan)
    return report.hard, report.cost


def _lawful(
    problem: Problem, start: Plan, report: Report, options: Options, watch: Stopwatch
) -> tuple[Plan, Report]:
    """The start after shifts that break hard rules were given up, where that helps."""
    until = watch.seconds + MEND_SHARE * options.seconds
    mended = lawful(problem, start, lambda: options.stop.is_set() or watch.seconds > until)
    judged = judge(problem, mended)
    return (mended, judged) if judged.hard < report.hard else (start, report)


def _search_strict(course: _Course) -> Answer:
    if course.no_time():
        return Answer()
    model = Model(course.problem, strict=True)
    model.minimize()
    model.hint(course.start)
    left = course.left()
    patience = STRICT_SHARE * left if course.start_hard else None
    return search(model, course.options, left, course.watch, course.show, patience)


def _search_elastic(course: _Course, *, proven: bool) -> Outcome[Plan]:
    """The hard rules may give, at a weight above all costs."""
    note = NO_LEGAL_PLAN if proven else NO_LEGAL_FOUND
    if course.no_time():
        return _outcome(course, Answer(), note)
    model = Model(course.problem, strict=False)
    model.minimize()
    model.hint(course.start)
    answer = search(model, course.options, course.left(), course.watch, course.show)
    answer.optimal = answer.optimal and proven
    return _outcome(course, answer, note, elastic=True)


def _outcome(
    course: _Course, answer: Answer, note: str | None = None, *, elastic: bool = False
) -> Outcome[Plan]:
    """The better of the search's plan and the start; the start only if it breaks no more."""
    plan, cost = answer.plan, answer.cost
    if plan is None or (not elastic and not course.start_hard and course.start_cost < cost):
        plan, cost = course.start, course.start_cost
    bounds = [bound for bound in (answer.bound, course.bound) if bound is not None]
    bound = min(max(0.0, *bounds), float(cost)) if bounds and not elastic else answer.bound
    bound = None if bound is None else min(max(0.0, bound), float(cost))
    return Outcome(
        Status.OPTIMAL if answer.optimal else Status.FEASIBLE,
        plan,
        float(cost),
        bound,
        course.seconds(),
        _first_lawful(course, answer, elastic),
        (*course.curve, *answer.curve),
        () if note is None else (note,),
    )


def _first_lawful(course: _Course, answer: Answer, elastic: bool) -> float | None:
    """When the first roster that keeps every hard rule stood; None where none is known."""
    if not course.start_hard:
        return course.first_seconds
    return answer.curve[0][0] if answer.curve and not elastic else None
