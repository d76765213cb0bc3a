"""A person begins at most one shift a day."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        for day, shifts in enumerate(days):
            if len(shifts) > 1:
                names = ", ".join(shift.id for shift in shifts)
                yield Violation(
                    RULE.code,
                    len(shifts) - 1,
                    f"{person.id} is down for {names} on {problem.day_name(day)}.",
                    (person.id,),
                    {
                        "person": person.id,
                        "day": str(day),
                        "on": problem.day_fact(day),
                        "shifts": names,
                    },
                )


RULE = Rule(
    "one_shift_per_day",
    "One shift a day",
    Kind.HARD,
    "shifts",
    "Nobody can be in two places, and a double shift is not safe.",
    check,
    span=Span.PERSON,
)
