"""The country's calendar with what people corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from forecasting.core.calendar import CalendarSpec
from hospital.models import CalendarDay, DayKind, Network

ONE = timedelta(days=1)


def read_calendar(network: Network) -> CalendarSpec:
    """The country's calendar with the network's own corrections."""
    days: dict[str, list[date]] = {}
    rows = CalendarDay.objects.filter(network=network).order_by("date")
    for kind, first, last in rows.values_list("kind", "date", "last_date"):
        span = ((last or first) - first).days + 1
        days.setdefault(kind, []).extend(first + day * ONE for day in range(span))
    return CalendarSpec(
        country=network.country,
        added=tuple(days.get(DayKind.HOLIDAY, ())),
        removed=tuple(days.get(DayKind.WORKDAY, ())),
        ramadan=tuple(_windows(days.get(DayKind.RAMADAN, []))),
        fitr=_firsts(days.get(DayKind.FITR, [])),
        adha=_firsts(days.get(DayKind.ADHA, [])),
        school=tuple(_windows(days.get(DayKind.SCHOOL, []))),
    )


def _windows(days: list[date]) -> Iterator[tuple[date, date]]:
    """Runs of consecutive days as half-open windows; a day given twice counts once."""
    start: date | None = None
    ordered = sorted(set(days))
    for position, day in enumerate(ordered):
        start = start or day
        if position + 1 == len(ordered) or ordered[position + 1] - day > ONE:
            yield start, day + ONE
            start = None


def _firsts(days: list[date]) -> tuple[date, ...]:
    """Both days of a feast may have been entered; the first of them is what counts."""
    return tuple(start for start, _ in _windows(days))
