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

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Dates, Floats, Freq, Ints, period_dates, period_numbers

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
    (series x at least periods). static: per column, one integer code per series.
    """

    ids: tuple[str, ...]
    freq: Freq
    first: date
    values: Floats
    known: Mapping[str, Floats] = field(default_factory=dict)
    static: Mapping[str, Ints] = field(default_factory=dict)

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

    Raises BadSeries naming the series and the row: missing column or value, text that is no
    number, negative or infinite value, a date off the rhythm, a date twice, a date after `as_of`,
    a gap where `fill` is "error". Every series is carried to the frame's last period by `fill`.
    `future` gives the known-ahead columns for the `horizon` periods after it.
    """
    freq, fill = Freq(freq), Fill(fill)
    _check_columns(frame, (*KEYS, *known, *static))
    if frame.empty:
        return Panel((), freq, as_of or date(1970, 1, 1), np.empty((0, 0)))
    ids, codes, days = _keys(frame)
    y = _numbers(frame, "y", ids, codes)
    if as_of is not None:
        _refuse(days > np.datetime64(as_of, "D"), ids, codes, f"a date after {as_of}; remove it")
    first = _anchor(days, freq)
    period, exact = period_numbers(days, freq, first)
    _refuse(~exact, ids, codes, f"a date that is not the start of a period (frequency {freq})")
    shape = (len(ids), int(period.max()) + 1)
    _check_unique(codes * shape[1] + period, ids, codes)
    values = np.full(shape, np.nan)
    values[codes, period] = y
    _fill_gaps(values, fill, ids)
    columns = {name: _known(frame, name, ids, codes, period, shape, horizon) for name in known}
    if future is not None:
        _spread_future(columns, future, ids, freq, first, shape[1] + horizon)
    attributes = {name: _static(frame, name, codes, len(ids)) for name in static}
    return Panel(ids, freq, first, values, columns, attributes)


def _check_columns(frame: pd.DataFrame, names: tuple[str, ...]) -> None:
    for name in names:
        if name not in frame.columns:
            raise BadSeries("*", None, f"column {name!r} is missing")


def _keys(frame: pd.DataFrame) -> tuple[tuple[str, ...], Ints, Dates]:
    codes, names = pd.factorize(frame["unique_id"], sort=True)
    if (codes < 0).any():
        raise BadSeries("?", int(np.argmax(codes < 0)), "unique_id is empty")
    ids = tuple(str(name) for name in names)
    stamps = pd.to_datetime(frame["ds"], errors="coerce")
    if getattr(stamps.dt, "tz", None) is not None:
        raise BadSeries("*", None, "ds has a time zone; give the hospital's local dates")
    days = stamps.to_numpy().astype("datetime64[D]")
    codes = codes.astype(np.int64)
    _refuse(np.isnat(days), ids, codes, "ds is empty or not a date")
    return ids, codes, days


def _numbers(frame: pd.DataFrame, name: str, ids: tuple[str, ...], codes: Ints) -> Floats:
    y = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    _refuse(~np.isfinite(y), ids, codes, f"{name} is empty or not a finite number")
    if name == "y":
        _refuse(y < 0, ids, codes, "y is negative; counts and quantities start at zero")
    return np.asarray(y, dtype=np.float64)


def _refuse(bad: Any, ids: tuple[str, ...], codes: Ints, what: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise BadSeries(ids[codes[row]], row, what)


def _anchor(days: Dates, freq: Freq) -> date:
    first = days.min()
    if freq is Freq.MONTHLY:
        first = first.astype("datetime64[M]").astype("datetime64[D]")
    anchor: date = first.astype(object)
    return anchor


def _check_unique(cells: Ints, ids: tuple[str, ...], codes: Ints) -> None:
    order = np.argsort(cells, kind="stable")
    twice = np.zeros(len(cells), dtype=bool)
    twice[order[1:]] = cells[order[1:]] == cells[order[:-1]]
    _refuse(twice, ids, codes, "the same period twice; add the values up or drop one")


def _fill_gaps(values: Floats, fill: Fill, ids: tuple[str, ...]) -> None:
    """Fill in place what is missing after a series has begun."""
    missing = np.isnan(values)
    begun = np.maximum.accumulate(~missing, axis=1)
    gaps = missing & begun
    if not gaps.any():
        return
    if fill is Fill.ERROR:
        row, period = np.argwhere(gaps)[0]
        raise BadSeries(
            ids[row], None, f"no value in period {period}; say whether a gap is zero or previous"
        )
    if fill is Fill.ZERO:
        values[gaps] = 0.0
        return
    last = np.maximum.accumulate(np.where(missing, -1, np.arange(values.shape[1])), axis=1)
    rows, periods = np.nonzero(gaps)
    values[rows, periods] = values[rows, last[rows, periods]]


def _known(
    frame: pd.DataFrame,
    name: str,
    ids: tuple[str, ...],
    codes: Ints,
    period: Ints,
    shape: tuple[int, int],
    horizon: int,
) -> Floats:
    column = np.zeros((shape[0], shape[1] + horizon))
    column[codes, period] = _numbers(frame, name, ids, codes)
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
    position = {name: row for row, name in enumerate(ids)}
    stamps = pd.to_datetime(future["ds"]).to_numpy().astype("datetime64[D]")
    period, _ = period_numbers(stamps, freq, first)
    for row, (name, column) in enumerate(zip(future["unique_id"], period, strict=True)):
        if str(name) not in position:
            raise BadSeries(str(name), row, "known-ahead values for a series without history")
        if 0 <= column < width:
            for label, values in columns.items():
                values[position[str(name)], column] = float(future[label].iloc[row])


def _static(frame: pd.DataFrame, name: str, codes: Ints, count: int) -> Ints:
    labels, _ = pd.factorize(frame[name], sort=True)
    column = np.full(count, -1, dtype=np.int64)
    column[codes] = labels
    return column
