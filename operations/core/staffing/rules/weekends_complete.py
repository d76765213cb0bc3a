"""Whose contract says so works both days of a weekend or none.

A weekend of which the horizon holds one day only is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        if not person.complete_weekends:
            continue
        for weekend in problem.weekends:
            worked = [day for day in weekend if days[day]]
            if len(weekend) > 1 and 0 < len(worked) < len(weekend):
                free = next(day for day in weekend if not days[day])
                yield Violation(
                    RULE.code,
                    1,
                    f"{person.id} works on {problem.day_name(worked[0])} but is off on "
                    f"{problem.day_name(free)} of the same weekend.",
                    (person.id,),
                    {
                        "person": person.id,
                        "worked_on": problem.day_fact(worked[0]),
                        "off_on": problem.day_fact(free),
                    },
                )


RULE = Rule(
    "weekends_complete",
    "Weekends whole",
    Kind.SOFT,
    "weekends",
    "Half a weekend is no weekend: both days are worked together or free together.",
    check,
    weight=30,
    span=Span.PERSON,
)
