"""A roster made with the days after it in view, of which nothing is decided yet.

Whoever plans a week for itself spends what the next one needs: weekends, shifts in all, people
with a scarce skill, and leaves them in the middle of a run of nights. After Römer and Mellouli,
"A direct MILP approach based on state-expanded network flows and anticipation for multi-stage nurse
rostering under uncertainty" (PATAT 2016), the horizon goes on with what is expected, the whole is
planned, and its first days are kept. Where there was too little time to plan the whole well, as its
bound tells, the roster made for itself is the better one.
"""

from __future__ import annotations

from dataclasses import replace

from operations.core.outcome import OnProgress, Options, Outcome, Status
from operations.core.staffing.by_columns import priced
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.core.stopwatch import Stopwatch

ALONE_SHARE = 0.4
"""Of the time at most, for the roster that knows nothing of later days. The rest is the whole's."""

TRUSTED_GAP = 0.1
"""Of the whole's cost, that may be unproven; beyond it the search has not got far, and what it
gives up today brings nothing tomorrow."""


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
    watch = Stopwatch(options.by_work, options.workers)
    part = replace(options, seconds=ALONE_SHARE * options.seconds)
    alone = solve(problem, part, on_progress)
    if alone.plan is None or options.stop.is_set():
        return alone
    left = max(0.0, options.seconds - watch.seconds)
    whole = solve(longer, replace(options, seconds=left), known=alone.plan)
    seconds = watch.seconds
    if whole.plan is None or whole.gap is None or whole.gap > TRUSTED_GAP:
        return replace(alone, seconds=seconds)
    return _outcome(problem, _first(whole.plan, problem.days), alone, seconds)


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
