"""A theatre's operations fit into its opening minutes, and every operation has a theatre."""

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
        minutes[placement.theatre, placement.day] += patient.surgery_minutes
        if problem.theatres and patient.surgery_minutes and not placement.theatre:
            yield Violation(
                RULE.code,
                patient.surgery_minutes,
                f"{patient.id} is operated on {problem.day_name(placement.day)} and has no "
                "theatre.",
                (patient.id,),
                {"patient": patient.id, **problem.day_facts(placement.day)},
                variant="no_theatre",
            )
    for theatre in problem.theatres:
        for day, limit in enumerate(theatre.minutes):
            used = minutes[theatre.id, day]
            if used > limit:
                yield Violation(
                    RULE.code,
                    used - limit,
                    f"Theatre {theatre.id} is used {counted(used, 'minute')} on "
                    f"{problem.day_name(day)} and open {limit}.",
                    (theatre.id,),
                    {
                        "theatre": theatre.id,
                        **problem.day_facts(day),
                        "used": str(used),
                        "has": str(limit),
                    },
                )


RULE = Rule(
    "theatre_minutes",
    "Within the theatre's minutes",
    Kind.HARD,
    "minutes",
    "A theatre is staffed for its opening hours only (IHTC 2024, H4).",
    check,
    span=Span.OPERATIONS,
)
