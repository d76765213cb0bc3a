"""A cell that somebody fixed stays as it was fixed."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    worked = {person.id: days for person, days in by_person(problem, plan)}
    for lock in problem.locks:
        today = [shift.id for shift in worked[lock.person][lock.day]]
        kept = not today if lock.shift is None else lock.shift in today
        if not kept:
            fixed, has = lock.shift or "off", ", ".join(today) or "off"
            yield Violation(
                RULE.code,
                1,
                f"{lock.person} was fixed to {fixed} on {problem.day_name(lock.day)} "
                f"but the plan says {has}.",
                (lock.person,),
                {
                    "person": lock.person,
                    "day": str(lock.day),
                    "on": problem.day_fact(lock.day),
                    "fixed": fixed,
                    "has": has,
                },
                variant="was_off" if lock.shift is None else "" if today else "now_off",
            )


RULE = Rule(
    "lock_kept",
    "Fixed cells",
    Kind.HARD,
    "cells",
    "What a person has decided by hand is not undone by the optimizer.",
    check,
    span=Span.PERSON,
)
