"""Nobody works too many nights in a row, nights before the horizon included."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, runs


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_consecutive_nights
        if limit is None:
            continue
        nights = [any(shift.is_night for shift in shifts) for shifts in days]
        for run in runs(nights, person.history.nights if person.history else None):
            over = min(run.length - limit, run.inside)
            if over > 0:
                last = run.first_day + run.inside - 1
                yield Violation(
                    RULE.code,
                    over,
                    f"{person.id} works {counted(run.length, 'night')} in a row up to "
                    f"{problem.day_name(last)}; {limit} are allowed.",
                    (person.id,),
                    {
                        "person": person.id,
                        "nights": str(run.length),
                        "last_on": problem.day_fact(last),
                        "limit": str(limit),
                    },
                )


RULE = Rule(
    "consecutive_nights_maximum",
    "Nights in a row at most",
    Kind.HARD,
    "nights",
    "Each further night in a row adds fatigue and risk.",
    check,
    span=Span.PERSON,
)
