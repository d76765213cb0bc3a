"""Weekends are shared over the year, according to contract and presence."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.fairness import beyond, fair_weekends
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    fair = fair_weekends(problem)
    had = [
        (person.id, sum(any(days[day] for day in weekend) for weekend in problem.weekends))
        for person, days in by_person(problem, plan)
    ]
    measure = RULE.policy(problem.policies).measure
    for person, weekends, over in beyond(fair, had, measure):
        yield Violation(
            RULE.code,
            over,
            f"{person} works on {counted(weekends, 'weekend')}; a fair share of the contract is "
            f"{fair[person]}.",
            (person,),
            {"person": person, "weekends": str(weekends), "share": str(fair[person])},
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
    balance=True,
)
