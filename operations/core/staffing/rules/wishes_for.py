"""Who asks for a shift, or to work on a day, gets it."""

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
        if wish.wanted and not has:
            what = f"for {wish.shift}" if wish.shift else "to work"
            yield Violation(
                RULE.code,
                1,
                f"{wish.person} asked {what} on {problem.day_name(wish.day)} and did not get it.",
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
    "wishes_for",
    "Wishes for shifts",
    Kind.SOFT,
    "wishes",
    "People stay where their life outside is heard.",
    check,
    span=Span.PERSON,
)
