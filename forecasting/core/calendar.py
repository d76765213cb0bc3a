"""What is known of a date long before: weekday, season, holidays, feasts, Ramadan, school holidays.

Days and windows come from `feasts`. Columns that would say nothing are left out: no feasts where
the country has none, no school holidays where nobody gave them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np

from forecasting.core.feasts import (
    ADHA,
    FITR,
    CalendarSpec,
    feasts,
    holiday_dates,
    ramadan_windows,
)
from forecasting.core.freq import Bools, Dates, Floats, Freq

__all__ = ["CalendarSpec", "calendar_columns", "holiday_dates", "ramadan_windows"]

NEAR_DAYS = 7
FEAST_DAYS = 14
"""People travel, and shops close, this long before and after the two feasts."""
SCHOOL_DAYS = 7
TEN = 10
SHARES = (
    "holiday",
    "ramadan",
    "ramadan_last_ten",
    "fitr_holiday",
    "adha_holiday",
    "unsure_holiday",
    "school",
)
"""Columns of days of which a week or month holds a share; the others count days."""


def calendar_columns(dates: Dates, freq: Freq, spec: CalendarSpec) -> dict[str, Floats]:
    """One value per period: of the day itself, or the share of the week's or month's days."""
    if freq is Freq.DAILY:
        return _season(dates) | _weekday(dates) | _events(dates, spec)
    ends = np.append(dates[1:], dates[-1] + (31 if freq is Freq.MONTHLY else 7))
    if freq is Freq.MONTHLY:
        ends[-1] = (dates[-1].astype("datetime64[M]") + 1).astype("datetime64[D]")
    days = np.arange(dates[0], ends[-1])
    events = _events(days, spec)
    totals = {name: np.append(0.0, np.cumsum(events[name])) for name in SHARES if name in events}
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
    margin = timedelta(days=FEAST_DAYS + 1)
    dates = np.array(holiday_dates(spec, first - margin, last + margin), dtype="datetime64[D]")
    since, until = _distances(days, dates, dates, NEAR_DAYS)
    return {
        "holiday": (until == 0).astype(np.float64),
        "days_after_holiday": since,
        "days_to_holiday": until,
        **_ramadan(days, spec),
        **_feasts(days, spec, first - margin, last + margin),
        **_school(days, spec),
    }


def _ramadan(days: Dates, spec: CalendarSpec) -> dict[str, Floats]:
    """Which day of it, and whether one of the last ten: nights are long then, and clinics empty."""
    day, left = np.zeros((2, len(days)))
    for start, end in ramadan_windows(spec, days[0].astype(object), days[-1].astype(object)):
        inside = _within(days, [(start, end)])
        day[inside] = (days[inside] - np.datetime64(start)).astype(np.float64) + 1
        left[inside] = (np.datetime64(end) - days[inside]).astype(np.float64)
    last_ten = ((left > 0) & (left <= TEN)).astype(np.float64)
    found = {"ramadan": (day > 0).astype(np.float64), "ramadan_day": day}
    kept = spec.ramadan or feasts(spec, FITR, days[0].astype(object), days[-1].astype(object))
    return found | ({"ramadan_last_ten": last_ten} if kept else {})


def _feasts(days: Dates, spec: CalendarSpec, first: date, last: date) -> dict[str, Floats]:
    """Days to and from each feast, and the days on which one that is only computed may be a day
    later than it says."""
    found: dict[str, Floats] = {}
    unsure = np.zeros(len(days))
    for which in (FITR, ADHA):
        known = feasts(spec, which, first, last)
        if not known:
            return {}
        name = which.lower()
        starts = np.array([feast.first for feast in known], dtype="datetime64[D]")
        lengths = np.array([feast.days - 1 for feast in known]).astype("timedelta64[D]")
        since, until = _distances(days, starts, starts + lengths, FEAST_DAYS)
        found[f"{name}_holiday"] = (np.minimum(since, until) == 0).astype(np.float64)
        found[f"days_after_{name}_holiday"] = since
        found[f"days_to_{name}_holiday"] = until
        for feast in known:
            if not feast.sure:
                edges = [feast.first, feast.first + timedelta(days=feast.days)]
                unsure[np.isin(days, np.array(edges, dtype="datetime64[D]"))] = 1
    return found | {"unsure_holiday": unsure}


def _school(days: Dates, spec: CalendarSpec) -> dict[str, Floats]:
    """School holidays, and how far away the next ones and the last ones are."""
    if not spec.school:
        return {}
    starts = np.array(sorted(start for start, _ in spec.school), dtype="datetime64[D]")
    ends = np.array(sorted(end for _, end in spec.school), dtype="datetime64[D]") - 1
    since, until = _distances(days, starts, ends, SCHOOL_DAYS)
    inside = _within(days, spec.school)
    return {
        "school": inside.astype(np.float64),
        "days_after_school": np.where(inside, 0, since),
        "days_to_school": np.where(inside, 0, until),
    }


def _within(days: Dates, windows: Iterable[tuple[date, date]]) -> Bools:
    inside = np.zeros(len(days), dtype=np.bool_)
    for start, end in windows:
        inside |= (days >= np.datetime64(start)) & (days < np.datetime64(end))
    return inside


def _distances(days: Dates, starts: Dates, ends: Dates, near: int) -> tuple[Floats, Floats]:
    """Days since the last end and until the next start, at most near + 1; 0 from start to end of a
    feast. Starts and ends ascend."""
    far = float(near + 1)
    if not len(starts):
        return np.full(len(days), far), np.full(len(days), far)
    after = np.searchsorted(ends, days, side="left")
    until = (starts[np.minimum(after, len(starts) - 1)] - days).astype(np.float64)
    until = np.maximum(until, 0)
    until[(after == len(starts)) | (until > far)] = far
    before = np.searchsorted(starts, days, side="right") - 1
    since = (days - ends[np.maximum(before, 0)]).astype(np.float64)
    since = np.maximum(since, 0)
    since[(before < 0) | (since > far)] = far
    return since, until
