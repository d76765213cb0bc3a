"""Everybody gets at least the minutes that the contract pays for."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.clock import spelled
from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        due = person.minimum_minutes
        worked = sum(shift.minutes for shifts in days for shift in shifts)
        if due is not None and worked < due:
            yield Violation(
                RULE.code,
                due - worked,
                f"{person.id} works {spelled(worked)}, {spelled(due - worked)} less than "
                f"the contract pays for.",
                (person.id,),
                {
                    "person": person.id,
                    "worked_minutes": str(worked),
                    "due_minutes": str(due),
                    "missing_minutes": str(due - worked),
                },
            )


RULE = Rule(
    "minimum_minutes",
    "Hours at least",
    Kind.HARD,
    "minutes",
    "Hours that are paid should be planned, or they are owed later.",
    check,
    span=Span.PERSON,
)
