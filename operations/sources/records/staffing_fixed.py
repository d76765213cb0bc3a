"""What was agreed with single persons for weekdays: fixed shifts, and days that are always off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hospital.models import FixedShift as FixedRow
from hospital.models import StaffMember, Ward
from operations.core.staffing.cells import Lock
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import FixedShift, Person
from operations.core.staffing.roster import locks_that_hold, may_work
from operations.families import Note
from operations.sources.records.staffing_people import Horizon


def all_with_fixed(
    people: Iterable[Person],
    rows: Iterable[StaffMember],
    ward: Ward,
    shifts: tuple[ShiftType, ...],
    horizon: Horizon,
) -> tuple[list[Person], list[Note]]:
    """`with_fixed` for each of the people."""
    row_of = {row.number: row for row in rows}
    found = [with_fixed(each, row_of[each.id], ward, shifts, horizon) for each in people]
    return [person for person, _ in found], [note for _, notes in found for note in notes]


def holding(
    people: Iterable[Person], locks: tuple[Lock, ...], start: date
) -> tuple[tuple[Lock, ...], list[Note]]:
    """`locks_that_hold`, and each that does not."""
    held = locks_that_hold(people, locks)
    notes = [
        Note(
            "lock_yields",
            f"staff {lock.person}",
            {
                "staff": lock.person,
                "shift": lock.shift,
                "lock_date": start + timedelta(days=lock.day),
            },
        )
        for lock in locks
        if lock not in held
    ]
    return held, notes


def unlocked(person: Person, locks: Iterable[Lock]) -> tuple[FixedShift, ...]:
    """The person's fixed shifts on days on which nobody decided otherwise."""
    locked = {lock.day for lock in locks if lock.person == person.id}
    return tuple(fixed for fixed in person.fixed_shifts if fixed.day not in locked)


def with_fixed(
    person: Person,
    row: StaffMember,
    ward: Ward,
    shifts: tuple[ShiftType, ...],
    horizon: Horizon,
) -> tuple[Person, list[Note]]:
    """The person with fixed shifts and days off; absence goes before both, and a fixed shift before
    the contract's week. One that cannot be worked is named and left out."""
    agreed = {fixed.weekday: fixed for fixed in row.fixed_shifts.all()}
    bad = [fixed for fixed in agreed.values() if not _possible(person, fixed, ward, shifts)]
    notes = [
        Note(
            "fixed_shift_not_possible",
            f"staff {row.number}",
            {"staff": row.number, "shift": fixed.shift.code, "ward": ward.scope},
        )
        for fixed in bad
    ]
    off, on = set(person.days_off), []
    for day in range(horizon.days):
        fixed = agreed.get((horizon.start + timedelta(days=day)).weekday())
        if fixed is None or fixed in bad or day in person.absences:
            continue
        if fixed.shift is None:
            off.add(day)
        else:
            off.discard(day)
            on.append(FixedShift(day, fixed.shift.code))
    return replace(person, days_off=tuple(sorted(off)), fixed_shifts=tuple(on)), notes


def _possible(person: Person, fixed: FixedRow, ward: Ward, shifts: tuple[ShiftType, ...]) -> bool:
    if fixed.shift is None:
        return True
    known = {shift.id: shift for shift in shifts}
    here = fixed.shift.facility_id == ward.facility_id and fixed.shift.code in known
    return here and may_work(person, known[fixed.shift.code])
