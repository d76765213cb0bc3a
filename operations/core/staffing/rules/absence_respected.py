"""Nobody begins a shift on a day of absence or on a day off granted beforehand."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        for day, shifts in enumerate(days):
            if day not in person.absences and day not in person.days_off:
                continue
            absent = day in person.absences
            why = "is absent" if absent else "has a day off granted"
            for shift in shifts:
                yield Violation(
                    RULE.code,
                    1,
                    f"{person.id} works {shift.id} on {problem.day_name(day)} but {why} then.",
                    (person.id,),
                    {
                        "person": person.id,
                        "day": str(day),
                        "on": problem.day_fact(day),
                        "shift": shift.id,
                    },
                    variant="" if absent else "day_off",
                )


RULE = Rule(
    "absence_respected",
    "Absences and granted days off",
    Kind.HARD,
    "shifts",
    "Leave that was granted and sickness that was reported are not planned over.",
    check,
    span=Span.PERSON,
)
