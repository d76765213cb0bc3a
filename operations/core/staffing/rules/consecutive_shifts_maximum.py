"""Nobody works the same shift too many days in a row, days before the horizon included."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Span, Violation, counted
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import by_person, runs, same_shift_before


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    limits = [(s.id, s.maximum_consecutive) for s in problem.shifts if s.maximum_consecutive]
    for person, days in by_person(problem, plan):
        for shift_id, limit in limits:
            flags = [any(shift.id == shift_id for shift in shifts) for shifts in days]
            for run in runs(flags, same_shift_before(person, shift_id)):
                over = min(run.length - limit, run.inside)
                if over > 0:
                    last = run.first_day + run.inside - 1
                    yield Violation(
                        RULE.code,
                        over,
                        f"{person.id} works {shift_id} {counted(run.length, 'day')} in a row up "
                        f"to {problem.day_name(last)}; {limit} are agreed at most.",
                        (person.id, shift_id),
                        {
                            "person": person.id,
                            "shift": shift_id,
                            "days": str(run.length),
                            "last_on": problem.day_fact(last),
                            "limit": str(limit),
                        },
                    )


RULE = Rule(
    "consecutive_shifts_maximum",
    "Same shift in a row at most",
    Kind.SOFT,
    "days",
    "Long runs of one shift wear people out; agreements limit them shift by shift.",
    check,
    weight=15,
    span=Span.PERSON,
)
