"""A ward's records as a staffing problem: who may work, what the ward needs, what is known already.

Day 0 is the plan's first day in the network's local time; a night belongs to the day on which it
begins. People are planned by their home ward.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from forecasting.core.calendar import holiday_dates
from forecasting.history import read_calendar
from hospital.models import Network, Ward
from hospital.models import ShiftType as ShiftRow
from operations.core.rule import Kind, Measure, Policy
from operations.core.staffing.demand import LONGEST_SHIFT_MINUTES, ShiftType
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES
from operations.families import Asked, Note
from operations.models import Family, Plan, RulePolicy
from operations.sources.policies import HOSPITAL as POLICIES
from operations.sources.records.staffing_before import pasts
from operations.sources.records.staffing_cover import cover_lines
from operations.sources.records.staffing_doubts import doubts
from operations.sources.records.staffing_fixed import all_with_fixed, holding, unlocked
from operations.sources.records.staffing_guests import guests_of, lent
from operations.sources.records.staffing_lawful import without_unlawful_fixed
from operations.sources.records.staffing_past import histories, plan_in_force
from operations.sources.records.staffing_people import (
    Horizon,
    people_of,
    requests_of,
    role_skill,
    staff_of,
    training_given,
)
from operations.sources.records.staffing_year import given, years

__all__ = ["POLICIES", "given", "problem", "scopes", "staff_of", "years"]


def scopes(network: Network) -> list[str]:
    """FACILITY/WARD of each active ward that has cover rules. One with nobody to work in it is
    planned too: a night that left it out would say nothing of it."""
    wards = Ward.objects.filter(
        facility__network=network,
        facility__active=True,
        active=True,
        cover_rules__isnull=False,
    )
    rows = wards.order_by("facility__code", "code").values_list("facility__code", "code")
    return [f"{facility}/{ward}" for facility, ward in rows.distinct()]


def problem(
    network: Network, scope: str, start: date, days: int, around: Plan | None = None
) -> Asked:
    """The roster problem of the ward `scope` on [start, start + days), with what is wrong in its
    records. `around`: the roster whose locks hold and whose cells are known, in place of those in
    force. Raises Ward.DoesNotExist for a scope that is no ward of the network."""
    facility_code, _, ward_code = scope.partition("/")
    wards = Ward.objects.select_related("facility__network")
    ward = wards.get(facility__network=network, facility__code=facility_code, code=ward_code)
    zone = ZoneInfo(network.time_zone)
    shifts, about_shifts = _shifts(ward)
    cover, about_cover = cover_lines(ward, {shift.id for shift in shifts}, start, days)
    staff = staff_of(ward)
    people, about_people = people_of(ward, staff, shifts, cover, start, days)
    closed = {person.id: person.days_off for person in people}
    people, about_fixed = all_with_fixed(people, staff, ward, shifts, Horizon(start, days))
    people, hours = lent(people, scope, shifts, Horizon(start, days))
    own = [person.id for person in people]
    for guest, there in guests_of(ward, shifts, cover, Horizon(start, days)):
        people.append(guest)
        hours[guest.id] = there
    weekends = _weekends(start, days)
    known = [person.id for person in people]
    requests, about_requests = requests_of(own, shifts, start, days)
    locks, previous, about_locks = plan_in_force(scope, known, shifts, start, days, around)
    locks, yielding = holding(people, locks, start)
    runs = histories(scope, own, shifts, start, zone)
    tallies = {number: year.tally() for number, year in years(ward, staff, start).items()}
    for row in staff:
        hours[row.number] = (*hours.get(row.number, ()), *training_given(row, start, days))
    past = pasts(known, start, tallies, hours)
    policies, about_rules = _policies(ward)
    asked = Problem(
        days=days,
        shifts=shifts,
        people=tuple(
            replace(
                person,
                history=runs.get(person.id),
                past=past[person.id],
                fixed_shifts=unlocked(person, locks),
            )
            for person in people
        ),
        cover=cover,
        requests=requests,
        locks=locks,
        previous=previous,
        weekends=weekends,
        holidays=_holidays(network, start, days),
        day_starts=_day_starts(start, days, zone),
        start_date=start.isoformat(),
        name=scope,
        policies=policies,
    )
    asked, unlawful = without_unlawful_fixed(asked, closed)
    asked, doubted = doubts(asked)
    notes = (*about_shifts, *about_cover, *about_people, *about_fixed, *about_requests)
    return Asked(asked, (*notes, *about_locks, *yielding, *unlawful, *doubted, *about_rules))


def _shifts(ward: Ward) -> tuple[tuple[ShiftType, ...], list[Note]]:
    """The shifts for which the ward has cover rules; one without minutes, or with more than two
    days of them, is left out."""
    rows = ShiftRow.objects.filter(facility=ward.facility, cover_rules__ward=ward).distinct()
    rows = list(rows.prefetch_related("not_followed_by").order_by("starts", "code"))
    notes = [
        Note(
            "shift_without_minutes",
            f"shift {row.code}",
            {"shift": row.code},
        )
        for row in rows
        if not row.minutes
    ]
    notes += [
        Note(
            "shift_too_long", f"shift {row.code}", {"shift": row.code, "paid_minutes": row.minutes}
        )
        for row in rows
        if row.minutes > LONGEST_SHIFT_MINUTES
    ]
    rows = [row for row in rows if 0 < row.minutes <= LONGEST_SHIFT_MINUTES]
    codes = {row.code for row in rows}
    return tuple(_shift(row, codes) for row in rows), notes


def _shift(row: ShiftRow, codes: set[str]) -> ShiftType:
    return ShiftType(
        row.code,
        row.starts.hour * 60 + row.starts.minute,
        row.minutes,
        tuple(sorted({after.code for after in row.not_followed_by.all()} & codes)),
        row.is_night,
        role_skill(row.role) if row.role else None,
        row.min_consecutive_days,
        row.max_consecutive_days,
    )


def _weekends(start: date, days: int) -> tuple[tuple[int, ...], ...]:
    """Saturday and Sunday together; one that the horizon cuts keeps the day that is in it."""
    weekends: dict[date, list[int]] = {}
    for day in range(days):
        on = start + timedelta(days=day)
        if on.weekday() >= 5:
            saturday = on - timedelta(days=on.weekday() - 5)
            weekends.setdefault(saturday, []).append(day)
    return tuple(tuple(each) for each in weekends.values())


def _holidays(network: Network, start: date, days: int) -> tuple[int, ...]:
    last = start + timedelta(days=days - 1)
    return tuple((on - start).days for on in holiday_dates(read_calendar(network), start, last))


def _day_starts(start: date, days: int, zone: ZoneInfo) -> tuple[int, ...]:
    """Real minutes from the first midnight to each one up to two days after the horizon, so that
    a night that runs out of it is as long as it will be."""
    midnights = [
        datetime.combine(start + timedelta(days=day), time(), zone).astimezone(UTC)
        for day in range(days + 2)
    ]
    return tuple(int((each - midnights[0]).total_seconds() // 60) for each in midnights)


def _policies(ward: Ward) -> tuple[dict[str, Policy], list[Note]]:
    """Our defaults for hospitals, over them the network's decisions, over those the facility's."""
    known = {rule.code for rule in RULES}
    rows = RulePolicy.objects.filter(network=ward.facility.network, family=Family.STAFFING)
    policies, notes = dict(POLICIES), []
    network, own = rows.filter(facility=None), rows.filter(facility=ward.facility)
    for row in (*network.order_by("rule"), *own.order_by("rule")):
        if row.rule in known:
            measure = Measure(row.measure)
            policies[row.rule] = Policy(Kind(row.kind), row.weight, row.active, measure)
        else:
            notes.append(
                Note(
                    "rule_unknown",
                    f"rule {row.rule}",
                    {"rule": row.rule},
                    "staffing",
                )
            )
    return policies, notes
