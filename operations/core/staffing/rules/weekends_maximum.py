"""Nobody works on more weekends than agreed; one worked day makes it a worked weekend."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_weekends
        worked = sum(any(days[day] for day in weekend) for weekend in problem.weekends)
        if limit is not None and worked > limit:
            yield Violation(
                RULE.code,
                worked - limit,
                f"{person.id} works on {worked} weekends; {limit} are allowed.",
                (person.id,),
                {"person": person.id, "weekends": str(worked), "limit": str(limit)},
            )


RULE = Rule(
    "weekends_maximum",
    "Weekends at most",
    Kind.HARD,
    "weekends",
    "Free weekends are agreed, and families count on them.",
    check,
)
