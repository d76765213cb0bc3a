"""Whoever lies in a bed has one: nobody is put out of it for what somebody else needs."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.board import unplaced
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted

HOURS = 24
"""Of a night without a bed: more than all that a person can break by lying in one, which is
counted by the night and the neighbour, so that no need of others is worth it."""


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient in unplaced(problem, plan):
        if patient.abed:
            nights = len(problem.nights(patient, 0))
            if nights:
                yield Violation(
                    RULE.code,
                    HOURS * nights,
                    f"{patient.id} lies in room {patient.room} and would be without a bed for "
                    f"{counted(nights, 'night')}.",
                    (patient.id,),
                    {"patient": patient.id, "room": patient.room, "nights": str(nights)},
                )


RULE = Rule(
    "bed_kept",
    "Nobody put out of bed",
    Kind.HARD,
    "hours",
    "Who lies in a bed is there whatever the plan says: what others need is found elsewhere, or "
    "lacks and is said.",
    check,
    span=Span.PATIENT,
)
