"""Mother and child lie in one room as long as both are here."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    patients = {patient.id: patient for patient in problem.patients}
    placements = {placement.patient: placement for placement in plan.placements}
    for patient in problem.patients:
        own, other = placements.get(patient.id), placements.get(patient.with_patient)
        if own is None or other is None or own.room == other.room:
            continue
        mine = set(problem.nights(patient, own.day))
        nights = len(mine.intersection(problem.nights(patients[other.patient], other.day)))
        if nights:
            yield Violation(
                RULE.code,
                nights,
                f"{patient.id} in room {own.room} and {other.patient} in room {other.room} are "
                f"{counted(nights, 'night')} apart.",
                (patient.id, other.patient),
                {
                    "patient": patient.id,
                    "room": own.room,
                    "other_patient": other.patient,
                    "other_room": other.room,
                    "nights": str(nights),
                },
            )


RULE = Rule(
    "kept_together",
    "Mother and child in one room",
    Kind.MEDIUM,
    "nights",
    "A child heals better beside its mother, and a newborn is fed by her (WHO and UNICEF, "
    "Baby-friendly Hospital Initiative, step 7).",
    check,
    weight=500,
    span=Span.PATIENT,
)
