"""Patients who are here stay in the room where they lie."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, _ in placed(problem, plan):
        if patient.room and room.id != patient.room:
            yield Violation(
                RULE.code,
                1,
                f"{patient.id} is moved from room {patient.room} to room {room.id}.",
                (patient.id, patient.room, room.id),
                {"patient": patient.id, "from": patient.room, "to": room.id},
                patient.transfer_price,
            )


RULE = Rule(
    "stays_in_room",
    "No transfers between rooms",
    Kind.SOFT,
    "transfers",
    "A transfer costs staff time, spreads infection and disturbs the patient.",
    check,
    weight=40,
    span=Span.ROOM,
)
