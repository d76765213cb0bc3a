"""A shift comes in runs of days; one that touches an open end of the horizon is never too short."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, runs, same_shift_before


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    limits = [(s.id, s.minimum_consecutive) for s in problem.shifts if s.minimum_consecutive > 1]
    for person, days in by_person(problem, plan):
        for shift_id, due in limits:
            flags = [any(shift.id == shift_id for shift in shifts) for shifts in days]
            for run in runs(flags, same_shift_before(person, shift_id)):
                if run.complete and run.length < due:
                    end = run.first_day + run.inside
                    yield Violation(
                        RULE.code,
                        due - run.length,
                        f"{person.id} works {shift_id} {counted(run.length, 'day')} in a row "
                        f"before {problem.day_name(end)}; {due} were agreed.",
                        (person.id, shift_id),
                        {
                            "person": person.id,
                            "shift": shift_id,
                            "days": str(run.length),
                            "before_on": problem.day_fact(end),
                            "due": str(due),
                        },
                    )


RULE = Rule(
    "consecutive_shifts_minimum",
    "Same shift in a row at least",
    Kind.SOFT,
    "days",
    "Changing shifts every day upsets sleep; a block of the same shift lets people settle.",
    check,
    weight=15,
    span=Span.PERSON,
)
