"""A room kept for women has no men in it, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Gender, GenderPolicy, Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted

REFUSES = {GenderPolicy.FEMALE: Gender.MALE, GenderPolicy.MALE: Gender.FEMALE}


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, placement in placed(problem, plan):
        nights = len(problem.nights(patient, placement.day))
        if nights and patient.gender is REFUSES.get(room.gender):
            yield Violation(
                RULE.code,
                nights,
                f"{patient.id} ({patient.gender}) is {counted(nights, 'night')} in room "
                f"{room.id}, which is kept for {room.gender} patients.",
                (patient.id, room.id),
                {
                    "patient": patient.id,
                    "gender_word": str(patient.gender),
                    "room": room.id,
                    "kept_word": str(room.gender),
                    "nights": str(nights),
                },
            )


RULE = Rule(
    "room_gender_policy",
    "Room kept for the patient's gender",
    Kind.HARD,
    "nights",
    "The ward keeps some rooms for women and some for men.",
    check,
    span=Span.ROOM,
)
