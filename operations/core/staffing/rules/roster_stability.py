"""The new roster changes as few cells as possible of the one that people know."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    if problem.previous is None:
        return
    before = Plan(problem.previous.assignments)
    known_days = problem.previous.known_days
    known_days = problem.days if known_days is None else min(known_days, problem.days)
    for (person, old), (_, new) in zip(
        by_person(problem, before), by_person(problem, plan), strict=True
    ):
        for day in range(known_days):
            was, now = ({shift.id for shift in days[day]} for days in (old, new))
            if was != now:
                had, has = (", ".join(sorted(ids)) or "off" for ids in (was, now))
                yield Violation(
                    RULE.code,
                    1,
                    f"{person.id} had {had} on {problem.day_name(day)} and now has {has}.",
                    (person.id,),
                    {
                        "person": person.id,
                        "day": str(day),
                        "on": problem.day_fact(day),
                        "had": had,
                        "has": has,
                    },
                    problem.previous.price_per_change,
                    "was_off" if not was else "" if now else "now_off",
                )


RULE = Rule(
    "roster_stability",
    "Few changes to a known roster",
    Kind.SOFT,
    "cells",
    "People have arranged their lives around the roster that was published.",
    check,
    weight=10,
    span=Span.PERSON,
)
