"""Everybody works at least the shifts agreed, those before the horizon included."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        agreed = person.minimum_assignments
        if agreed is None:
            continue
        before = person.history.assignments if person.history else 0
        total = before + sum(len(shifts) for shifts in days)
        if total < agreed:
            yield Violation(
                RULE.code,
                agreed - total,
                f"{person.id} works {counted(total, 'shift')}; {agreed} are agreed at least.",
                (person.id,),
                {"person": person.id, "shifts": str(total), "due": str(agreed)},
            )


RULE = Rule(
    "assignments_minimum",
    "Shifts in all at least",
    Kind.HARD,
    "shifts",
    "Some contracts count shifts and not hours: those that are paid should be planned.",
    check,
    span=Span.PERSON,
)
