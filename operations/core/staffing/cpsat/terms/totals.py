"""Terms about what adds up over the horizon."""

from __future__ import annotations

from operations.core.staffing.cpsat.ledger import Page
from operations.core.staffing.cpsat.terms.shared import (
    busy_days,
    history_of,
    night_ids,
    weekends_worked,
    works_of,
)
from operations.core.staffing.cpsat.variables import Literal, Variables
from operations.core.staffing.people import Person


def _minutes(v: Variables, person: Person, sign: int) -> list[tuple[int, Literal]]:
    return [
        (sign * shift.minutes, v.works[person.id, day, shift.id])
        for day in range(v.problem.days)
        for shift in v.problem.shifts
        if (person.id, day, shift.id) in v.works
    ]


def maximum_minutes(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_minutes is not None:
            page.at_most(_minutes(v, person, 1), person.maximum_minutes)


def minimum_minutes(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.minimum_minutes is not None:
            page.at_most(_minutes(v, person, -1), -person.minimum_minutes)


def overtime_minutes(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.contract_minutes is not None:
            page.at_most(_minutes(v, person, 1), person.contract_minutes, per=60)


def own_people_first(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.is_guest:
            for day in range(v.problem.days):
                for works in v.today[person.id, day].values():
                    page.not_all([works])


def nights_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_nights is not None:
            page.at_most(works_of(v, person, night_ids(v)), person.maximum_nights)


def weekends_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_weekends is not None:
            left = person.maximum_weekends - history_of(person).weekends
            page.at_most(weekends_worked(v, person), max(0, left))


def assignments_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.maximum_assignments is not None:
            left = person.maximum_assignments - history_of(person).assignments
            page.at_most(_assignments(v, person, 1), max(0, left))


def assignments_minimum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        if person.minimum_assignments is not None:
            due = person.minimum_assignments - history_of(person).assignments
            page.at_most(_assignments(v, person, -1), -max(0, due))


def _assignments(v: Variables, person: Person, sign: int) -> list[tuple[int, Literal]]:
    if v.single:
        return [(sign, busy) for busy in busy_days(v, person)]
    return [(sign, w) for d in range(v.problem.days) for w in v.today[person.id, d].values()]


def shift_type_maximum(v: Variables, page: Page) -> None:
    for person in v.problem.people:
        for shift_id, limit in person.maximum_per_shift.items():
            page.at_most(works_of(v, person, {shift_id}), limit)
