"""The moving feasts and Ramadan: computed, and put right where the moon was seen on another day.

Dates come from the `holidays` package, whose Islamic ones are computed and follow the Gulf. Morocco
sights the moon itself and is on the same day or one later; nobody can know which before the
evening. So announced days are given by people, those on public record are here, and a feast that
is only computed says that it may be a day later. No shift is assumed: in a third of the years
there was none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import holidays

RAMADAN_DAYS = 30
ONE = timedelta(days=1)
SAME_FEAST_DAYS = 5
"""An announced day belongs to the computed feast that is at most so far from it."""
FITR, ADHA = "Fitr", "Adha"
ON_RECORD: dict[tuple[str, str], tuple[date, ...]] = {
    ("MA", FITR): (date(2023, 4, 22), date(2025, 3, 31)),
    ("MA", ADHA): (date(2019, 8, 12), date(2023, 6, 29), date(2025, 6, 7)),
}
"""First days that differ from the computed ones: announcements of the Ministry of Habous (2019),
of the head of government (holiday of 24 April 2023, after the feast), and the exchange's and
national calendars of 2024 and 2025 (holiday-calendar-java, pull request 189)."""


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """country: ISO code, or "" for none. added/removed: official dates that differ from the table.

    ramadan: announced (first day, day after the last) pairs; each replaces what was computed for
    windows that overlap it. fitr, adha: announced first days of the two feasts; each replaces the
    computed feast near it, and Ramadan ends with the day before Eid al-Fitr. school: half-open
    windows of school holidays.
    """

    country: str = "MA"
    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()
    ramadan: tuple[tuple[date, date], ...] = ()
    fitr: tuple[date, ...] = ()
    adha: tuple[date, ...] = ()
    school: tuple[tuple[date, date], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Feast:
    """days from `first` on; sure: announced or on record, not only computed."""

    first: date
    days: int
    sure: bool

    @property
    def all(self) -> tuple[date, ...]:
        return tuple(self.first + day * ONE for day in range(self.days))


def named_days(country: str, first_year: int, last_year: int) -> dict[date, str]:
    """The country's public holidays as computed; empty for none or an unknown country."""
    if not country:
        return {}
    years = range(first_year, last_year + 1)
    try:
        table = holidays.country_holidays(country, years=years, language="en_US")
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in table.items()}


def feasts(spec: CalendarSpec, which: str, first: date, last: date) -> tuple[Feast, ...]:
    """The feasts FITR or ADHA near [first, last], with announced days in place of computed ones."""
    named = named_days(spec.country, first.year - 1, last.year + 1)
    computed = list(_runs(sorted(day for day, name in named.items() if which in name)))
    announced = {FITR: spec.fitr, ADHA: spec.adha}[which]
    found = []
    for start, days in computed:
        seen = _near(start, announced) or _near(start, ON_RECORD.get((spec.country, which), ()))
        found.append(Feast(seen or start, days, seen is not None))
    return tuple(found)


def _near(day: date, announced: tuple[date, ...]) -> date | None:
    near = [each for each in announced if abs((each - day).days) <= SAME_FEAST_DAYS]
    return min(near, key=lambda each: abs(each - day), default=None)


def _runs(days: list[date]) -> Iterator[tuple[date, int]]:
    """Consecutive days as (first, how many)."""
    start, count = None, 0
    for day in days:
        if start is not None and day == start + count * ONE:
            count += 1
            continue
        if start is not None:
            yield start, count
        start, count = day, 1
    if start is not None:
        yield start, count


def holiday_dates(spec: CalendarSpec, first: date, last: date) -> tuple[date, ...]:
    """Public holidays in [first, last]: the table, its feasts put right, and people's own days."""
    named = named_days(spec.country, first.year - 1, last.year + 1)
    days = {day for day, name in named.items() if not _only_feast(name)}
    for which in (FITR, ADHA):
        for feast in feasts(spec, which, first, last):
            days |= set(feast.all)
    days = (days - set(spec.removed)) | set(spec.added)
    return tuple(sorted(day for day in days if first <= day <= last))


def _only_feast(name: str) -> bool:
    """Whether a day is a holiday for the feast alone; another feast of the same day stays."""
    return all(FITR in part or ADHA in part for part in name.split("; "))


def ramadan_windows(spec: CalendarSpec, first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Half-open windows of Ramadan that touch [first, last]: thirty days up to Eid al-Fitr."""
    ends = [feast.first for feast in feasts(spec, FITR, first, last)]
    computed = [(end - RAMADAN_DAYS * ONE, end) for end in ends]
    free = [
        window
        for window in computed
        if not any(a < window[1] and window[0] < b for a, b in spec.ramadan)
    ]
    return tuple(sorted(w for w in (*free, *spec.ramadan) if w[0] <= last and w[1] > first))
