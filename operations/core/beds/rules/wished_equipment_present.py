"""A room has the equipment that its patient would be better with."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, placement in placed(problem, plan):
        nights = len(problem.nights(patient, placement.day))
        for missing in patient.wishes:
            if nights and missing not in room.equipment:
                yield Violation(
                    RULE.code,
                    nights,
                    f"{patient.id} would be better with {missing}; room {room.id} has none.",
                    (patient.id, room.id),
                    {"patient": patient.id, "room": room.id, "equipment": missing},
                )


RULE = Rule(
    "wished_equipment_present",
    "Wished equipment in the room",
    Kind.SOFT,
    "nights",
    "Comfort and recovery, short of necessity (Demeester et al. 2010).",
    check,
    weight=3,
    span=Span.ROOM,
)
