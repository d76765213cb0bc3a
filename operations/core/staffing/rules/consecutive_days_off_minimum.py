"""Days off come in runs; one that touches an open end of the horizon is never too short."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, days_off_before, runs


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        due = person.minimum_consecutive_days_off
        for run in runs([not shifts for shifts in days], days_off_before(person)):
            if run.complete and run.length < due:
                end = run.first_day + run.inside
                yield Violation(
                    RULE.code,
                    due - run.length,
                    f"{person.id} has {counted(run.length, 'day off')} in a row before "
                    f"{problem.day_name(end)}; {due} were agreed.",
                    (person.id,),
                    {
                        "person": person.id,
                        "days": str(run.length),
                        "before_on": problem.day_fact(end),
                        "due": str(due),
                    },
                )


RULE = Rule(
    "consecutive_days_off_minimum",
    "Days off in a row at least",
    Kind.HARD,
    "days",
    "A single day off is no recovery; agreements ask for longer breaks.",
    check,
    span=Span.PERSON,
)
