"""Nobody lies in a room that was ruled out for them, or in a ward that does not take them."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, _ in placed(problem, plan):
        if room.id in patient.incompatible_rooms:
            yield Violation(
                RULE.code,
                1,
                f"{patient.id} is in room {room.id}, which was ruled out for this patient.",
                (patient.id, room.id),
                {"patient": patient.id, "room": room.id},
            )
        elif patient.wards and room.ward not in patient.wards:
            yield Violation(
                RULE.code,
                1,
                f"{patient.id} is in room {room.id} of ward {room.ward}, which does not take "
                "this patient.",
                (patient.id, room.id),
                {"patient": patient.id, "room": room.id, "ward": room.ward},
                variant="ward",
            )


RULE = Rule(
    "room_compatible",
    "Room not ruled out for the patient",
    Kind.HARD,
    "patients",
    "A clinician or the ward ruled it out for this patient (IHTC 2024, H2).",
    check,
    span=Span.ROOM,
)
