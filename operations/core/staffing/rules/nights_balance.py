"""Nights are shared over the year, according to contract and presence."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.fairness import beyond, fair_nights
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    fair = fair_nights(problem)
    had = [
        (person.id, sum(shift.is_night for shifts in days for shift in shifts))
        for person, days in by_person(problem, plan)
    ]
    measure = RULE.policy(problem.policies).measure
    for person, nights, over in beyond(fair, had, measure):
        yield Violation(
            RULE.code,
            over,
            f"{person} works {counted(nights, 'night')}; a fair share of the contract is "
            f"{fair[person]}.",
            (person,),
            {"person": person, "nights": str(nights), "share": str(fair[person])},
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
    balance=True,
)
