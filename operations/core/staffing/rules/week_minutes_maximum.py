"""No seven days in a row hold more minutes than agreed, days before the horizon included.

Any seven days, not only those from Monday to Sunday: a limit for the week of any country's
calendar is then kept as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.clock import spelled
from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.past import WEEK_DAYS
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rolling import worst_window
from operations.core.staffing.roster import by_person, minutes_before


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.week_minutes_maximum
        if limit is None:
            continue
        minutes = [sum(shift.minutes for shift in shifts) for shifts in days]
        found = worst_window(minutes_before(person), minutes, WEEK_DAYS, limit)
        if found is not None:
            yield Violation(
                RULE.code,
                found.over,
                f"{person.id} works {spelled(found.total)} in the {WEEK_DAYS} days up to "
                f"{problem.day_name(found.last)}; {spelled(limit)} are allowed.",
                (person.id,),
                {
                    "person": person.id,
                    "worked_minutes": str(found.total),
                    "window_days": str(WEEK_DAYS),
                    "last_on": problem.day_fact(found.last),
                    "limit_minutes": str(limit),
                },
            )


RULE = Rule(
    "week_minutes_maximum",
    "Hours in a week at most",
    Kind.HARD,
    "minutes",
    "The law caps the working time of a week (EU 2003/88: 48 h on average).",
    check,
    span=Span.PERSON,
)
