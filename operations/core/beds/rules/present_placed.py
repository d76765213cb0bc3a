"""Everybody who is in the hospital has a bed."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import unplaced
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem, State
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient in unplaced(problem, plan):
        if patient.state is State.PRESENT:
            where = f"in room {patient.room}" if patient.room else "waiting"
            yield Violation(
                RULE.code,
                1,
                f"{patient.id} is here today ({where}) and no bed can be given.",
                (patient.id,),
                {"patient": patient.id, "room": patient.room},
                variant="" if patient.room else "waiting",
            )


RULE = Rule(
    "present_placed",
    "A bed for everybody who is here",
    Kind.MEDIUM,
    "patients",
    "Who is in the hospital needs a bed tonight, before anybody else comes.",
    check,
    weight=20_000,
    span=Span.PATIENT,
)
