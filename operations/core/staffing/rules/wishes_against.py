"""Who asks not to have a shift, or not to work on a day, is spared it."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    worked = {person.id: days for person, days in by_person(problem, plan)}
    for wish in problem.requests:
        today = [shift.id for shift in worked[wish.person][wish.day]]
        has = bool(today) if wish.shift is None else wish.shift in today
        if has and not wish.wanted:
            what = f"not to have {wish.shift}" if wish.shift else "not to work"
            does = "has it" if wish.shift else "works"
            yield Violation(
                RULE.code,
                1,
                f"{wish.person} asked {what} on {problem.day_name(wish.day)} and {does}.",
                (wish.person,),
                {
                    "person": wish.person,
                    "day": str(wish.day),
                    "on": problem.day_fact(wish.day),
                    "shift": wish.shift or "",
                },
                wish.weight,
                "" if wish.shift else "to_work",
            )


RULE = Rule(
    "wishes_against",
    "Wishes against shifts",
    Kind.SOFT,
    "wishes",
    "A day kept free for what matters is worth a little effort.",
    check,
    span=Span.PERSON,
)
