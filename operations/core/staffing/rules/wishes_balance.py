"""Whose wishes were refused most in the last twelve months is refused least now."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.cells import Request
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.fairness import beyond, fair_refusals
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    worked = {person.id: days for person, days in by_person(problem, plan)}
    refused: dict[str, int] = dict.fromkeys(worked, 0)
    for wish in problem.requests:
        refused[wish.person] += not _granted(wish, worked[wish.person][wish.day])
    fair = fair_refusals(problem)
    measure = RULE.policy(problem.policies).measure
    for person, wishes, over in beyond(fair, refused.items(), measure):
        yield Violation(
            RULE.code,
            over,
            f"{person} is refused {counted(wishes, 'wish')}; a fair share after those of the last "
            f"twelve months is {fair[person]}.",
            (person,),
            {"person": person, "wishes": str(wishes), "share": str(fair[person])},
        )


def _granted(wish: Request, today: list[ShiftType]) -> bool:
    has = bool(today) if wish.shift is None else any(shift.id == wish.shift for shift in today)
    return has == wish.wanted


RULE = Rule(
    "wishes_balance",
    "Refused wishes shared fairly",
    Kind.SOFT,
    "wishes",
    "Not every wish can be granted; it should not be the same people's that are not.",
    check,
    weight=3,
    span=Span.ROSTER,
    balance=True,
)
