"""No shift has more people who are new to a skill than those beside them can carry."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import is_junior, working


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    there = working(problem, plan)
    for line in problem.cover:
        skill, most = line.skill, line.junior_maximum
        if skill is None or most is None:
            continue
        people = there.get((line.day, line.shift), ())
        juniors = [person.id for person in people if is_junior(person, skill)]
        if len(juniors) > most:
            yield Violation(
                RULE.code,
                len(juniors) - most,
                f"{line.shift} on {problem.day_name(line.day)} has "
                f"{counted(len(juniors), 'person')} new to {skill}; {most} are allowed.",
                (line.shift,),
                {
                    "shift": line.shift,
                    "on": problem.day_fact(line.day),
                    "juniors": str(len(juniors)),
                    "skill": skill,
                    "limit": str(most),
                },
            )


RULE = Rule(
    "junior_maximum",
    "New people on a shift at most",
    Kind.MEDIUM,
    "people",
    "Each new person takes somebody's attention; beyond a number there is none left.",
    check,
    weight=200,
    span=Span.COVER,
)
