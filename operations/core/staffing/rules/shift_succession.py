"""A shift is not followed the next day by one that may not follow it."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import Days, by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    shifts = {shift.id: shift for shift in problem.shifts}
    for person, days in by_person(problem, plan):
        last = person.history.last_shift if person.history else None
        yesterday: Days = [[shifts[last]] if last else [], *days]
        for day, today in enumerate(days):
            for earlier in yesterday[day]:
                for later in today:
                    if later.id in earlier.forbidden_next:
                        yield _violation(problem, person, day, earlier.id, later.id)


def _violation(problem: Problem, person: Person, day: int, earlier: str, later: str) -> Violation:
    return Violation(
        RULE.code,
        1,
        f"{person.id} works {later} on {problem.day_name(day)}, which may not follow the "
        f"{earlier} of the day before.",
        (person.id,),
        {
            "person": person.id,
            "day": str(day),
            "on": problem.day_fact(day),
            "earlier": earlier,
            "later": later,
        },
    )


RULE = Rule(
    "shift_succession",
    "Shifts follow each other as agreed",
    Kind.HARD,
    "breaches",
    "Agreements forbid some successions, such as an early shift right after a late one.",
    check,
    span=Span.PERSON,
)
