"""Public holidays worked are shared over the year, according to contract and presence."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.fairness import beyond, fair_holidays
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    fair = fair_holidays(problem)
    had = [
        (person.id, sum(bool(days[day]) for day in set(problem.holidays)))
        for person, days in by_person(problem, plan)
    ]
    measure = RULE.policy(problem.policies).measure
    for person, holidays, over in beyond(fair, had, measure):
        yield Violation(
            RULE.code,
            over,
            f"{person} works on {counted(holidays, 'public holiday')}; a fair share of the "
            f"contract is {fair[person]}.",
            (person,),
            {"person": person, "holidays": str(holidays), "share": str(fair[person])},
        )


RULE = Rule(
    "holidays_balance",
    "Public holidays shared fairly",
    Kind.SOFT,
    "holidays",
    "A feast away from the family is worked by each in turn.",
    check,
    weight=5,
    span=Span.ROSTER,
    balance=True,
)
