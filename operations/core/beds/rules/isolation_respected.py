"""An isolated patient has a room fit for it, shared only with the same reason for isolation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.beds.board import occupancy, placed
from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation, counted


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    yield from _unfit_rooms(problem, plan)
    for (room, day), lying in occupancy(problem, plan).items():
        reasons = Counter(bedded.patient.isolation for bedded in lying)
        apart = len(lying) - max(reasons.values())
        if apart:
            named = ", ".join(sorted(reason or "-" for reason in reasons))
            yield Violation(
                RULE.code,
                apart,
                f"Room {room} on {problem.day_name(day)} is shared with somebody who is isolated; "
                f"{apart} of {len(lying)} people should lie elsewhere.",
                (room, *(bedded.patient.id for bedded in lying)),
                {
                    "room": room,
                    **problem.day_facts(day),
                    "reasons": named,
                    "people": str(apart),
                    "lying": str(len(lying)),
                },
                variant="mixed",
            )


def _unfit_rooms(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for patient, room, placement in placed(problem, plan):
        nights = len(problem.nights(patient, placement.day))
        if nights and patient.isolation and not room.isolation:
            yield Violation(
                RULE.code,
                nights,
                f"{patient.id} needs isolation and is "
                f"{counted(nights, 'night')} in room {room.id}, which cannot isolate.",
                (patient.id, room.id),
                {
                    "patient": patient.id,
                    "isolation": patient.isolation,
                    "room": room.id,
                    "nights": str(nights),
                },
            )


RULE = Rule(
    "isolation_respected",
    "Isolation where it is needed",
    Kind.HARD,
    "persons",
    "Infection control: isolate, or cohort those with the same organism (WHO core components).",
    check,
    span=Span.ROOM,
)
