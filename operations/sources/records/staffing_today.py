"""A roster's problem as the records stand today: who is ill since, who has come, who has left."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date

from hospital.models import StaffMember, Ward
from operations.core.staffing.people import Person
from operations.core.staffing.problem import Problem
from operations.sources.records.staffing_people import (
    Horizon,
    people_of,
    person_of,
    staff_of,
    staff_read,
)


def as_of_today(asked: Problem, ward: Ward, start: date) -> Problem:
    """The same problem with absences, contracts and skills as the records give them now.

    What was worked before the plan stays as it was asked; people who have come since join at the
    end. Whoever the ward has no more stays, since lines of the roster name them; they and guests
    are away as they were, and where they are since.
    """
    people, _ = people_of(ward, staff_of(ward), asked.shifts, asked.cover, start, asked.days)
    before = {person.id: person for person in asked.people}
    now = {
        person.id: replace(person, history=before[person.id].history, past=before[person.id].past)
        if person.id in before
        else person
        for person in people
    }
    since = _away_since(before.keys() - now.keys(), asked, start)
    stayed = tuple(
        now.pop(person.id, None) or _away_too(person, since.get(person.id, ()))
        for person in asked.people
    )
    return replace(asked, people=(*stayed, *now.values()))


def _away_since(numbers: Set[str], asked: Problem, start: date) -> dict[str, tuple[int, ...]]:
    """The days away by the records of people whose home is another ward."""
    if not numbers:
        return {}
    horizon = Horizon(start, asked.days)
    rows = staff_read(StaffMember.objects.filter(number__in=numbers))
    return {row.number: person_of(row, asked.shifts, horizon)[0].absences for row in rows}


def _away_too(person: Person, days: tuple[int, ...]) -> Person:
    """A guest's other days away are those on which the home ward needs them."""
    return replace(
        person,
        absences=tuple(sorted({*person.absences, *days})),
        days_off=tuple(day for day in person.days_off if day not in days),
        fixed_shifts=tuple(each for each in person.fixed_shifts if each.day not in days),
    )
