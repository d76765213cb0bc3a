"""A roster made with the days after it in view, of which nothing is decided yet.

Whoever plans a week for itself spends what the next one needs: weekends, shifts in all, people
with a scarce skill, and leaves them in the middle of a run of nights. After Römer and Mellouli,
"A direct MILP approach based on state-expanded network flows and anticipation for multi-stage nurse
rostering under uncertainty" (PATAT 2016), the horizon goes on with what is expected, the whole is
planned, and its first days are kept. The whole is planned from the roster made for itself on, so
that where there is little time nothing is lost.
"""

from __future__ import annotations

import time
from dataclasses import replace

from operations.core.outcome import OnProgress, Options, Outcome, Status
from operations.core.staffing.by_columns import priced
from operations.core.staffing.cells import Lock
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve

ALONE_SHARE = 0.25
"""Of the time at most, for the roster that knows nothing of later days;"""
REST_SHARE = 0.25
"""and for finding out what it leaves. All else is for the whole."""


def solve_ahead(
    problem: Problem,
    longer: Problem,
    options: Options | None = None,
    on_progress: OnProgress[Plan] | None = None,
) -> Outcome[Plan]:
    """A roster for `problem` after which the days that follow in `longer` can be planned well too.

    longer: the same people from the same day on, with what is known or expected of more days; its
    limits on totals speak of all of them. Cost and bound are those of `problem`: the gap between
    them holds what the days to come are worth. Raises SolverFailure as `solve` does.
    """
    options = options or Options()
    began = time.monotonic()

    def some(share: float) -> Options:
        left = max(0.0, options.seconds - (time.monotonic() - began))
        return replace(options, seconds=min(left, share * options.seconds))

    alone = solve(problem, some(ALONE_SHARE), on_progress)
    if alone.plan is None or options.stop.is_set():
        return alone
    rest = solve(_kept(longer, problem.days, alone.plan), some(REST_SHARE))
    whole = solve(longer, some(1.0), known=rest.plan)
    seconds = time.monotonic() - began
    if whole.plan is None:
        return replace(alone, seconds=seconds)
    return _outcome(problem, _first(whole.plan, problem.days), alone, seconds)


def _kept(longer: Problem, days: int, plan: Plan) -> Problem:
    """The longer problem with its first days as they are planned."""
    shifts = {(cell.person, cell.day): cell.shift for cell in plan.assignments}
    locks = tuple(
        Lock(person.id, day, shifts.get((person.id, day)))
        for person in longer.people
        for day in range(days)
    )
    return replace(longer, locks=(*(lock for lock in longer.locks if lock.day >= days), *locks))


def _first(plan: Plan, days: int) -> Plan:
    return Plan(tuple(cell for cell in plan.assignments if cell.day < days))


def _outcome(problem: Problem, plan: Plan, alone: Outcome[Plan], seconds: float) -> Outcome[Plan]:
    """Of a roster taken from a longer one; what was proven of rosters made for themselves holds."""
    hard = judge(problem, plan).hard
    if hard and alone.first_seconds is not None:
        return replace(alone, seconds=seconds)  # the law first
    cost = float(priced(problem, plan))
    bound = None if alone.bound is None or hard else min(alone.bound, cost)
    status = Status.OPTIMAL if bound == cost and not hard else Status.FEASIBLE
    curve = (*alone.curve, (seconds, cost, bound))
    return replace(
        alone, status=status, plan=plan, cost=cost, bound=bound, seconds=seconds, curve=curve
    )
