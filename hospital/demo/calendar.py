"""What each day of the history is like: feasts, Ramadan, school, flu winters, heat waves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from hospital.demo.book import Book
from hospital.demo.draws import Floats, Ints
from hospital.models import CalendarDay, DayKind

ZONE = "Africa/Casablanca"
Days = np.ndarray[Any, np.dtype[np.datetime64]]


@dataclass(frozen=True, slots=True)
class Calendar:
    """One element per day, from the first day of history up to and without today.

    midnight: the day's start in UTC. flu, heat: 0 none to 1 a bad week. season: -1 midsummer to
    1 midwinter. trend: growth since the first day, a factor.
    """

    days: Days
    midnight: Days
    weekday: Ints
    holiday: np.ndarray[Any, np.dtype[np.bool_]]
    ramadan: np.ndarray[Any, np.dtype[np.bool_]]
    flu: Floats
    heat: Floats
    season: Floats
    trend: Floats

    def __len__(self) -> int:
        return len(self.days)


def feasts(first: date, last: date) -> dict[date, str]:
    """Morocco's public holidays in [first, last]."""
    years = range(first.year - 1, last.year + 2)
    table = holidays.country_holidays("MA", years=years, language="en_US")
    return {day: str(name) for day, name in sorted(table.items()) if first <= day <= last}


def ramadan_days(first: date, last: date) -> list[date]:
    """The thirty days before each Eid al-Fitr, as far as they lie in [first, last]."""
    named = feasts(first - timedelta(days=1), last + timedelta(days=32))
    eids = [day for day, name in named.items() if "Fitr" in name]
    starts = [day for day in eids if day - timedelta(days=1) not in eids]
    month = [eid - timedelta(days=back) for eid in starts for back in range(30, 0, -1)]
    return [day for day in month if first <= day <= last]


def make_calendar(rng: np.random.Generator, first: date, today: date) -> Calendar:
    """Draw the flu winters and heat waves; everything else is known of a date."""
    days = np.arange(np.datetime64(first), np.datetime64(today))
    year_day = (days - days.astype("datetime64[Y]")).astype(np.int64)
    count = len(days)
    return Calendar(
        days=days,
        midnight=midnights(first, count),
        weekday=(days.astype(np.int64) + 3) % 7,
        holiday=np.isin(days, np.array(list(feasts(first, today)), "datetime64[D]")),
        ramadan=np.isin(days, np.array(ramadan_days(first, today), "datetime64[D]")),
        flu=_flu(rng, days),
        heat=_heat(rng, days),
        season=np.cos(2 * np.pi * (year_day - 15) / 365.25),
        trend=1.0 + 0.015 * np.arange(count) / 365.25,
    )


def midnights(first: date, count: int) -> Days:
    """Each day's local midnight in UTC: Morocco's clock moves with Ramadan, and moved in 2026."""
    zone = ZoneInfo(ZONE)
    starts = [
        datetime.combine(first + timedelta(days=i), time(), tzinfo=zone)
        .astimezone(UTC)
        .replace(tzinfo=None)
        for i in range(count)
    ]
    return np.array(starts, dtype="datetime64[s]")


def _flu(rng: np.random.Generator, days: Days) -> Floats:
    """One wave a winter, its peak between late December and mid-February."""
    wave = np.zeros(len(days))
    years = range(int(str(days[0])[:4]) - 1, int(str(days[-1])[:4]) + 2)
    for year in years:
        peak = np.datetime64(f"{year}-01-20") + int(rng.normal(0, 12))
        width, height = rng.uniform(13, 20), rng.uniform(0.5, 1.0)
        wave += height * np.exp(-0.5 * ((days - peak).astype(np.int64) / width) ** 2)
    return wave


def _heat(rng: np.random.Generator, days: Days) -> Floats:
    """Two or three waves a summer of four to eight days."""
    wave = np.zeros(len(days))
    years = range(int(str(days[0])[:4]), int(str(days[-1])[:4]) + 1)
    for year in years:
        for _ in range(int(rng.integers(2, 4))):
            start = np.datetime64(f"{year}-06-20") + int(rng.integers(0, 75))
            length, height = int(rng.integers(4, 9)), rng.uniform(0.5, 1.0)
            wave[(days >= start) & (days < start + length)] = height
    return wave


def write_calendar(book: Book, network: int, first: date, last: date) -> None:
    """Ramadan and school holidays as calendar days; public holidays are computed elsewhere."""
    rows = [(*span, DayKind.RAMADAN, "Ramadan") for span in _spans(ramadan_days(first, last))]
    for year in range(first.year, last.year + 1):
        rows += _school(year, first, last)
    book.add(
        CalendarDay,
        network_id=network,
        date=np.array([row[0] for row in rows], "datetime64[D]"),
        last_date=np.array([row[1] for row in rows], "datetime64[D]"),
        kind=[str(row[2]) for row in rows],
        name=[row[3] for row in rows],
    )


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Runs of consecutive days as (first, last)."""
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _school(year: int, first: date, last: date) -> list[tuple[date, date, DayKind, str]]:
    breaks = [
        ("Winter break", date(year, 1, 25), 8),
        ("Spring break", date(year, 5, 3), 8),
        ("Summer break", date(year, 7, 1), 66),
    ]
    spans = [(start, start + timedelta(days=n - 1), name) for name, start, n in breaks]
    return [
        (max(start, first), min(end, last), DayKind.SCHOOL, name)
        for start, end, name in spans
        if start <= last and end >= first
    ]
