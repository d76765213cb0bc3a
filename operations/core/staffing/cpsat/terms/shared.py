"""What several terms read: the literals of a person, by day, by kind, by weekend."""

from __future__ import annotations

from operations.core.staffing.cpsat.variables import Literal, Variables
from operations.core.staffing.people import History, Person


def history_of(person: Person) -> History:
    return person.history or History()


def busy_days(v: Variables, person: Person) -> list[Literal]:
    return [v.busy[person.id, day] for day in range(v.problem.days)]


def works_of(v: Variables, person: Person, shifts: set[str]) -> list[tuple[int, Literal]]:
    return [
        (1, works)
        for day in range(v.problem.days)
        for shift_id, works in v.today[person.id, day].items()
        if shift_id in shifts
    ]


def night_ids(v: Variables) -> set[str]:
    return {shift.id for shift in v.problem.shifts if shift.is_night}


def weekends_worked(v: Variables, person: Person) -> list[tuple[int, Literal]]:
    return [(1, v.weekend[person.id, i]) for i in range(len(v.problem.weekends))]
