"""Hours beyond those the contract pays for are a last resort: each begun one has a price.

Up to `maximum_minutes` overtime is allowed; its price stands between that of a gap in planned cover
and nothing, so that a gap is filled by whoever has hours left, then by overtime. What neither can
fill stays a gap, and its price is what somebody from outside, an agency say, would be worth.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.clock import spelled
from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person

HOUR_MINUTES = 60


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        agreed = person.contract_minutes
        worked = sum(shift.minutes for shifts in days for shift in shifts)
        if agreed is not None and worked > agreed:
            over = worked - agreed
            yield Violation(
                RULE.code,
                (over + HOUR_MINUTES - 1) // HOUR_MINUTES,
                f"{person.id} works {spelled(worked)}, {spelled(over)} of it overtime.",
                (person.id,),
                {
                    "person": person.id,
                    "worked_minutes": str(worked),
                    "over_minutes": str(over),
                },
            )


RULE = Rule(
    "overtime_minutes",
    "Overtime",
    Kind.SOFT,
    "hours",
    "Overtime tires people and is paid dearly; it fills what contracts cannot.",
    check,
    weight=10,
    span=Span.PERSON,
)
