"""Fixed shifts that the law, a contract or a lock does not allow: named, and left out day by day.

A fixed shift is a hard rule. Against another one every roster would break one of both, and none of
the ward would be published until somebody looked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from operations.core.report import judge_with
from operations.core.rule import Kind, Rule, Violation
from operations.core.staffing.cells import Assignment
from operations.core.staffing.narrow import Views
from operations.core.staffing.people import FixedShift, Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES
from operations.families import Note
from operations.words import violation_message

NO_MORE_WORK_MENDS = {
    "one_shift_per_day",
    "shift_allowed",
    "absence_respected",
    "lock_kept",
    "rest_between_shifts",
    "shift_succession",
    "rest_after_nights",
    "maximum_minutes",
    "assignments_maximum",
    "consecutive_days_maximum",
    "consecutive_nights_maximum",
    "consecutive_shifts_maximum",
    "nights_maximum",
    "weekends_maximum",
    "week_minutes_maximum",
    "rolling_minutes_maximum",
    "rolling_nights_maximum",
    "rolling_weekends_maximum",
    "shift_type_maximum",
}
"""Rules that given cells break by themselves: whatever is planned around them, the breach stays."""


def rules_that_stay_broken(problem: Problem) -> list[Rule]:
    """Those of `NO_MORE_WORK_MENDS` that are hard by the ward's policies."""
    return [
        rule
        for rule in RULES
        if rule.code in NO_MORE_WORK_MENDS and rule.policy(problem.policies).kind is Kind.HARD
    ]


def without_unlawful_fixed(
    problem: Problem, closed: Mapping[str, tuple[int, ...]]
) -> tuple[Problem, list[Note]]:
    """The problem with those fixed shifts that can be worked beside each other and what is locked.

    closed: each person's days off before fixed shifts opened some of them; a day whose fixed shift
    is left out is closed again.
    """
    views, rules = Views(problem), rules_that_stay_broken(problem)
    people, notes = [], []
    for person in problem.people:
        kept, out = _sorted_out(views.person(person.id), rules, person)
        notes += _notes(person, out)
        free = {fixed.day for fixed, _ in out} & {*closed.get(person.id, ())}
        days_off = tuple(sorted({*person.days_off, *free}))
        people.append(replace(person, fixed_shifts=kept, days_off=days_off) if out else person)
    return replace(problem, people=tuple(people)), notes


Left = tuple[FixedShift, Violation]


def _sorted_out(
    alone: Problem, rules: list[Rule], person: Person
) -> tuple[tuple[FixedShift, ...], list[Left]]:
    """The fixed shifts that can be, in order of days, and the others with what each would break."""
    cells = [Assignment(each.person, each.day, each.shift) for each in alone.locks if each.shift]
    kept: list[FixedShift] = []
    out: list[Left] = []
    broken = _broken(alone, rules, cells) if person.fixed_shifts else []
    for fixed in sorted(person.fixed_shifts, key=lambda each: each.day):
        more = [*cells, Assignment(person.id, fixed.day, fixed.shift)]
        now = _broken(alone, rules, more)
        if len(now) > len(broken):
            out.append((fixed, next(each for each in now if each not in broken)))
        else:
            kept, cells = [*kept, fixed], more
    return tuple(kept), out


def _broken(alone: Problem, rules: list[Rule], cells: list[Assignment]) -> list[Violation]:
    plan = Plan(tuple(dict.fromkeys(cells)))
    return list(judge_with(rules, alone.policies, alone, plan).violations)


def _notes(person: Person, out: list[Left]) -> list[Note]:
    """One for each shift, with what the first of its days breaks."""
    first = {fixed.shift: broken for fixed, broken in reversed(out)}
    return [
        Note(
            "fixed_shift_breaks_rule",
            f"staff {person.id}",
            {
                "staff": person.id,
                "shift": shift,
                "days": sum(fixed.shift == shift for fixed, _ in out),
                "broken": violation_message("staffing", broken),
            },
        )
        for shift, broken in sorted(first.items())
    ]
