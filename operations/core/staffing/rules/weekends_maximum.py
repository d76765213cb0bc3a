"""Nobody works on more weekends than agreed; one worked day makes it a worked weekend.

Weekends before the horizon count, but only those inside it are too many: what is past is past.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_weekends
        worked = sum(any(days[day] for day in weekend) for weekend in problem.weekends)
        if limit is None:
            continue
        total = worked + (person.history.weekends if person.history else 0)
        over = min(total - limit, worked)
        if over > 0:
            yield Violation(
                RULE.code,
                over,
                f"{person.id} works on {counted(total, 'weekend')}; {limit} are allowed.",
                (person.id,),
                {"person": person.id, "weekends": str(total), "limit": str(limit)},
            )


RULE = Rule(
    "weekends_maximum",
    "Weekends at most",
    Kind.HARD,
    "weekends",
    "Free weekends are agreed, and families count on them.",
    check,
    span=Span.PERSON,
)
