"""Work comes in runs of some days; a run that touches an open end of the horizon is never short."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, days_worked_before, runs


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        due = person.minimum_consecutive_days
        for run in runs([bool(shifts) for shifts in days], days_worked_before(person)):
            if run.complete and run.length < due:
                end = run.first_day + run.inside
                yield Violation(
                    RULE.code,
                    due - run.length,
                    f"{person.id} works {counted(run.length, 'day')} in a row before "
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
    "consecutive_days_minimum",
    "Days in a row at least",
    Kind.HARD,
    "days",
    "Single working days between free days spoil both; agreements ask for longer runs.",
    check,
    span=Span.PERSON,
)
