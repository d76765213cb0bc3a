"""Nobody works more shifts in all than agreed, those before the horizon included.

Only shifts inside the horizon can be too many: what is past is past.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_assignments
        if limit is None:
            continue
        worked = sum(len(shifts) for shifts in days)
        total = worked + (person.history.assignments if person.history else 0)
        over = min(total - limit, worked)
        if over > 0:
            yield Violation(
                RULE.code,
                over,
                f"{person.id} works {counted(total, 'shift')}; {limit} are agreed at most.",
                (person.id,),
                {"person": person.id, "shifts": str(total), "limit": str(limit)},
            )


RULE = Rule(
    "assignments_maximum",
    "Shifts in all at most",
    Kind.HARD,
    "shifts",
    "Some contracts count shifts and not hours: more are overtime.",
    check,
    span=Span.PERSON,
)
