"""Fair shares: the nights and weekends that the cover asks for, split by contract and presence.

A share is known before the roster is made (it follows from the targets, not from the plan), so
that what is fair does not move with what was planned.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import may_work


def people_planned(problem: Problem) -> dict[tuple[int, str], int]:
    """For each day and shift the people that its cover lines ask for together.

    Lines for different skills add up; levels of one skill and the line for everybody overlap.
    """
    lines: dict[tuple[int, str], dict[str | None, int]] = {}
    for line in problem.cover:
        by_skill = lines.setdefault((line.day, line.shift), {})
        by_skill[line.skill] = max(line.target, by_skill.get(line.skill, 0))
    return {
        cell: max(by_skill.get(None, 0), sum(n for skill, n in by_skill.items() if skill))
        for cell, by_skill in lines.items()
    }


def _shares(problem: Problem, total: int, takes_part: Callable[[Person], bool]) -> dict[str, int]:
    """`total` split by contract x days present, rounded up; nobody present: no share."""
    weight = {
        person.id: person.full_time_percent * (problem.days - len(set(person.absences)))
        for person in problem.people
        if takes_part(person)
    }
    whole = sum(weight.values())
    return {person: ceil(total * part / whole) for person, part in weight.items()} if whole else {}


def fair_nights(problem: Problem) -> dict[str, int]:
    """Person -> nights, for those who may work a night at all."""
    nights = [shift for shift in problem.shifts if shift.is_night]
    planned = people_planned(problem)
    total = sum(planned.get((d, s.id), 0) for d in range(problem.days) for s in nights)
    return _shares(problem, total, lambda person: any(may_work(person, s) for s in nights))


def fair_weekends(problem: Problem) -> dict[str, int]:
    """Person -> worked weekends; a weekend needs as many people as its busiest day."""
    by_day = [0] * problem.days
    for (day, _), people in people_planned(problem).items():
        by_day[day] += people
    total = sum(max((by_day[day] for day in weekend), default=0) for weekend in problem.weekends)
    return _shares(problem, total, lambda person: True)
