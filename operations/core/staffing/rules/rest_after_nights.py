"""After a run of nights come days off, nights before the horizon counted."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import Days, by_person, nights_before


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        due = person.days_off_after_nights
        if not due:
            continue
        for last, length in _night_runs(nights_before(person), days):
            if length < person.nights_before_days_off:
                continue
            after = range(max(0, last + 1), min(problem.days, last + 1 + due))
            worked = [day for day in after if days[day]]
            if worked:
                yield Violation(
                    RULE.code,
                    len(worked),
                    f"{person.id} works on {problem.day_name(worked[0])} after "
                    f"{counted(length, 'night')} in a row; {counted(due, 'day off')} are due "
                    "first.",
                    (person.id,),
                    {
                        "person": person.id,
                        "worked_on": problem.day_fact(worked[0]),
                        "nights": str(length),
                        "due": str(due),
                    },
                )


def _night_runs(before: frozenset[int], days: Days) -> Iterator[tuple[int, int]]:
    """(last day, length) of each run of nights that has ended."""
    first = min(before, default=0)
    length = 0
    for day in range(first, len(days)):
        tonight = day in before if day < 0 else any(shift.is_night for shift in days[day])
        if length and not tonight:
            yield day - 1, length
        length = length + 1 if tonight else 0


RULE = Rule(
    "rest_after_nights",
    "Days off after nights",
    Kind.HARD,
    "days",
    "Sleep needs days, not hours, to find back from a run of nights.",
    check,
    span=Span.PERSON,
)
