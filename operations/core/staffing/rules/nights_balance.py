"""Nights are shared according to contract and presence."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.fairness import fair_nights
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    fair = fair_nights(problem)
    for person, days in by_person(problem, plan):
        share = fair.get(person.id)
        worked = sum(shift.is_night for shifts in days for shift in shifts)
        if share is not None and worked > share:
            yield Violation(
                RULE.code,
                worked - share,
                f"{person.id} works {worked} nights; a fair share of the contract is {share}.",
                (person.id,),
                {"person": person.id, "nights": str(worked), "share": str(share)},
            )


RULE = Rule(
    "nights_balance",
    "Nights shared fairly",
    Kind.SOFT,
    "nights",
    "Night work weighs on health, so it is shared.",
    check,
    weight=5,
    span=Span.ROSTER,
)
