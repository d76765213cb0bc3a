"""The country's calendar with what people corrected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from forecasting.core.calendar import CalendarSpec
from hospital.models import CalendarDay, DayKind, Network


def read_calendar(network: Network) -> CalendarSpec:
    """The country's calendar with the network's own corrections."""
    days: dict[str, list[date]] = {}
    rows = CalendarDay.objects.filter(network=network).values_list("kind", "date")
    for kind, day in rows.order_by("date"):
        days.setdefault(kind, []).append(day)
    return CalendarSpec(
        country=network.country,
        added=tuple(days.get(DayKind.HOLIDAY, ())),
        removed=tuple(days.get(DayKind.WORKDAY, ())),
        ramadan=tuple(_windows(days.get(DayKind.RAMADAN, []))),
    )


def _windows(days: list[date]) -> Iterator[tuple[date, date]]:
    """Runs of consecutive days as half-open windows."""
    start: date | None = None
    for position, day in enumerate(days):
        start = start or day
        if position + 1 == len(days) or days[position + 1] - day > timedelta(days=1):
            yield start, day + timedelta(days=1)
            start = None
