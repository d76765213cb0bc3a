"""Who has a fixed shift on some days works it on them."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for person, days in by_person(problem, plan):
        for fixed in person.fixed_shifts:
            has = [shift.id for shift in days[fixed.day]]
            if fixed.shift not in has:
                yield Violation(
                    RULE.code,
                    1,
                    f"{person.id} has {fixed.shift} as fixed shift on "
                    f"{problem.day_name(fixed.day)} but the plan says "
                    f"{', '.join(has) or 'off'}.",
                    (person.id,),
                    {
                        "person": person.id,
                        "shift": fixed.shift,
                        "on": problem.day_fact(fixed.day),
                        "has": ", ".join(has),
                    },
                    None,
                    "" if has else "now_off",
                )


RULE = Rule(
    "fixed_shift_kept",
    "Fixed shifts",
    Kind.HARD,
    "days",
    "Days and hours that were agreed with one person are kept like the contract.",
    check,
    span=Span.PERSON,
)
