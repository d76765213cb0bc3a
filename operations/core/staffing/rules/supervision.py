"""Where somebody works who is new to a skill, somebody with enough of it is on the same shift."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import is_junior, working


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    there = working(problem, plan)
    for line in problem.cover:
        skill, level = line.skill, line.supervisor_level
        if skill is None or level is None:
            continue
        people = there.get((line.day, line.shift), ())
        juniors = [person.id for person in people if is_junior(person, skill)]
        if juniors and not any(person.skills.get(skill, -1) >= level for person in people):
            yield Violation(
                RULE.code,
                len(juniors),
                f"{', '.join(juniors)} on {line.shift}, {problem.day_name(line.day)}: nobody there "
                f"holds {skill} at level {level} to supervise.",
                (line.shift, *juniors),
                {
                    "staff": ", ".join(juniors),
                    "shift": line.shift,
                    "on": problem.day_fact(line.day),
                    "skill": skill,
                    "level": str(level),
                },
            )


RULE = Rule(
    "supervision",
    "Juniors supervised",
    Kind.MEDIUM,
    "people",
    "Who is new to a skill works beside somebody who has it, for the patients and for learning.",
    check,
    weight=500,
    span=Span.COVER,
)
