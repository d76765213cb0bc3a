"""What the rosters of twelve months gave each person of a ward: the past of fair shares.

Counted are the shifts of this ward's published rosters, each day by the roster that was published
last for it. A person counts from the first day on which one of them had a shift for them; days of
absence and outside employment are not days present.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from forecasting.core.calendar import holiday_dates
from forecasting.history import read_calendar
from hospital.models import ShiftRequest, StaffMember, Ward
from operations.core.staffing.past import Tally
from operations.core.staffing.sharing import Given
from operations.sources.records.staffing_before import SATURDAY, Worked, held, worked
from operations.sources.records.staffing_people import staff_of

YEAR_DAYS = 365


@dataclass(slots=True)
class Year:
    """One person's twelve months. by_shift: shift code -> how often worked."""

    days: int = 0
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    wishes: int = 0
    refused: int = 0
    by_shift: Counter[str] = field(default_factory=Counter)

    def tally(self) -> Tally:
        return Tally(
            self.days, self.nights, self.weekends, self.holidays, self.wishes, self.refused
        )


def years(ward: Ward, rows: Iterable[StaffMember], until: date) -> dict[str, Year]:
    """By number, over the twelve months before `until`; `rows` with their absences."""
    first = until - timedelta(days=YEAR_DAYS)
    people = {row.number: row for row in rows}
    lines: defaultdict[str, list[Worked]] = defaultdict(list)
    for line in worked(people, first, until, scope=ward.scope):
        lines[line.number].append(line)
    if not lines:
        return {number: Year() for number in people}
    rostered = {day for _, day in held([ward.scope], first, until)}
    feasts = set(holiday_dates(read_calendar(ward.facility.network), first, until))
    found = {number: _year(row, lines[number], rostered, feasts) for number, row in people.items()}
    _wishes(found, lines, rostered)
    return found


def _year(row: StaffMember, lines: list[Worked], rostered: set[date], feasts: set[date]) -> Year:
    if not lines:
        return Year()
    away = [(span.first_day, span.last_day) for span in row.absences.all()]
    ended = row.ended or date.max
    here = [
        day
        for day in rostered
        if lines[0].day <= day <= ended and not any(a <= day <= b for a, b in away)
    ]
    saturdays = {
        line.day - timedelta(days=line.day.weekday() - SATURDAY)
        for line in lines
        if line.day.weekday() >= SATURDAY
    }
    return Year(
        days=len(here),
        nights=sum(line.is_night for line in lines),
        weekends=len(saturdays),
        holidays=len({line.day for line in lines} & feasts),
        by_shift=Counter(line.shift for line in lines),
    )


def _wishes(
    found: Mapping[str, Year], lines: Mapping[str, list[Worked]], rostered: set[date]
) -> None:
    """Wishes for days that a roster held on, once the person was part of it."""
    first, last = min(rostered), max(rostered)
    rows = ShiftRequest.objects.filter(
        staff__number__in=list(found), date__gte=first, date__lte=last
    )
    works = {(line.number, line.day, line.shift) for each in lines.values() for line in each}
    busy = {(number, day) for number, day, _ in works}
    for number, day, shift, wanted in rows.values_list(
        "staff__number", "date", "shift__code", "wanted"
    ):
        mine = lines.get(number)
        if day not in rostered or not mine or day < mine[0].day:
            continue
        has = (number, day) in busy if shift is None else (number, day, shift) in works
        found[number].wishes += 1
        found[number].refused += has != wanted


def given(ward: Ward, until: date) -> list[Given]:
    """Each person of the ward with what the twelve months before `until` gave; not for showing."""
    rows = staff_of(ward)
    found = years(ward, rows, until)
    disliked = _unpopular([row.number for row in rows], until)
    return [
        Given(
            row.number,
            row.contract.code,
            year.nights,
            year.weekends,
            year.holidays,
            sum(times for shift, times in year.by_shift.items() if shift in disliked),
            year.wishes - year.refused,
        )
        for row in rows
        if (year := found[row.number]).days
    ]


def _unpopular(numbers: list[str], until: date) -> set[str]:
    """Shifts that more of these people's wishes of the twelve months were against than for."""
    wishes = ShiftRequest.objects.filter(
        staff__number__in=numbers,
        shift__isnull=False,
        date__gte=until - timedelta(days=YEAR_DAYS),
        date__lt=until,
    )
    balance: Counter[str] = Counter()
    for code, wanted in wishes.values_list("shift__code", "wanted"):
        balance[code] += -1 if wanted else 1
    return {code for code, against in balance.items() if against > 0}
