"""What is known of a date long before: weekday, season, public holidays, Ramadan.

Holidays come from the `holidays` package for the country asked. Its Islamic dates are computed and
follow the Gulf; Morocco sights the moon itself and is often a day later, so announced dates are
given as overrides. Ramadan is the thirty days before the first day of Eid al-Fitr of the same
table, hence a country without that feast has no Ramadan column that says anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from forecasting.core.freq import Dates, Floats, Freq

RAMADAN_DAYS = 30
NEAR_DAYS = 7


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """country: ISO code, or "" for none. added/removed: official dates that differ from the table.

    ramadan: announced (first day, day after the last) pairs; each replaces what was computed for
    windows that overlap it.
    """

    country: str = "MA"
    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()
    ramadan: tuple[tuple[date, date], ...] = ()


def holiday_dates(spec: CalendarSpec, first: date, last: date) -> tuple[date, ...]:
    """Public holidays in [first, last], corrected by the spec."""
    days = set(_named(spec.country, first.year - 1, last.year + 1)) - set(spec.removed)
    return tuple(sorted(day for day in days | set(spec.added) if first <= day <= last))


def ramadan_windows(spec: CalendarSpec, first: date, last: date) -> tuple[tuple[date, date], ...]:
    """Half-open windows of Ramadan that touch [first, last]."""
    named = _named(spec.country, first.year - 1, last.year + 1)
    feasts = sorted(day for day, name in named.items() if "Fitr" in name)
    starts = [day for day in feasts if day - timedelta(days=1) not in feasts]
    computed = [(day - timedelta(days=RAMADAN_DAYS), day) for day in starts]
    free = [
        window
        for window in computed
        if not any(a < window[1] and window[0] < b for a, b in spec.ramadan)
    ]
    return tuple(sorted(w for w in (*free, *spec.ramadan) if w[0] <= last and w[1] > first))


def _named(country: str, first_year: int, last_year: int) -> dict[date, str]:
    if not country:
        return {}
    years = range(first_year, last_year + 1)
    try:
        table = holidays.country_holidays(country, years=years, language="en_US")
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in table.items()}


def calendar_columns(dates: Dates, freq: Freq, spec: CalendarSpec) -> dict[str, Floats]:
    """One value per period: of the day itself, or the share of the week's or month's days."""
    if freq is Freq.DAILY:
        return _season(dates) | _weekday(dates) | _events(dates, spec)
    ends = np.append(dates[1:], dates[-1] + (31 if freq is Freq.MONTHLY else 7))
    if freq is Freq.MONTHLY:
        ends[-1] = (dates[-1].astype("datetime64[M]") + 1).astype("datetime64[D]")
    days = np.arange(dates[0], ends[-1])
    events = _events(days, spec)
    totals = {name: np.append(0.0, np.cumsum(events[name])) for name in ("holiday", "ramadan")}
    low, high = ((edge - dates[0]).astype(np.int64) for edge in (dates, ends))
    shares = {name: (total[high] - total[low]) / (high - low) for name, total in totals.items()}
    if freq is Freq.MONTHLY:
        return _season(dates) | shares | {"working_days": _working(dates, ends, spec)}
    return _season(dates) | shares


def _working(dates: Dates, ends: Dates, spec: CalendarSpec) -> Floats:
    """Mondays to Fridays that are no public holidays, in each [date, end)."""
    first, last = dates[0].astype(object), ends[-1].astype(object)
    feasts = np.array(holiday_dates(spec, first, last), dtype="datetime64[D]")
    return np.asarray(np.busday_count(dates, ends, holidays=feasts), dtype=np.float64)


def _season(dates: Dates) -> dict[str, Floats]:
    start = dates.astype("datetime64[Y]").astype("datetime64[D]")
    angle = 2 * np.pi * (dates - start).astype(np.float64) / 365.25
    month = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    return {
        "month": month.astype(np.float64),
        "year_sin": np.sin(angle),
        "year_cos": np.cos(angle),
    }


def _weekday(dates: Dates) -> dict[str, Floats]:
    """0 is Monday; 1970-01-01 was a Thursday."""
    weekday = (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7
    start = dates.astype("datetime64[M]").astype("datetime64[D]")
    return {
        "weekday": weekday.astype(np.float64),
        "month_day": (dates - start).astype(np.float64) + 1,
    }


def _events(days: Dates, spec: CalendarSpec) -> dict[str, Floats]:
    first, last = days[0].astype(object), days[-1].astype(object)
    margin = timedelta(days=NEAR_DAYS + 1)
    feasts = np.array(holiday_dates(spec, first - margin, last + margin), dtype="datetime64[D]")
    since, until = _distances(days, feasts)
    ramadan = np.zeros(len(days))
    for start, end in ramadan_windows(spec, first, last):
        inside = (days >= np.datetime64(start)) & (days < np.datetime64(end))
        ramadan[inside] = (days[inside] - np.datetime64(start)).astype(np.float64) + 1
    return {
        "holiday": (until == 0).astype(np.float64),
        "days_after_holiday": since,
        "days_to_holiday": until,
        "ramadan": (ramadan > 0).astype(np.float64),
        "ramadan_day": ramadan,
    }


def _distances(days: Dates, feasts: Dates) -> tuple[Floats, Floats]:
    """Days since the last and until the next holiday, at most NEAR_DAYS + 1; 0 on the day."""
    far = float(NEAR_DAYS + 1)
    if not len(feasts):
        return np.full(len(days), far), np.full(len(days), far)
    after = np.searchsorted(feasts, days, side="left")
    until = (feasts[np.minimum(after, len(feasts) - 1)] - days).astype(np.float64)
    until[(after == len(feasts)) | (until > far)] = far
    before = np.searchsorted(feasts, days, side="right") - 1
    since = (days - feasts[np.maximum(before, 0)]).astype(np.float64)
    since[(before < 0) | (since > far)] = far
    return since, until
