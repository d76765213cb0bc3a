"""Nobody works more minutes in the horizon than the contract allows."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.clock import spelled
from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_minutes
        worked = sum(shift.minutes for shifts in days for shift in shifts)
        if limit is not None and worked > limit:
            yield Violation(
                RULE.code,
                worked - limit,
                f"{person.id} works {spelled(worked)}, {spelled(worked - limit)} more than "
                f"the contract allows.",
                (person.id,),
                {
                    "person": person.id,
                    "worked_minutes": str(worked),
                    "limit_minutes": str(limit),
                    "over_minutes": str(worked - limit),
                },
            )


RULE = Rule(
    "maximum_minutes",
    "Hours at most",
    Kind.HARD,
    "minutes",
    "The contract and the law cap working time.",
    check,
    span=Span.PERSON,
)
