"""A roster's problem as the records stand today: who is ill since, who has come, who has left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hospital.models import Ward
from operations.core.staffing.problem import Problem
from operations.sources.records.staffing_people import people_of, staff_of


def as_of_today(asked: Problem, ward: Ward, start: date) -> Problem:
    """The same problem with absences, contracts and skills as the records give them now.

    What was worked before the plan stays as it was asked; people who have come since join at the
    end. Whoever the ward has no more stays, since lines of the roster name them.
    """
    people, _ = people_of(ward, staff_of(ward), asked.shifts, asked.cover, start, asked.days)
    before = {person.id: person for person in asked.people}
    now = {
        person.id: replace(person, history=before[person.id].history, past=before[person.id].past)
        if person.id in before
        else person
        for person in people
    }
    stayed = tuple(now.pop(person.id, person) for person in asked.people)
    return replace(asked, people=(*stayed, *now.values()))
