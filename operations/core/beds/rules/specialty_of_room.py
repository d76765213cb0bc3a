"""Patients lie in a room whose first specialty is theirs."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Patient, Problem, Room
from operations.core.rule import Kind, Rule, Span, Violation, counted


def steps(patient: Patient, room: Room) -> int:
    """How far the room is from the patient's specialty: 0 its first, unnamed after its last."""
    if not room.specialties or not patient.specialty:
        return 0
    if patient.specialty in room.specialties:
        return room.specialties[patient.specialty] - 1
    return max(room.specialties.values())


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, placement in placed(problem, plan):
        nights = len(problem.nights(patient, placement.day))
        first = min(room.specialties, key=room.specialties.__getitem__, default="")
        if nights * steps(patient, room):
            yield Violation(
                RULE.code,
                nights * steps(patient, room),
                f"{patient.id} ({patient.specialty}) is {counted(nights, 'night')} in room "
                f"{room.id}, whose first specialty is {first}.",
                (patient.id, room.id),
                {
                    "patient": patient.id,
                    "specialty": patient.specialty,
                    "nights": str(nights),
                    "room": room.id,
                    "first": first,
                },
            )


RULE = Rule(
    "specialty_of_room",
    "Room of the patient's specialty",
    Kind.SOFT,
    "steps x nights",
    "Nurses and doctors of the ward know the illness (Demeester et al. 2010).",
    check,
    weight=5,
    span=Span.ROOM,
)
