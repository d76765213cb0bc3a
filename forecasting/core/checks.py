"""What can be wrong with a long frame, each with its sentence: where it is, and what mends it."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Dates, Floats, Freq, Ints

HIGHEST = 1e12
LEAST_DATES = 8
"""Fewer different dates say nothing about their rhythm."""


def check_columns(frame: pd.DataFrame, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in frame.columns:
            there = ", ".join(map(str, frame.columns))
            what = f"column {name!r} is missing (there are: {there}); add it or rename one"
            raise BadSeries("*", None, what)


def read_keys(frame: pd.DataFrame) -> tuple[tuple[str, ...], Ints, Dates]:
    codes, names = pd.factorize(frame["unique_id"], sort=True)
    if (codes < 0).any():
        what = "unique_id is empty; name the series the row belongs to, or remove the row"
        raise BadSeries("?", int(np.argmax(codes < 0)), what)
    ids = tuple(str(name) for name in names)
    codes = codes.astype(np.int64)
    days = read_days(frame)
    refuse(np.isnat(days), ids, codes, "ds is empty or not a date; write it as 2026-01-31")
    return ids, codes, days


def read_days(frame: pd.DataFrame) -> Dates:
    stamps = pd.to_datetime(frame["ds"], errors="coerce")
    if getattr(stamps.dt, "tz", None) is not None:
        raise BadSeries("*", None, "ds has a time zone; give the hospital's local dates")
    days: Dates = stamps.to_numpy().astype("datetime64[D]")
    return days


def read_counts(frame: pd.DataFrame, ids: tuple[str, ...], codes: Ints) -> Floats:
    y = pd.to_numeric(frame["y"], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    what = "y is empty or not a finite number; correct it, or remove the row and say what a gap is"
    refuse(~np.isfinite(y), ids, codes, what)
    what = f"y is above {HIGHEST:g}, which nobody counts; correct it"
    refuse(y > HIGHEST, ids, codes, what)
    what = "y is negative; counts and quantities start at zero: correct it, or book a return apart"
    refuse(y < 0, ids, codes, what)
    return np.asarray(y, dtype=np.float64)


def refuse(bad: Any, ids: tuple[str, ...], codes: Ints, what: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise BadSeries(ids[codes[row]], row, what)


def check_rhythm(days: Dates, freq: Freq) -> None:
    """Days that are all Mondays, or all firsts of months, are weeks or months called days: filled
    with zeros they would be nonsense that looks like a history."""
    known = np.unique(days)
    if freq is not Freq.DAILY or len(known) < LEAST_DATES:
        return
    since = (known - known[0]).astype(np.int64)
    meant = None
    if not (since % 7).any():
        meant = Freq.WEEKLY
    elif (known == known.astype("datetime64[M]").astype("datetime64[D]")).all():
        meant = Freq.MONTHLY
    if meant is not None:
        what = f"no two dates are less than {'a week' if meant is Freq.WEEKLY else 'a month'} apart"
        raise BadSeries("*", None, f"{what}; give the frequency {meant}, not {freq}")


def check_starts(
    exact: Any, ids: tuple[str, ...], codes: Ints, days: Dates, freq: Freq, first: date
) -> None:
    if exact.all():
        return
    row = int(np.argmax(~exact))
    told = f"{days[row]} is not the start of a period (frequency {freq})"
    if freq is Freq.MONTHLY:
        remedy = f"write {days[row].astype('datetime64[M]')}-01 and add up the month"
    else:
        remedy = f"weeks here start on {first:%A}s like {first}; add up the days of each"
    raise BadSeries(ids[codes[row]], row, f"{told}; {remedy}")


def check_unique(cells: Ints, ids: tuple[str, ...], codes: Ints, days: Dates) -> None:
    order = np.argsort(cells, kind="stable")
    again = np.flatnonzero(cells[order[1:]] == cells[order[:-1]]) + 1
    if not len(again):
        return
    at = again[np.argmin(order[again])]
    row, before = int(order[at]), int(order[at - 1])
    what = f"{days[row]} stands in row {before} already: the same period twice"
    raise BadSeries(ids[codes[row]], row, f"{what}; add the values up or drop one")


def gaps_of(values: Floats) -> Any:
    """What is missing after a series has begun."""
    missing = np.isnan(values)
    return missing & np.maximum.accumulate(~missing, axis=1)


def check_gaps(
    values: Floats, ids: tuple[str, ...], codes: Ints, period: Ints, dates: Dates
) -> None:
    gaps = np.argwhere(gaps_of(values))
    if not len(gaps):
        return
    series, at = gaps[0]
    own = np.flatnonzero(codes == series)
    before = int(own[np.argmax(np.where(period[own] < at, period[own], -1))])
    known = np.flatnonzero(~np.isnan(values[series, at:]))
    end = at + int(known[0]) if len(known) else values.shape[1]
    missing = f"for {dates[at]}" if end == at + 1 else f"from {dates[at]} to {dates[end - 1]}"
    what = f"no value {missing}, after row {before} ({dates[period[before]]})"
    raise BadSeries(
        ids[series], before, f"{what}; add the row, or say whether a gap is zero or previous"
    )


def read_signal(frame: pd.DataFrame, name: str) -> Floats:
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)
