"""No 28 days in a row hold more worked weekends than agreed; one worked day makes one.

A weekend counts on its last day. One that the horizon's start cuts counts once, whichever of its
days are worked.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.past import ROLLING_DAYS
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rolling import worst_window
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        limit = person.rolling_weekends_maximum
        if limit is None:
            continue
        before = dict.fromkeys(person.past.weekends, 1)
        worked = [0] * problem.days
        for weekend in problem.weekends:
            if weekend and max(weekend) not in before:
                worked[max(weekend)] += int(any(days[day] for day in weekend))
        found = worst_window(before, worked, ROLLING_DAYS, limit)
        if found is not None:
            yield Violation(
                RULE.code,
                found.over,
                f"{person.id} works on {counted(found.total, 'weekend')} in the {ROLLING_DAYS} "
                f"days up to {problem.day_name(found.last)}; {limit} are allowed.",
                (person.id,),
                {
                    "person": person.id,
                    "weekends": str(found.total),
                    "window_days": str(ROLLING_DAYS),
                    "last_on": problem.day_fact(found.last),
                    "limit": str(limit),
                },
            )


RULE = Rule(
    "rolling_weekends_maximum",
    "Weekends in 28 days at most",
    Kind.HARD,
    "weekends",
    "Free weekends are agreed for every four weeks, not for every roster.",
    check,
    span=Span.PERSON,
)
