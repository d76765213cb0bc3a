"""The one contract: a long frame `unique_id, ds, y`, checked once at the door.

Columns beside these three are known ahead (numbers: a campaign, a closed day) or static (one text
or number per series: ward, specialty, facility, ATC class). Everything behind the door works on a
`Panel`: one row per series, one column per period, NaN only before a series begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from forecasting.core.checks import (
    check_columns,
    check_gaps,
    check_rhythm,
    check_starts,
    check_unique,
    gaps_of,
    read_counts,
    read_days,
    read_keys,
    read_signal,
    refuse,
)
from forecasting.core.errors import BadSeries
from forecasting.core.freq import Bools, Dates, Floats, Freq, Ints, period_dates, period_numbers

KEYS = ("unique_id", "ds", "y")


class Fill(StrEnum):
    """What a missing period means: nothing happened, the last value stands, or it is an error."""

    ZERO = "zero"
    PREVIOUS = "previous"
    ERROR = "error"


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Series side by side. values[i, t]: series i in period t (unit of the caller, never negative).

    first: start date of period 0. known: per column, values for the history and the horizon
    (series x at least periods), NaN where nobody knows. static: per column, one integer code per
    series. reach: per known column, how many periods ahead of the panel's end it was known.
    """

    ids: tuple[str, ...]
    freq: Freq
    first: date
    values: Floats
    known: Mapping[str, Floats] = field(default_factory=dict)
    static: Mapping[str, Ints] = field(default_factory=dict)
    reach: Mapping[str, int] = field(default_factory=dict)

    @property
    def periods(self) -> int:
        return int(self.values.shape[1])

    def dates(self, ahead: int = 0) -> Dates:
        """Start dates of all periods and of `ahead` more."""
        return period_dates(self.first, self.periods + ahead, self.freq)

    def until(self, periods: int) -> Panel:
        """The panel as it was known after its first `periods` periods; later values are gone."""
        return replace(self, values=self.values[:, :periods].copy())

    def rows(self, mask: Any) -> Panel:
        """The series chosen by a boolean mask or by positions."""
        ids = tuple(np.asarray(self.ids, dtype=object)[mask])
        known = {name: column[mask] for name, column in self.known.items()}
        static = {name: column[mask] for name, column in self.static.items()}
        return replace(self, ids=ids, values=self.values[mask], known=known, static=static)

    def counts(self) -> Bools:
        """Which series only ever had whole numbers."""
        known = np.nan_to_num(self.values)
        return np.asarray((known == np.rint(known)).all(axis=1))

    def observed(self) -> Ints:
        """How many periods of history each series has."""
        return np.asarray(np.sum(~np.isnan(self.values), axis=1), dtype=np.int64)


def validate(
    frame: pd.DataFrame,
    freq: Freq | str,
    *,
    fill: Fill | str = Fill.ERROR,
    as_of: date | None = None,
    known: tuple[str, ...] = (),
    static: tuple[str, ...] = (),
    future: pd.DataFrame | None = None,
    horizon: int = 0,
) -> Panel:
    """Check a long frame and turn it into a `Panel`.

    Raises BadSeries naming the series, the row and the remedy: missing column or value, text that
    is no number, negative or infinite value, a date off the rhythm, a date twice, a date after
    `as_of`, days that are weeks or months, a gap where `fill` is "error" (the row is the one
    before it). Every series is carried to the frame's last period by `fill`. `future` gives the
    known-ahead columns for the `horizon` periods after it; what is not known of them is NaN.
    """
    freq, fill = Freq(freq), Fill(fill)
    check_columns(frame, (*KEYS, *known, *static))
    if frame.empty:
        return Panel((), freq, as_of or date(1970, 1, 1), np.empty((0, 0)))
    ids, codes, days = read_keys(frame)
    y = read_counts(frame, ids, codes)
    if as_of is not None:
        what = f"a date after {as_of}; remove the row or correct its date"
        refuse(days > np.datetime64(as_of, "D"), ids, codes, what)
    check_rhythm(days, freq)
    first = _anchor(days, freq)
    period, exact = period_numbers(days, freq, first)
    check_starts(exact, ids, codes, days, freq, first)
    shape = (len(ids), int(period.max()) + 1)
    check_unique(codes * shape[1] + period, ids, codes, days)
    values = np.full(shape, np.nan)
    values[codes, period] = y
    if fill is Fill.ERROR:
        check_gaps(values, ids, codes, period, period_dates(first, shape[1], freq))
    _fill_gaps(values, fill)
    columns = {name: _known(frame, name, codes, period, shape, horizon) for name in known}
    if future is not None and known:
        _spread_future(columns, future, ids, freq, first, shape[1] + horizon)
    attributes = {name: _static(frame, name, codes, len(ids)) for name in static}
    reach = {name: _reach(column[:, shape[1] :]) for name, column in columns.items()}
    return Panel(ids, freq, first, values, columns, attributes, reach)


def _anchor(days: Dates, freq: Freq) -> date:
    first = days.min()
    if freq is Freq.MONTHLY:
        first = first.astype("datetime64[M]").astype("datetime64[D]")
    anchor: date = first.astype(object)
    return anchor


def _fill_gaps(values: Floats, fill: Fill) -> None:
    """Fill in place what is missing after a series has begun."""
    gaps = gaps_of(values)
    if fill is Fill.ZERO:
        values[gaps] = 0.0
        return
    reach = np.arange(values.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(values), -1, reach), axis=1)
    rows, periods = np.nonzero(gaps)
    values[rows, periods] = values[rows, last[rows, periods]]


def _known(
    frame: pd.DataFrame, name: str, codes: Ints, period: Ints, shape: tuple[int, int], horizon: int
) -> Floats:
    """Values where there are any; a signal may be late or have gaps, which is no error."""
    column = np.full((shape[0], shape[1] + horizon), np.nan)
    column[codes, period] = read_signal(frame, name)
    return column


def _spread_future(
    columns: dict[str, Floats],
    future: pd.DataFrame,
    ids: tuple[str, ...],
    freq: Freq,
    first: date,
    width: int,
) -> None:
    """Write the known-ahead values of `future` behind the history; unknown series are refused."""
    check_columns(future, ("unique_id", "ds", *columns))
    if future.empty:
        return
    names, days = future["unique_id"].astype(str).to_numpy(), read_days(future)
    row = pd.Index(ids).get_indexer(names)
    if (row < 0).any():
        at = int(np.argmax(row < 0))
        what = "known-ahead values for a series without history; remove them"
        raise BadSeries(str(names[at]), at, what)
    refuse(np.isnat(days), ids, row, "ds of a known-ahead value is empty or not a date")
    period, exact = period_numbers(days, freq, first)
    check_starts(exact, ids, row, days, freq, first)
    inside = (period >= 0) & (period < width)
    for name, values in columns.items():
        values[row[inside], period[inside]] = read_signal(future, name)[inside]


def _reach(ahead: Floats) -> int:
    """Periods ahead up to the last one that any series knows."""
    known = np.flatnonzero(~np.isnan(ahead).all(axis=0))
    return int(known[-1]) + 1 if len(known) else 0


def _static(frame: pd.DataFrame, name: str, codes: Ints, count: int) -> Ints:
    labels, _ = pd.factorize(frame[name], sort=True)
    column = np.full(count, -1, dtype=np.int64)
    column[codes] = labels
    return column
