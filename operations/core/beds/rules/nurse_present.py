"""Rooms are given only to nurses who work that shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    works = {(n.id, duty.day, duty.shift) for n in problem.nurses for duty in n.duties}
    yield from _elsewhere(problem, plan)
    for nursing in plan.nursing:
        if nursing.rooms and (nursing.nurse, nursing.day, nursing.shift) not in works:
            shift = problem.shifts[nursing.shift]
            yield Violation(
                RULE.code,
                len(nursing.rooms),
                f"Nurse {nursing.nurse} has {len(nursing.rooms)} rooms on "
                f"{problem.day_name(nursing.day)}, "
                f"{shift}, and does not work then.",
                (nursing.nurse, *nursing.rooms),
                {
                    "nurse": nursing.nurse,
                    "rooms": str(len(nursing.rooms)),
                    **problem.day_facts(nursing.day),
                    "shift": shift,
                },
            )


def _elsewhere(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """Rooms of a ward where the nurse is not."""
    ward_of = {room.id: room.ward for room in problem.rooms}
    bound = {nurse.id: nurse.ward for nurse in problem.nurses if nurse.ward}
    for nursing in plan.nursing:
        home = bound.get(nursing.nurse, "")
        strange = [room for room in nursing.rooms if home and ward_of[room] != home]
        if strange:
            shift = problem.shifts[nursing.shift]
            rooms = ", ".join(strange)
            yield Violation(
                RULE.code,
                len(strange),
                f"Nurse {nursing.nurse} of ward {home} has rooms of another ward on "
                f"{problem.day_name(nursing.day)}, {shift}: {rooms}.",
                (nursing.nurse, *strange),
                {
                    "nurse": nursing.nurse,
                    "ward": home,
                    "rooms": rooms,
                    **problem.day_facts(nursing.day),
                    "shift": shift,
                },
                variant="other_ward",
            )


RULE = Rule(
    "nurse_present",
    "Nurse at work when given rooms",
    Kind.HARD,
    "rooms",
    "The roster is made before the bed plan and stands (IHTC 2024, H8).",
    check,
    span=Span.DUTIES,
)
