"""No shift has fewer people than care needs at the least."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import people_on


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for line, there in people_on(problem, plan):
        if there < line.minimum:
            yield _violation(problem, line, there, line.minimum - there)


def _violation(problem: Problem, line: CoverLine, there: int, amount: int) -> Violation:
    of_skill = f" as {line.skill}" if line.skill else ""
    return Violation(
        RULE.code,
        amount,
        f"{line.shift} on {problem.day_name(line.day)} has {there}{of_skill}; "
        f"it needs at least {line.minimum}.",
        (line.shift,),
        {
            "day": str(line.day),
            "on": problem.day_fact(line.day),
            "shift": line.shift,
            "skill": line.skill or "",
            "there": str(there),
            "minimum": str(line.minimum),
        },
        line.price_under_minimum,
        "of_skill" if line.skill else "",
    )


RULE = Rule(
    "cover_minimum",
    "Minimum cover",
    Kind.MEDIUM,
    "people",
    "Below the minimum patients are not safe.",
    check,
    weight=1000,
    span=Span.COVER,
)
