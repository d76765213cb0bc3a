"""A person works only shifts that contract and skills allow."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, may_work


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        for day, shifts in enumerate(days):
            for shift in shifts:
                if may_work(person, shift):
                    continue
                lacks = shift.skill is not None and shift.skill not in person.skills
                why = f"lacks the skill {shift.skill}" if lacks else "is not contracted for it"
                facts = {"person": person.id, "day": str(day), "on": problem.day_fact(day)}
                facts |= {"shift": shift.id, "skill": shift.skill or ""}
                yield Violation(
                    RULE.code,
                    1,
                    f"{person.id} works {shift.id} on {problem.day_name(day)} but {why}.",
                    (person.id, shift.id),
                    facts,
                    variant="lacks_skill" if lacks else "",
                )


RULE = Rule(
    "shift_allowed",
    "Skill and contract allow the shift",
    Kind.HARD,
    "shifts",
    "Care is given by those who hold the skill, on shifts that their contract names.",
    check,
    span=Span.PERSON,
)
