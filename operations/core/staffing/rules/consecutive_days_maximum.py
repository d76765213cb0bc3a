"""Nobody works too many days in a row, days before the horizon included."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, days_worked_before, runs


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_consecutive_days
        if limit is None:
            continue
        for run in runs([bool(shifts) for shifts in days], days_worked_before(person)):
            over = min(run.length - limit, run.inside)
            if over > 0:
                last = run.first_day + run.inside - 1
                yield Violation(
                    RULE.code,
                    over,
                    f"{person.id} works {counted(run.length, 'day')} in a row up to "
                    f"{problem.day_name(last)}; {limit} are allowed.",
                    (person.id,),
                    {
                        "person": person.id,
                        "days": str(run.length),
                        "last_on": problem.day_fact(last),
                        "limit": str(limit),
                    },
                )


RULE = Rule(
    "consecutive_days_maximum",
    "Days in a row at most",
    Kind.HARD,
    "days",
    "Labour law and agreements give a free day after a number of worked days.",
    check,
    span=Span.PERSON,
)
