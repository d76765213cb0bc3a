"""Fair shares: nights, weekends, holidays and refused wishes, split by contract and presence.

A share is known before the roster is made (it follows from the targets, not from the plan), so
that what is fair does not move with what was planned. It is counted over the last twelve months
and the horizon together: what all had and will have, times one's part by contract and by the days
one was there, less what one had already; never less than nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps

from operations.core.rule import Measure
from operations.core.staffing.past import Tally
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.core.staffing.roster import may_work

Shares = Callable[[Problem], dict[str, int]]


def own_people(problem: Problem) -> list[Person]:
    """Those who share; guests of other wards share at home."""
    return [person for person in problem.people if not person.is_guest]


def _within_teams(fair: Shares) -> Shares:
    """Shares of what a team's shifts ask, among its people; who has none shares with all."""

    @wraps(fair)
    def by_team(problem: Problem) -> dict[str, int]:
        team_of = {person.id: person.team for person in own_people(problem)}
        found: dict[str, int] = {}
        for team in sorted(set(team_of.values())):
            shares = fair(_of_team(problem, team) if team else problem)
            found |= {who: share for who, share in shares.items() if team_of[who] == team}
        return found

    return by_team


def _of_team(problem: Problem, team: str) -> Problem:
    people = tuple(person for person in problem.people if person.team == team)
    ids = {person.id for person in people}
    every = any(not person.allowed_shifts for person in people)
    shifts = {code for person in people for code in person.allowed_shifts}
    return replace(
        problem,
        people=people,
        cover=tuple(line for line in problem.cover if every or line.shift in shifts),
        requests=tuple(wish for wish in problem.requests if wish.person in ids),
        locks=(),
        previous=None,
    )


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


def _shares(
    problem: Problem, demand: int, sizes: Mapping[str, int], had: Callable[[Tally], int]
) -> dict[str, int]:
    """Person -> what is still theirs to take, rounded up; nobody there: no share.

    demand: what the horizon asks of all. sizes: person -> size of the part, for a day present.
    """
    people = [person for person in own_people(problem) if person.id in sizes]
    parts = {
        p.id: sizes[p.id] * (problem.days - len(set(p.absences)) + p.past.year.days) for p in people
    }
    whole = sum(parts.values())
    if not whole:
        return {}
    total = demand + sum(had(p.past.year) for p in people)
    return {p.id: max(0, _up(total * parts[p.id], whole) - had(p.past.year)) for p in people}


def _up(whole: int, part: int) -> int:
    """whole / part, rounded up."""
    return (whole + part - 1) // part


def _limit(horizon: int | None, rolling: int | None) -> int | None:
    """The tighter of two limits, of which each may be none."""
    limits = [limit for limit in (horizon, rolling) if limit is not None]
    return min(limits, default=None)


@_within_teams
def fair_nights(problem: Problem) -> dict[str, int]:
    """Person -> nights, for those who may work a night at all.

    By the nights that the contracts allow, where all of them say so; else by contract size.
    """
    nights = [shift for shift in problem.shifts if shift.is_night]
    planned = people_planned(problem)
    demand = sum(planned.get((d, s.id), 0) for d in range(problem.days) for s in nights)
    limits = {
        person.id: _limit(person.maximum_nights, person.rolling_nights_maximum)
        for person in own_people(problem)
    }
    able = [
        person
        for person in own_people(problem)
        if limits[person.id] != 0 and any(may_work(person, s) for s in nights)
    ]
    limited = all(limits[person.id] is not None for person in able)
    sizes = {p.id: (limits[p.id] or 0) if limited else p.full_time_percent for p in able}
    return _shares(problem, demand, sizes, lambda tally: tally.nights)


def _planned_by_day(problem: Problem) -> list[int]:
    by_day = [0] * problem.days
    for (day, _), people in people_planned(problem).items():
        by_day[day] += people
    return by_day


@_within_teams
def fair_weekends(problem: Problem) -> dict[str, int]:
    """Person -> worked weekends, for those who may work one; a weekend needs as many people as
    its busiest day."""
    by_day = _planned_by_day(problem)
    demand = sum(max((by_day[day] for day in weekend), default=0) for weekend in problem.weekends)
    sizes = {
        person.id: person.full_time_percent
        for person in own_people(problem)
        if _limit(person.maximum_weekends, person.rolling_weekends_maximum) != 0
    }
    return _shares(problem, demand, sizes, lambda tally: tally.weekends)


@_within_teams
def fair_holidays(problem: Problem) -> dict[str, int]:
    """Person -> worked public holidays."""
    by_day = _planned_by_day(problem)
    demand = sum(by_day[day] for day in set(problem.holidays))
    sizes = {person.id: person.full_time_percent for person in own_people(problem)}
    return _shares(problem, demand, sizes, lambda tally: tally.holidays)


@_within_teams
def fair_refusals(problem: Problem) -> dict[str, int]:
    """Person -> wishes that may be refused now, for those who make any.

    Wishes were refused at some rate in the last twelve months; at that rate everybody's wishes of
    the year and of the horizon would be refused so often, less what was refused already. Without a
    wish in those months nothing is known, and there are no shares.
    """
    wishes = sum(person.past.year.wishes for person in own_people(problem))
    refused = sum(person.past.year.refused for person in own_people(problem))
    asked: dict[str, int] = {}
    for wish in problem.requests:
        asked[wish.person] = asked.get(wish.person, 0) + 1
    if not wishes:
        return {}
    years = {person.id: person.past.year for person in own_people(problem) if person.id in asked}
    return {
        person: max(0, _up(refused * (year.wishes + asked[person]), wishes) - year.refused)
        for person, year in years.items()
    }


def beyond(
    shares: Mapping[str, int], had: Iterable[tuple[str, int]], measure: Measure
) -> list[tuple[str, int, int]]:
    """(person, what the person has, what that is counted as beyond the share), the latter above 0.

    had: what the plan gives each person. The worst alone is one person, the first of equals.
    """
    over = [
        (person, number, number - shares[person])
        for person, number in had
        if number > shares.get(person, number)
    ]
    if measure is Measure.RISING:
        return [(person, number, more * (more + 1) // 2) for person, number, more in over]
    if measure is Measure.WORST:
        return sorted(over, key=lambda each: -each[2])[:1]
    return over
