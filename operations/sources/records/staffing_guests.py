"""People who work on more than one ward: guests here, own people who are guests elsewhere.

A guest helps out on a day that the published roster of the home ward leaves free, with the next
day free as well and, since the day before, a rest that any of the ward's shifts keeps; never two
days in a row. The home ward, planned again, leaves such a day and what it planned beside it as
they are, so that the rosters of two wards, made at different times, fit together. Where both
are made at once, the later one is made again around the earlier; where that does not help, it waits
for a person (operations.keeping.staffing.clashes).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from hospital.models import StaffMember, Ward
from operations.core.staffing.demand import MINUTES_PER_DAY, CoverLine, ShiftType
from operations.core.staffing.past import PastShift
from operations.core.staffing.people import FixedShift, Person
from operations.in_force import in_force
from operations.models import Family, Plan, PlanState, ShiftAssignment
from operations.sources.records.staffing_people import Horizon, is_needed, person_of, staff_read


@dataclass(frozen=True, slots=True)
class Line:
    """A shift that a roster in force gives a person, on a day counted from the horizon's start."""

    scope: str
    day: int
    shift: str
    start_minute: int
    minutes: int
    is_night: bool

    @property
    def past(self) -> PastShift:
        return PastShift(self.day, self.minutes, self.is_night)


def lines_of(numbers: Iterable[str], horizon: Horizon) -> dict[str, list[Line]]:
    """By person, from a week before the horizon to the day after it, in order of days."""
    numbers = list(numbers)
    rows = ShiftAssignment.objects.filter(
        staff__number__in=numbers,
        plan__family=Family.STAFFING,
        shift__isnull=False,
        date__gte=horizon.start - timedelta(days=7),
        date__lte=horizon.last + timedelta(days=1),
    )
    rows = in_force(rows, "date").select_related("plan", "staff", "shift").order_by("date", "pk")
    found: dict[str, list[Line]] = {number: [] for number in numbers}
    for row in rows:
        starts = row.shift.starts.hour * 60 + row.shift.starts.minute
        day = (row.date - horizon.start).days
        line = Line(
            row.plan.scope, day, row.shift.code, starts, row.shift.minutes, row.shift.is_night
        )
        found[row.staff.number].append(line)
    return found


def guests_of(
    ward: Ward, shifts: tuple[ShiftType, ...], cover: tuple[CoverLine, ...], horizon: Horizon
) -> list[tuple[Person, tuple[PastShift, ...]]]:
    """Who may help out here, with the hours that other wards give them in the horizon."""
    away = StaffMember.objects.filter(floats_to=ward, home_ward__isnull=False)
    rows = staff_read(away.exclude(home_ward=ward).select_related("home_ward__facility"))
    rows = [row for row in rows if horizon.within(row.started, row.ended)]
    lines = lines_of([row.number for row in rows], horizon)
    planned = _planned_days({row.home_ward.scope for row in rows}, horizon)
    found = []
    for row in rows:
        person, _ = person_of(row, shifts, horizon)
        out = [line for line in lines[row.number] if line.scope != ward.scope]
        free = _free_days(row, out, shifts, horizon.days) & planned[row.home_ward.scope]
        free -= _declined(row, horizon)
        guest = _guest(person, out, free, horizon)
        shortest = min((shift.minutes for shift in shifts), default=0)
        can = len(guest.absences) < horizon.days and (guest.maximum_minutes or 0) >= shortest
        if can and is_needed(guest, shifts, cover):
            found.append((guest, tuple(line.past for line in out if 0 <= line.day < horizon.days)))
    return found


def _planned_days(scopes: set[str], horizon: Horizon) -> dict[str, set[int]]:
    """The days of the horizon on which a roster of the home ward is in force, and the day after."""
    found: dict[str, set[int]] = {scope: set() for scope in scopes}
    plans = Plan.objects.filter(family=Family.STAFFING, scope__in=scopes, state=PlanState.PUBLISHED)
    for scope, start, days in plans.values_list("scope", "start", "days"):
        first = (start - horizon.start).days
        found[scope].update(range(first, first + days - 1))
    return found


def _free_days(
    row: StaffMember, away: list[Line], shifts: tuple[ShiftType, ...], days: int
) -> set[int]:
    """Days on which no line and no rest stands in the way of any of the shifts."""
    taken = {line.day: line for line in away}
    earliest = min((shift.start_minute for shift in shifts), default=0)
    most = row.contract.max_consecutive_days
    free = set()
    for day in range(days):
        before = taken.get(day - 1)
        ends = before.start_minute + before.minutes if before else 0
        rested = earliest + MINUTES_PER_DAY - ends >= row.contract.rest_minutes
        run = next(n for n in range(most + 1) if n == most or day - 1 - n not in taken)
        if day not in taken and day + 1 not in taken and rested and run < most:
            free.add(day)
    return free


def _declined(row: StaffMember, horizon: Horizon) -> set[int]:
    """Days on which the person asked not to work."""
    wishes = row.requests.all()
    return {(w.date - horizon.start).days for w in wishes if w.shift_id is None and not w.wanted}


def _guest(person: Person, away: list[Line], free: set[int], horizon: Horizon) -> Person:
    given = sum(line.minutes for line in away if 0 <= line.day < horizon.days)
    most, agreed = person.maximum_minutes or 0, person.contract_minutes or 0
    absent = set(range(horizon.days)) - (free - {*person.absences, *person.days_off})
    return Person(
        id=person.id,
        skills=person.skills,
        maximum_minutes=max(0, most - given),
        contract_minutes=max(0, agreed - given),
        maximum_consecutive_days=1,
        rolling_nights_maximum=person.rolling_nights_maximum,
        rolling_weekends_maximum=person.rolling_weekends_maximum,
        rolling_minutes_maximum=person.rolling_minutes_maximum,
        week_minutes_maximum=person.week_minutes_maximum,
        rest_minutes=person.rest_minutes,
        absences=tuple(sorted(absent)),
        is_guest=True,
    )


def lent(
    people: Iterable[Person], scope: str, shifts: tuple[ShiftType, ...], horizon: Horizon
) -> tuple[list[Person], dict[str, tuple[PastShift, ...]]]:
    """Own people as other wards leave them: away on days that they help out there, with the days
    beside as this ward's roster in force has them; and the hours given there."""
    people, run = list(people), {shift.id for shift in shifts}
    lines = lines_of([person.id for person in people], horizon)
    found, hours = [], {}
    for person in people:
        out = [line for line in lines[person.id] if line.scope != scope]
        hours[person.id] = tuple(line.past for line in out if 0 <= line.day < horizon.days)
        if not hours[person.id]:
            found.append(person)
            continue
        mine = (line for line in lines[person.id] if line.scope == scope and line.shift in run)
        at_home = {line.day: line.shift for line in mine}
        found.append(_lent(person, {line.day for line in out}, at_home, hours[person.id], horizon))
    return found, hours


def _lent(
    person: Person,
    out: set[int],
    at_home: dict[int, str],
    hours: tuple[PastShift, ...],
    horizon: Horizon,
) -> Person:
    given = sum(each.minutes for each in hours)
    beside = {day + 1 for day in out}
    for day in out:  # the run before, with the free day that it began after
        while day - 1 in at_home:
            day -= 1
            beside.add(day)
        beside.add(day - 1)
    beside -= out
    beside &= set(range(horizon.days)) - set(person.absences)
    fixed = {each.day: each.shift for each in person.fixed_shifts if each.day not in out | beside}
    fixed |= {day: at_home[day] for day in beside if day in at_home}
    away = {*person.absences, *(day for day in out if 0 <= day < horizon.days)}
    off = {*person.days_off, *(day for day in beside if day not in at_home)} - away - set(fixed)
    return replace(
        person,
        minimum_minutes=max(0, (person.minimum_minutes or 0) - given),
        maximum_minutes=max(0, (person.maximum_minutes or 0) - given),
        contract_minutes=max(0, (person.contract_minutes or 0) - given),
        absences=tuple(sorted(away)),
        days_off=tuple(sorted(off)),
        fixed_shifts=tuple(FixedShift(day, shift) for day, shift in sorted(fixed.items())),
    )
