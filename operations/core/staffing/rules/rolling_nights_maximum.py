"""No 28 days in a row hold more nights than agreed, nights before the horizon included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.past import ROLLING_DAYS
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rolling import worst_window
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.rolling_nights_maximum
        if limit is None:
            continue
        before = Counter(past.day for past in person.past.shifts if past.is_night)
        nights = [sum(shift.is_night for shift in shifts) for shifts in days]
        found = worst_window(before, nights, ROLLING_DAYS, limit)
        if found is not None:
            yield Violation(
                RULE.code,
                found.over,
                f"{person.id} works {counted(found.total, 'night')} in the {ROLLING_DAYS} days up "
                f"to {problem.day_name(found.last)}; {limit} are allowed.",
                (person.id,),
                {
                    "person": person.id,
                    "nights": str(found.total),
                    "window_days": str(ROLLING_DAYS),
                    "last_on": problem.day_fact(found.last),
                    "limit": str(limit),
                },
            )


RULE = Rule(
    "rolling_nights_maximum",
    "Nights in 28 days at most",
    Kind.HARD,
    "nights",
    "The body counts the nights of the last weeks, wherever a roster ends and the next begins.",
    check,
    span=Span.PERSON,
)
