"""Weekends are shared according to contract and presence."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.fairness import fair_weekends
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    fair = fair_weekends(problem)
    for person, days in by_person(problem, plan):
        share = fair.get(person.id)
        worked = sum(any(days[day] for day in weekend) for weekend in problem.weekends)
        if share is not None and worked > share:
            yield Violation(
                RULE.code,
                worked - share,
                f"{person.id} works on {worked} weekends; a fair share of the contract is {share}.",
                (person.id,),
                {"person": person.id, "weekends": str(worked), "share": str(share)},
            )


RULE = Rule(
    "weekends_balance",
    "Weekends shared fairly",
    Kind.SOFT,
    "weekends",
    "Weekend work costs family life, so it is shared.",
    check,
    weight=5,
    span=Span.ROSTER,
)
