"""The plan as the judge reads it: by person and day, in runs, by skill served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from operations.core.errors import BadProblem
from operations.core.staffing.cells import Assignment, Lock
from operations.core.staffing.demand import JUNIOR_LEVEL, CoverLine, ShiftType
from operations.core.staffing.people import Person
from operations.core.staffing.plan import Plan
from operations.core.staffing.problem import Problem

Days = list[list[ShiftType]]


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row. `length` includes days before the horizon, `inside` does not.

    complete: its beginning is known and it ends before the horizon does.
    """

    first_day: int
    length: int
    inside: int
    complete: bool


def by_person(problem: Problem, plan: Plan) -> Iterator[tuple[Person, Days]]:
    """Each person with the shifts of each day (almost always none or one).

    Raises BadProblem for an assignment of a person, day or shift that the problem does not have.
    """
    shifts = {shift.id: shift for shift in problem.shifts}
    days: dict[str, Days] = {p.id: [[] for _ in range(problem.days)] for p in problem.people}
    for each in plan.assignments:
        if each.person not in days or each.shift not in shifts or not 0 <= each.day < problem.days:
            raise BadProblem(
                f"assignment of {each.person} to {each.shift} on day {each.day}",
                "person, shift or day is not part of this problem; remove the assignment",
            )
        days[each.person][each.day].append(shifts[each.shift])
    for person in problem.people:
        yield person, days[person.id]


def runs(flags: Sequence[bool], before: int | None) -> Iterator[Run]:
    """Runs of True; `before` = days of the same kind right before day 0, None if unknown."""
    known, start = before is not None, 0
    carried = before or 0
    for day in range(len(flags) + 1):
        if day < len(flags) and flags[day]:
            continue
        at_start = start == 0
        length = day - start + (carried if at_start else 0)
        if length:
            ends_inside = day < len(flags)
            yield Run(start, length, day - start, ends_inside and (known or not at_start))
        start = day + 1


def days_worked_before(person: Person) -> int | None:
    return person.history.days_worked if person.history else None


def days_off_before(person: Person) -> int | None:
    """Days off right before day 0; None when nobody knows how long it has lasted."""
    history = person.history
    if history is None or not (history.days_worked or history.days_off):
        return None
    return history.days_off


def same_shift_before(person: Person, shift_id: str) -> int | None:
    """Days in a row on the shift right before day 0; None when their number is not known."""
    history = person.history
    if history is None:
        return None
    return (history.same_shift_days or None) if history.last_shift == shift_id else 0


def minutes_before(person: Person) -> dict[int, int]:
    """Day -> minutes that count on it whatever is planned, mostly on days before the horizon."""
    minutes: dict[int, int] = {}
    for past in person.past.shifts:
        minutes[past.day] = minutes.get(past.day, 0) + past.minutes
    return minutes


def nights_before(person: Person) -> frozenset[int]:
    """The days before the horizon (-1 is the last) on which a night is known to have begun."""
    run = person.history.nights if person.history else 0
    past = (each.day for each in person.past.shifts if each.is_night and each.day < 0)
    return frozenset((*range(-run, 0), *past))


def may_work(person: Person, shift: ShiftType) -> bool:
    """Whether contract and skills let the person work the shift."""
    listed = not person.allowed_shifts or shift.id in person.allowed_shifts
    return listed and (shift.skill is None or shift.skill in person.skills)


def is_junior(person: Person, skill: str) -> bool:
    """Whether the person holds the skill, but only under supervision."""
    return 0 <= person.skills.get(skill, -1) <= JUNIOR_LEVEL


def working(problem: Problem, plan: Plan) -> dict[tuple[int, str], list[Person]]:
    """For each day and shift who works it, in the problem's order; whoever is away does not."""
    place = {person.id: i for i, person in enumerate(problem.people)}
    there: dict[tuple[int, str], set[int]] = {}
    for each in those_there(problem, plan).assignments:
        there.setdefault((each.day, each.shift), set()).add(place[each.person])
    return {cell: [problem.people[i] for i in sorted(at)] for cell, at in there.items()}


def skills_asked(problem: Problem) -> dict[tuple[int, str], list[str]]:
    """For each day and shift the skills in which cover is asked, in order."""
    asked: dict[tuple[int, str], list[str]] = {}
    for line in problem.cover:
        skills = asked.setdefault((line.day, line.shift), [])
        if line.skill is not None and line.skill not in skills:
            skills.append(line.skill)
    return asked


def skill_served(person: Person, each: Assignment, asked: Sequence[str]) -> str | None:
    """The skill in which an assignment counts: the stated one, else the first that is held."""
    held = [skill for skill in asked if skill in person.skills]
    if each.skill in held:
        return each.skill
    return held[0] if held else None


def days_away(people: Iterable[Person]) -> dict[str, frozenset[int]]:
    """The days of absence of those who have any."""
    return {person.id: frozenset(person.absences) for person in people if person.absences}


def locks_that_hold(people: Iterable[Person], locks: Iterable[Lock]) -> tuple[Lock, ...]:
    """Without those to a shift on a day that the person is away: what was decided by hand yields to
    an absence entered since, or nobody would be looked for in place of whoever fell ill."""
    away = days_away(people)
    return tuple(e for e in locks if e.shift is None or e.day not in away.get(e.person, ()))


def those_there(problem: Problem, plan: Plan) -> Plan:
    """The plan without the shifts of people who are away on their days: who will come, where
    somebody was planned first and fell ill since."""
    away = days_away(problem.people)
    return Plan(tuple(e for e in plan.assignments if e.day not in away.get(e.person, ())))


def people_on(problem: Problem, plan: Plan) -> Iterator[tuple[CoverLine, int]]:
    """Each cover line with the number of people who count for it; whoever is away does not."""
    people = {person.id: person for person in problem.people}
    asked = skills_asked(problem)
    present: dict[tuple[int, str], list[tuple[Person, str | None]]] = {}
    for each in those_there(problem, plan).assignments:
        cell = (each.day, each.shift)
        person = people[each.person]
        served = skill_served(person, each, asked.get(cell, ()))
        present.setdefault(cell, []).append((person, served))
    for line in problem.cover:
        there = present.get((line.day, line.shift), [])
        if line.skill is None:
            yield line, len(there)
        else:
            yield line, sum(s == line.skill and p.skills[s] >= line.level for p, s in there)
