"""Nobody works more nights in the horizon than agreed."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_nights
        nights = sum(shift.is_night for shifts in days for shift in shifts)
        if limit is not None and nights > limit:
            yield Violation(
                RULE.code,
                nights - limit,
                f"{person.id} works {counted(nights, 'night')}; {limit} are allowed.",
                (person.id,),
                {"person": person.id, "nights": str(nights), "limit": str(limit)},
            )


RULE = Rule(
    "nights_maximum",
    "Nights at most",
    Kind.HARD,
    "nights",
    "Night work is limited for health, and for some people by their doctor.",
    check,
    span=Span.PERSON,
)
