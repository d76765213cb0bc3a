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
            day = problem.day_name(lock.day)
            yield _broken(problem, lock, "not_admitted", f"from {day} and is not admitted")
        elif now and lock.room and now.room != lock.room:
            words = f"in room {lock.room} and is in room {now.room}"
            yield _broken(problem, lock, "", words, {"found": now.room})
        elif now and lock.day is not None and now.day != lock.day:
            day, found = problem.day_name(lock.day), problem.day_name(now.day)
            facts = {"found_on": problem.day_fact(now.day)}
            words = f"from {day} and is admitted on {found}"
            yield _broken(problem, lock, "other_day", words, facts)


def _broken(
    problem: Problem, lock: Lock, variant: str, words: str, found: dict[str, str] | None = None
) -> Violation:
    days = {} if lock.day is None else problem.day_facts(lock.day)
    return Violation(
        RULE.code,
        1,
        f"{lock.patient} is fixed {words}.",
        (lock.patient,),
        {"patient": lock.patient, "room": lock.room} | days | (found or {}),
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
