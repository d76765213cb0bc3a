"""Column generation's answer as an outcome of the family's door."""

from __future__ import annotations

from operations.core.outcome import OnProgress, Options, Outcome, Progress, Status
from operations.core.staffing.columns.search import generate
from operations.core.staffing.cpsat.model import Model
from operations.core.staffing.cpsat.variables import truth_of
from operations.core.staffing.notes import NO_LEGAL_FOUND, NO_LEGAL_PLAN
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.stopwatch import Stopwatch


def by_columns(
    problem: Problem,
    options: Options,
    watch: Stopwatch,
    on_progress: OnProgress[Plan] | None,
    known: Plan | None = None,
) -> Outcome[Plan] | None:
    """None where columns cannot say what somebody without a lawful row is locked to."""

    def show(plan: Plan, cost: int, bound: float | None) -> None:
        if on_progress is not None:
            on_progress(Progress(watch.seconds, float(cost), bound, plan))

    found = generate(problem, options, watch, show, known)
    if found is None:
        return None
    cost, note = float(found.cost), None
    if found.unlawful:
        # Columns price lawful rows only; the terms price any.
        cost = float(priced(problem, found.plan))
        note = NO_LEGAL_PLAN if found.unlawful == len(found.lawless) else NO_LEGAL_FOUND
    bound = None if found.bound is None else min(found.bound, cost)
    return Outcome(
        Status.OPTIMAL if found.proven else Status.FEASIBLE,
        found.plan,
        cost,
        bound,
        watch.seconds,
        found.first,
        tuple(found.curve),
        () if note is None else (note,),
    )


def priced(problem: Problem, plan: Plan) -> int:
    """What a roster costs by the solver's own terms."""
    model = Model(problem, strict=False)
    values = model.variables.values(plan)
    return model.cost(lambda literal: truth_of(values, literal))
