"""Rooms are given only to nurses who work that shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Kind, Rule, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    works = {(n.id, duty.day, duty.shift) for n in problem.nurses for duty in n.duties}
    for nursing in plan.nursing:
        if nursing.rooms and (nursing.nurse, nursing.day, nursing.shift) not in works:
            shift = problem.shifts[nursing.shift]
            yield Violation(
                RULE.code,
                len(nursing.rooms),
                f"Nurse {nursing.nurse} has {len(nursing.rooms)} rooms on day {nursing.day}, "
                f"{shift}, and does not work then.",
                (nursing.nurse, *nursing.rooms),
                {
                    "nurse": nursing.nurse,
                    "rooms": str(len(nursing.rooms)),
                    "day": str(nursing.day),
                    "shift": shift,
                },
            )


RULE = Rule(
    "nurse_present",
    "Nurse at work when given rooms",
    Kind.HARD,
    "rooms",
    "The roster is made before the bed plan and stands (IHTC 2024, H8).",
    check,
)
