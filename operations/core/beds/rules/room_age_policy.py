"""A room has only patients of the age bands that it takes."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, placement in placed(problem, plan):
        nights = len(problem.nights(patient, placement.day))
        if patient.with_patient or not room.age_bands:
            continue
        if nights and patient.age_band not in room.age_bands:
            bands = ", ".join(room.age_bands)
            yield Violation(
                RULE.code,
                nights,
                f"{patient.id} ({patient.age_band}) is {counted(nights, 'night')} in room "
                f"{room.id}, which takes {bands} only.",
                (patient.id, room.id),
                {
                    "patient": patient.id,
                    "age_band": patient.age_band,
                    "room": room.id,
                    "nights": str(nights),
                    "bands": bands,
                },
            )


RULE = Rule(
    "room_age_policy",
    "Room takes the patient's age",
    Kind.HARD,
    "nights",
    "Children lie among children, and adult rooms are not equipped for them.",
    check,
    span=Span.ROOM,
)
