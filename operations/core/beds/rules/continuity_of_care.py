"""Few different nurses over one stay."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import nurses_of, occupancy
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    answering = nurses_of(plan)
    met: dict[str, set[str]] = {}
    for (room, day), lying in occupancy(problem, plan).items():
        for shift in range(len(problem.shifts)):
            for bedded in lying:
                met.setdefault(bedded.patient.id, set()).update(
                    answering.get((room, day, shift), ())
                )
    for patient, nurses in met.items():
        if nurses:
            yield Violation(
                RULE.code,
                len(nurses),
                f"{patient} is cared for by {len(nurses)} nurses over the stay.",
                (patient, *sorted(nurses)),
                {"patient": patient, "nurses": str(len(nurses))},
            )


RULE = Rule(
    "continuity_of_care",
    "Few nurses over one stay",
    Kind.SOFT,
    "nurses",
    "Who knows the patient sees a change sooner (IHTC 2024, S3). One nurse counts one.",
    check,
    weight=1,
    span=Span.ROOM,
)
