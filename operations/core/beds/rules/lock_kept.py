"""What a person fixed stays fixed; a patient who cannot be moved stays in the room."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.beds.plan import Plan
from operations.core.beds.problem import Lock, Problem, State
from operations.core.rule import Kind, Rule, Span, Violation


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    placements = {placement.patient: placement for placement in plan.placements}
    stay_put = [
        Lock(patient.id, patient.room, 0)
        for patient in problem.patients
        if patient.state is State.PRESENT and patient.room and not patient.movable
    ]
    for lock in (*problem.locks, *stay_put):
        now = placements.get(lock.patient)
        if now is None and lock.day is not None:
            yield _broken(lock, "not_admitted", f"from day {lock.day} and is not admitted")
        elif now and lock.room and now.room != lock.room:
            words = f"in room {lock.room} and is in room {now.room}"
            yield _broken(lock, "", words, {"found": now.room})
        elif now and lock.day is not None and now.day != lock.day:
            words = f"from day {lock.day} and is admitted on day {now.day}"
            yield _broken(lock, "other_day", words, {"found": str(now.day)})


def _broken(lock: Lock, variant: str, words: str, found: dict[str, str] | None = None) -> Violation:
    day = "" if lock.day is None else str(lock.day)
    return Violation(
        RULE.code,
        1,
        f"{lock.patient} is fixed {words}.",
        (lock.patient,),
        {"patient": lock.patient, "room": lock.room, "day": day} | (found or {}),
        variant=variant,
    )


RULE = Rule(
    "lock_kept",
    "Fixed decisions kept",
    Kind.HARD,
    "locks",
    "A person decided it and answers for it; the plan works around it.",
    check,
    span=Span.PATIENT,
)
