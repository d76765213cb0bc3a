"""A room has the equipment that its patient cannot be without."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, placement in placed(problem, plan):
        nights = len(problem.nights(patient, placement.day))
        for missing in patient.needs:
            if nights and missing not in room.equipment:
                yield Violation(
                    RULE.code,
                    nights,
                    f"{patient.id} needs {missing} and is {counted(nights, 'night')} in room "
                    f"{room.id}, which has none.",
                    (patient.id, room.id),
                    {
                        "patient": patient.id,
                        "room": room.id,
                        "equipment": missing,
                        "nights": str(nights),
                    },
                )


RULE = Rule(
    "equipment_present",
    "Needed equipment in the room",
    Kind.HARD,
    "nights",
    "Treatment depends on it (oxygen, monitor, ventilator).",
    check,
    span=Span.ROOM,
)
