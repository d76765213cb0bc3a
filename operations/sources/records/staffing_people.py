"""The people of a ward as planning sees them: contract, skills, days away, wishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil, floor

from django.db.models import QuerySet

from hospital.models import AbsenceKind, Contract, ShiftRequest, StaffMember, Ward
from operations.core.staffing.cells import Request
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.past import ROLLING_DAYS, PastShift
from operations.core.staffing.people import Person
from operations.families import Note
from operations.sources.records.staffing_contracts import contract_notes

DAYS_PER_WEEK = 7
SATURDAY = 5
CONTRACT_WEEKS = 4
"""The period over which contracts count shifts."""
TRAINING_DAY_MINUTES = 480
"""A day of training counts like a full day's work; at weekends none is held."""
FULL_TIME_MINUTES = 2_400
"""A full week of work, against which a contract's part is measured (40 h)."""


def role_skill(role: str) -> str:
    """How a role that a shift asks for is written among skills."""
    return f"role:{role}"


@dataclass(frozen=True, slots=True)
class Horizon:
    """[start, start + days) in local days."""

    start: date
    days: int

    @property
    def last(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    def within(self, first: date | None, last: date | None) -> range:
        """The days of a period, bounds included, that lie in the horizon; None is open."""
        begin = 0 if first is None else max(0, (first - self.start).days)
        end = self.days if last is None else min(self.days, (last - self.start).days + 1)
        return range(begin, max(begin, end))


def staff_of(ward: Ward) -> list[StaffMember]:
    """Who has the ward as home, by number, with all that planning reads of them."""
    return staff_read(StaffMember.objects.filter(home_ward=ward))


def staff_read(rows: QuerySet[StaffMember]) -> list[StaffMember]:
    """The rows by number, with all that planning reads of them."""
    read = ("staffskill_set__skill", "absences", "fixed_shifts__shift", "requests")
    return list(rows.select_related("contract").prefetch_related(*read).order_by("number"))


def people_of(
    ward: Ward,
    rows: Iterable[StaffMember],
    shifts: tuple[ShiftType, ...],
    cover: tuple[CoverLine, ...],
    start: date,
    days: int,
) -> tuple[list[Person], list[Note]]:
    """Those of `rows` who are employed on a day of the horizon, in their order."""
    horizon = Horizon(start, days)
    people, notes, contracts = [], [], []
    for row in rows:
        if not horizon.within(row.started, row.ended):
            continue
        person, about = person_of(row, shifts, horizon)
        notes += about
        if is_needed(person, shifts, cover):
            people.append(person)
            contracts.append(row.contract)
        else:
            notes.append(_not_needed(ward, row))
    notes += contract_notes(contracts, shifts)
    if not people:
        notes.append(Note("ward_without_staff", f"ward {ward.scope}", {"ward": ward.scope}))
    return people, notes


def person_of(
    row: StaffMember, shifts: tuple[ShiftType, ...], horizon: Horizon
) -> tuple[Person, list[Note]]:
    """One person by contract, skills and absences."""
    absences, about_absences = _absences(row, horizon)
    employed = set(horizon.within(row.started, row.ended))
    away = absences | (set(range(horizon.days)) - employed)
    off, about_week = _pattern_off(row, horizon)
    return _person(row, shifts, horizon, away, off), [*about_absences, *about_week]


def _absences(row: StaffMember, horizon: Horizon) -> tuple[set[int], list[Note]]:
    spans = sorted(row.absences.all(), key=lambda span: (span.first_day, span.last_day))
    spans = [span for span in spans if horizon.within(span.first_day, span.last_day)]
    away = {day for s in spans for day in horizon.within(s.first_day, s.last_day)}
    return away, [
        Note(
            "absences_overlap",
            f"staff {row.number}",
            {
                "staff": row.number,
                "first_date": a.first_day,
                "last_date": a.last_day,
                "second_first_date": b.first_day,
                "second_last_date": b.last_day,
            },
        )
        for a, b in pairwise(spans)
        if b.first_day <= a.last_day
    ]


def training_days(row: StaffMember, horizon: Horizon) -> set[int]:
    """Weekdays of the horizon on which the person is trained, and away for nothing else."""
    days: dict[bool, set[int]] = {True: set(), False: set()}
    for span in row.absences.all():
        within = horizon.within(span.first_day, span.last_day)
        days[span.kind == AbsenceKind.TRAINING].update(within)
    weekdays = {d for d in days[True] if (horizon.start + timedelta(days=d)).weekday() < SATURDAY}
    return weekdays - days[False]


def training_given(row: StaffMember, start: date, days: int) -> tuple[PastShift, ...]:
    """Training in the horizon and in the days before it that limits over weeks still see."""
    before = Horizon(start - timedelta(days=ROLLING_DAYS), ROLLING_DAYS + days)
    found = sorted(training_days(row, before))
    return tuple(PastShift(day - ROLLING_DAYS, TRAINING_DAY_MINUTES) for day in found)


def _pattern_off(row: StaffMember, horizon: Horizon) -> tuple[set[int], list[Note]]:
    """Days that the contract's week leaves free."""
    week = row.contract.weekdays
    if len(week) != DAYS_PER_WEEK or set(week) - {"0", "1"}:
        facts = {"contract": row.contract.code, "week": week}
        return set(), [Note("contract_week_unknown", f"contract {row.contract.code}", facts)]
    weekdays = [(horizon.start + timedelta(days=day)).weekday() for day in range(horizon.days)]
    return {day for day, weekday in enumerate(weekdays) if week[weekday] == "0"}, []


def _person(
    row: StaffMember, shifts: tuple[ShiftType, ...], horizon: Horizon, away: set[int], off: set[int]
) -> Person:
    contract = row.contract
    trained = training_days(row, horizon)
    weeks = _weeks(horizon, away - trained, off)
    given = TRAINING_DAY_MINUTES * len(trained)
    due = max(0, contract.minutes_per_week * weeks - given)
    most = due + contract.overtime_minutes_per_week * weeks
    # Whole shifts seldom add up to the hours exactly: half a shift either way is no breach.
    leeway = min((shift.minutes for shift in shifts), default=0) // 2
    skills = {held.skill.code: held.level for held in row.staffskill_set.all()}
    run = contract.max_consecutive_days
    few, many = contract.min_shifts_per_4_weeks, contract.max_shifts_per_4_weeks
    return Person(
        id=row.number,
        skills={**skills, role_skill(row.role): 1},
        minimum_minutes=max(0, int(due) - leeway),
        maximum_minutes=ceil(most) + leeway,
        contract_minutes=ceil(due) + leeway,
        maximum_consecutive_days=run,
        minimum_consecutive_days=min(run, contract.min_consecutive_days),
        minimum_consecutive_days_off=contract.min_consecutive_days_off,
        maximum_consecutive_days_off=contract.max_consecutive_days_off,
        maximum_consecutive_nights=contract.max_consecutive_nights,
        rolling_weekends_maximum=contract.max_weekends_per_4_weeks,
        rolling_nights_maximum=contract.max_nights_per_4_weeks,
        rolling_minutes_maximum=contract.max_minutes_per_4_weeks,
        week_minutes_maximum=contract.max_minutes_per_week,
        days_off_after_nights=contract.days_off_after_nights,
        nights_before_days_off=max(1, contract.nights_before_days_off),
        minimum_assignments=None if few is None else floor(few * weeks / CONTRACT_WEEKS),
        maximum_assignments=None if many is None else ceil(many * weeks / CONTRACT_WEEKS),
        complete_weekends=contract.complete_weekends,
        rest_minutes=contract.rest_minutes,
        absences=tuple(sorted(away)),
        days_off=tuple(sorted(off - away)),
        full_time_percent=_percent(contract),
    )


def _weeks(horizon: Horizon, away: set[int], off: set[int]) -> float:
    """How many weeks' hours are owed. Leave takes what the contract's week works on its days,
    and nothing for a day that is free anyhow."""
    worked = set(range(horizon.days)) - off
    present = len(worked - away) / len(worked) if worked else 0.0
    return horizon.days / DAYS_PER_WEEK * present


def _percent(contract: Contract) -> int:
    return max(1, round(100 * contract.minutes_per_week / FULL_TIME_MINUTES))


def is_needed(person: Person, shifts: tuple[ShiftType, ...], cover: tuple[CoverLine, ...]) -> bool:
    """Whether the person counts for any line of cover."""
    open_to = {shift.id for shift in shifts if shift.skill is None or shift.skill in person.skills}
    return any(
        line.shift in open_to and (line.skill is None or line.skill in person.skills)
        for line in cover
    )


def _not_needed(ward: Ward, row: StaffMember) -> Note:
    return Note(
        "no_skill_needed",
        f"staff {row.number}",
        {"staff": row.number, "role": row.role, "ward": ward.scope},
    )


def requests_of(
    numbers: Iterable[str], shifts: tuple[ShiftType, ...], start: date, days: int
) -> tuple[tuple[Request, ...], list[Note]]:
    """The wishes of these people for days of the horizon."""
    horizon = Horizon(start, days)
    codes = {shift.id for shift in shifts}
    rows = ShiftRequest.objects.filter(
        staff__number__in=list(numbers), date__gte=start, date__lte=horizon.last
    )
    rows = rows.select_related("staff", "shift").order_by("staff__number", "date", "pk")
    requests, notes = [], []
    for row in rows:
        if row.shift is None or row.shift.code in codes:
            shift = row.shift.code if row.shift else None
            day = (row.date - start).days
            requests.append(Request(row.staff.number, day, shift, row.wanted, row.weight))
        elif row.wanted:
            facts = {"staff": row.staff.number, "shift": row.shift.code, "wish_date": row.date}
            notes.append(Note("wish_for_unknown_shift", f"staff {row.staff.number}", facts))
    return tuple(requests), notes
