"""The staffing problem: one ward (or pool), one horizon; checks itself on construction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from operations.core.clock import Dated
from operations.core.errors import BadProblem
from operations.core.rule import Policy
from operations.core.staffing.cells import Assignment, Lock, Previous, Request
from operations.core.staffing.demand import MINUTES_PER_DAY, CoverLine, ShiftType
from operations.core.staffing.people import Person

CLOCKS_CHANGE_BEFORE_MINUTE = 180
"""Clocks change in the night; a wall time from 03:00 on is counted from the next midnight."""


@dataclass(frozen=True, slots=True)
class Problem(Dated):
    """Everything a roster is made from. Days are indices 0 .. days-1, ids are strings.

    day_starts: real minutes since the horizon's start of each local midnight, so that a day on
    which the clock changes has 23 or 25 hours; empty means days of 24 hours.
    weekends: the days of each weekend, one tuple per weekend. holidays: public holidays.
    start_date: ISO date of day 0, for sentences only. policies: what the hospital decided about
    rules, by rule code.
    Raises BadProblem when records contradict each other or name what does not exist.
    """

    days: int
    shifts: tuple[ShiftType, ...]
    people: tuple[Person, ...]
    cover: tuple[CoverLine, ...] = ()
    requests: tuple[Request, ...] = ()
    locks: tuple[Lock, ...] = ()
    previous: Previous | None = None
    weekends: tuple[tuple[int, ...], ...] = ()
    holidays: tuple[int, ...] = ()
    day_starts: tuple[int, ...] = ()
    start_date: str = ""
    name: str = ""
    policies: dict[str, Policy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.days <= 0:
            raise BadProblem("horizon", f"has {self.days} days; give one or more")
        if self.day_starts and len(self.day_starts) < self.days:
            raise BadProblem("horizon", "day_starts has fewer entries than days; give one per day")
        if any(b <= a for a, b in zip(self.day_starts, self.day_starts[1:], strict=False)):
            raise BadProblem("horizon", "day_starts does not rise; list the midnights in order")
        _check_unique("shift", [shift.id for shift in self.shifts])
        _check_unique("person", [person.id for person in self.people])
        for shift in self.shifts:
            self._check_shifts(f"shift {shift.id}", shift.forbidden_next)
        for person in self.people:
            self._check_person(person)
        self._check_cells()
        _check_unique("", [f"{line.where}, level {line.level}" for line in self.cover])

    def _check_person(self, person: Person) -> None:
        where = f"person {person.id}"
        self._check_shifts(where, (*person.allowed_shifts, *person.maximum_per_shift))
        if person.history and person.history.last_shift:
            self._check_shifts(f"{where}, history", (person.history.last_shift,))
        self._check_shifts(where, [fixed.shift for fixed in person.fixed_shifts])
        for day in (*person.absences, *person.days_off, *(f.day for f in person.fixed_shifts)):
            self._check_day(where, day)

    def _check_cells(self) -> None:
        known = {person.id for person in self.people}
        previous = self.previous.assignments if self.previous else ()
        cells: tuple[Request | Lock | Assignment, ...] = (*self.requests, *self.locks, *previous)
        for cell in cells:
            where = f"{type(cell).__name__.lower()} of {cell.person} on day {cell.day}"
            if cell.person not in known:
                raise BadProblem(where, f"there is no person {cell.person}; add or remove it")
            self._check_day(where, cell.day)
            self._check_shifts(where, (cell.shift,) if cell.shift is not None else ())
        for line in self.cover:
            self._check_day(line.where, line.day)
            self._check_shifts(line.where, (line.shift,))
        for day in (*self.holidays, *(day for weekend in self.weekends for day in weekend)):
            self._check_day("calendar", day)

    def _check_day(self, where: str, day: int) -> None:
        if not 0 <= day < self.days:
            raise BadProblem(where, f"day {day} is outside 0 to {self.days - 1}; remove it")

    def _check_shifts(self, where: str, ids: Iterable[str]) -> None:
        known = {shift.id for shift in self.shifts}
        for shift_id in ids:
            if shift_id not in known:
                raise BadProblem(where, f"there is no shift {shift_id!r}; add it or correct the id")

    def moment(self, day: int, wall_minute: int) -> int:
        """Real minutes since the horizon's start of a wall-clock minute counted from `day`.

        `wall_minute` may exceed a day: a night from 20:00 for 11 hours ends at wall minute 1860.
        """
        day, minute = day + wall_minute // MINUTES_PER_DAY, wall_minute % MINUTES_PER_DAY
        if minute < CLOCKS_CHANGE_BEFORE_MINUTE:
            return self._midnight(day) + minute
        return self._midnight(day + 1) - (MINUTES_PER_DAY - minute)

    def _midnight(self, day: int) -> int:
        if not self.day_starts:
            return day * MINUTES_PER_DAY
        last = len(self.day_starts) - 1
        return self.day_starts[min(day, last)] + max(0, day - last) * MINUTES_PER_DAY

    def span(self, day: int, shift: ShiftType) -> tuple[int, int]:
        """[start, end) of the shift begun on `day`, in real minutes since the horizon's start."""
        return (
            self.moment(day, shift.start_minute),
            self.moment(day, shift.start_minute + shift.minutes),
        )


def _check_unique(what: str, ids: list[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise BadProblem(f"{what} {each}".strip(), "is there twice; keep one")
        seen.add(each)
