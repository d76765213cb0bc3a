"""No shift has more people than planned for."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import people_on


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for line, there in people_on(problem, plan):
        if there > line.target and line.price_over != 0:
            yield _violation(problem, line, there, there - line.target)


def _violation(problem: Problem, line: CoverLine, there: int, amount: int) -> Violation:
    of_skill = f" as {line.skill}" if line.skill else ""
    return Violation(
        RULE.code,
        amount,
        f"{line.shift} on {problem.day_name(line.day)} has {there}{of_skill}; "
        f"its target is only {line.target}.",
        (line.shift,),
        {
            "day": str(line.day),
            "on": problem.day_fact(line.day),
            "shift": line.shift,
            "skill": line.skill or "",
            "there": str(there),
            "target": str(line.target),
        },
        line.price_over,
        "of_skill" if line.skill else "",
    )


RULE = Rule(
    "cover_excess",
    "No surplus cover",
    Kind.SOFT,
    "people",
    "People too many on one shift are people missing on another.",
    check,
    weight=1,
    span=Span.COVER,
)
