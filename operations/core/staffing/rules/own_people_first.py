"""People of other wards help out where the ward's own people leave a gap, and not before."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        worked = sum(len(shifts) for shifts in days)
        if person.is_guest and worked:
            yield Violation(
                RULE.code,
                worked,
                f"{person.id} of another ward helps out on {counted(worked, 'shift')}.",
                (person.id,),
                {"person": person.id, "shifts": str(worked)},
            )


RULE = Rule(
    "own_people_first",
    "Own people first",
    Kind.SOFT,
    "shifts",
    "Who helps out on another ward knows it less well, and is missed at home.",
    check,
    weight=40,
    span=Span.PERSON,
)
