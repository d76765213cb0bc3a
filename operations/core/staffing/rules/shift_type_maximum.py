"""Nobody works more shifts of one type than agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        counts = Counter(shift.id for shifts in days for shift in shifts)
        for shift_id, limit in person.maximum_per_shift.items():
            if counts[shift_id] > limit:
                yield Violation(
                    RULE.code,
                    counts[shift_id] - limit,
                    f"{person.id} works {counts[shift_id]} times {shift_id}; {limit} are allowed.",
                    (person.id, shift_id),
                    {
                        "person": person.id,
                        "shift": shift_id,
                        "count": str(counts[shift_id]),
                        "limit": str(limit),
                    },
                )


RULE = Rule(
    "shift_type_maximum",
    "Shifts of one type at most",
    Kind.HARD,
    "shifts",
    "Contracts limit how often somebody may be put on a type of shift.",
    check,
    span=Span.PERSON,
)
