"""A surgeon's operations of a day fit into the surgeon's minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    minutes: Counter[tuple[str, int]] = Counter()
    for patient, _, placement in placed(problem, plan):
        minutes[patient.surgeon, placement.day] += patient.surgery_minutes
    for surgeon in problem.surgeons:
        for day, limit in enumerate(surgeon.minutes):
            used = minutes[surgeon.id, day]
            if used > limit:
                yield Violation(
                    RULE.code,
                    used - limit,
                    f"Surgeon {surgeon.id} operates {counted(used, 'minute')} on "
                    f"{problem.day_name(day)} and has {limit}.",
                    (surgeon.id,),
                    {
                        "surgeon": surgeon.id,
                        **problem.day_facts(day),
                        "used": str(used),
                        "has": str(limit),
                    },
                )


RULE = Rule(
    "surgeon_minutes",
    "Within the surgeon's minutes",
    Kind.HARD,
    "minutes",
    "A surgeon operates no longer than the day allows (IHTC 2024, H3).",
    check,
    span=Span.OPERATIONS,
)
