"""Fair shares: the nights and weekends that the cover asks for, split by contract and presence.

A share is known before the roster is made (it follows from the targets, not from the plan), so
that what is fair does not move with what was planned.
"""

from __future__ import annotations

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


def _present(problem: Problem, person: Person) -> int:
    return problem.days - len(set(person.absences))


def _shares(total: int, parts: dict[str, int]) -> dict[str, int]:
    """`total` split in proportion to `parts`, rounded up; nobody there: no share."""
    whole = sum(parts.values())
    return {person: ceil(total * part / whole) for person, part in parts.items()} if whole else {}


def _limit(horizon: int | None, rolling: int | None) -> int | None:
    """The tighter of two limits, of which each may be none."""
    limits = [limit for limit in (horizon, rolling) if limit is not None]
    return min(limits, default=None)


def fair_nights(problem: Problem) -> dict[str, int]:
    """Person -> nights, for those who may work a night at all.

    By the nights that the contracts allow, where all of them say so; else by contract size.
    """
    nights = [shift for shift in problem.shifts if shift.is_night]
    planned = people_planned(problem)
    total = sum(planned.get((d, s.id), 0) for d in range(problem.days) for s in nights)
    limits = {
        person.id: _limit(person.maximum_nights, person.rolling_nights_maximum)
        for person in problem.people
    }
    able = [
        person
        for person in problem.people
        if limits[person.id] != 0 and any(may_work(person, s) for s in nights)
    ]
    limited = all(limits[person.id] is not None for person in able)
    return _shares(
        total,
        {
            p.id: _present(problem, p) * ((limits[p.id] or 0) if limited else p.full_time_percent)
            for p in able
        },
    )


def fair_weekends(problem: Problem) -> dict[str, int]:
    """Person -> worked weekends, for those who may work one; a weekend needs as many people as
    its busiest day."""
    by_day = [0] * problem.days
    for (day, _), people in people_planned(problem).items():
        by_day[day] += people
    total = sum(max((by_day[day] for day in weekend), default=0) for weekend in problem.weekends)
    able = [
        person
        for person in problem.people
        if _limit(person.maximum_weekends, person.rolling_weekends_maximum) != 0
    ]
    return _shares(total, {p.id: _present(problem, p) * p.full_time_percent for p in able})
