"""Nobody is left out of the roster for too many days in a row.

Absences and days off granted beforehand are not the roster's doing: they do not count, and what
lies before and after them is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, days_off_before, runs


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.maximum_consecutive_days_off
        if limit is None:
            continue
        given = {*person.absences, *person.days_off}
        free = [not shifts and day not in given for day, shifts in enumerate(days)]
        for run in runs(free, days_off_before(person)):
            over = min(run.length - limit, run.inside)
            if over > 0:
                last = run.first_day + run.inside - 1
                yield Violation(
                    RULE.code,
                    over,
                    f"{person.id} has {counted(run.length, 'day off')} in a row up to "
                    f"{problem.day_name(last)}; {limit} are agreed at most.",
                    (person.id,),
                    {
                        "person": person.id,
                        "days": str(run.length),
                        "last_on": problem.day_fact(last),
                        "limit": str(limit),
                    },
                )


RULE = Rule(
    "consecutive_days_off_maximum",
    "Days off in a row at most",
    Kind.SOFT,
    "days",
    "Who is off for too long loses touch with the patients, and others carry the work meanwhile.",
    check,
    weight=30,
    span=Span.PERSON,
)
