"""What a forecast may look at, for any (series, origin, horizon), from sums that end at the origin.

The origin is the last known period; the target lies `horizon` periods after it. Everything that
comes from values is divided by the series' own level at the origin, so that a clinic and a
university hospital can learn from each other. No loop over series or days: each feature is a
difference of two cumulative sums, both taken at or before the origin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from forecasting.core.calendar import CalendarSpec, calendar_columns
from forecasting.core.freq import Floats, Freq, Ints, period_dates
from forecasting.core.series import Panel
from forecasting.core.signals import Signals


@dataclass(frozen=True, slots=True)
class Recipe:
    """Which windows a frequency looks at, all in periods.

    level: window of the level. recent: windows of rolling means. last: single values. phase:
    (stride, repeats) of means over the same weekday or the same time of year.
    """

    level: int
    recent: tuple[int, ...]
    last: int
    phase: tuple[tuple[int, int], ...]
    around: int


RECIPES = {
    Freq.DAILY: Recipe(
        28, (3, 7, 14, 56, 182, 364), 3, ((7, 1), (7, 4), (7, 8), (7, 52), (364, 2)), 3
    ),
    Freq.WEEKLY: Recipe(13, (2, 4, 8, 26, 52), 3, ((52, 1), (52, 3)), 2),
    Freq.MONTHLY: Recipe(12, (2, 3, 6, 24, 36), 4, ((12, 1), (12, 2), (12, 4)), 1),
}


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Parallel arrays: series position, origin period, horizon (1 = the period after it)."""

    series: Ints
    origin: Ints
    horizon: Ints

    def __len__(self) -> int:
        return len(self.series)


def grid(panel: Panel, horizon: int) -> Rows:
    """All series at the panel's last period, horizons 1 .. horizon, series by series."""
    count = len(panel.ids)
    series = np.repeat(np.arange(count), horizon)
    steps = np.tile(np.arange(1, horizon + 1), count)
    return Rows(series, np.full(len(series), panel.periods - 1), steps)


class History:
    """Cumulative sums over a panel, asked for windows that end at or before an origin."""

    def __init__(self, panel: Panel, calendar: CalendarSpec, ahead: int) -> None:
        self.panel = panel
        self.recipe = RECIPES[panel.freq]
        self._filled = np.nan_to_num(panel.values)
        self.start = _starts(panel)
        self._sums = _cumulated(self._filled)
        self._squares = _cumulated(self._filled**2)
        self._zeros = _cumulated(panel.values == 0)
        strides = {stride for stride, _ in self.recipe.phase}
        self._phases = {stride: _strided(self._filled, stride) for stride in strides}
        self._signals = Signals(panel)
        self._calendar = _calendar(panel, calendar, ahead)
        self._kin = {name: _Kin(self._filled, codes) for name, codes in _groups(panel)}

    def level(self, series: Ints, origin: Ints) -> Floats:
        """The size of a series as known at the origin, in its unit; 0 where it never moved.

        Mostly the recent mean; a tenth of the long mean keeps it above zero after a quiet spell.
        """
        recent = self._mean(self._sums, series, origin, self.recipe.level)
        long = self._mean(self._sums, series, origin, 4 * self.panel.freq.year)
        return np.nan_to_num(0.9 * recent + 0.1 * long)

    def columns(self, rows: Rows) -> Iterator[tuple[str, Floats]]:
        """Every feature by name, one value per row; NaN where the history does not reach."""
        level = self.level(rows.series, rows.origin)
        ratio = 1 / np.where(level > 0, level, np.nan)
        yield "horizon", rows.horizon.astype(np.float64)
        yield "log_level", np.log1p(level)
        # Not below zero: before a series begins nobody knows when it will.
        age = np.maximum(rows.origin - self.start[rows.series] + 1, 0)
        yield "age", np.minimum(age, 3 * self.panel.freq.year)
        for name, values in self._levels(rows):
            yield name, values * ratio
        yield "zero_share", self._mean(self._zeros, rows.series, rows.origin, 2 * self.recipe.level)
        yield "growth_year_ago", self._growth(rows)
        yield from self._dates(rows)
        yield from self._signals.columns(rows.series, rows.origin, rows.horizon)
        for name, codes in self.panel.static.items():
            yield f"static_{name}", codes[rows.series].astype(np.float64)
        for name, kin in self._kin.items():
            for window in (self.recipe.recent[1], self.recipe.recent[-1]):
                yield f"kin_{name}_{window}", kin.drift(rows, window, self.recipe.level)

    def _levels(self, rows: Rows) -> Iterator[tuple[str, Floats]]:
        """Features in the series' own unit, to be divided by its level."""
        series, origin = rows.series, rows.origin
        for window in self.recipe.recent:
            yield f"mean_{window}", self._mean(self._sums, series, origin, window)
        for back in range(self.recipe.last):
            yield f"last_{back}", self._mean(self._sums, series, origin - back, 1)
        yield "deviation", self._deviation(rows)
        for stride, repeats in self.recipe.phase:
            yield f"phase_{stride}_{repeats}", self._phase(rows, stride, repeats)

    def _mean(self, sums: Floats, series: Ints, end: Ints, window: int) -> Floats:
        """Mean of the values in (end - window, end], shorter where the series begins inside."""
        low = np.maximum(end + 1 - window, self.start[series])
        count = end + 1 - low
        safe = np.maximum(low, 0)
        total = sums[series, np.maximum(end + 1, 0)] - sums[series, safe]
        return np.where((count > 0) & (end >= 0), total / np.maximum(count, 1), np.nan)

    def _deviation(self, rows: Rows) -> Floats:
        window = 2 * self.recipe.level
        mean = self._mean(self._sums, rows.series, rows.origin, window)
        square = self._mean(self._squares, rows.series, rows.origin, window)
        return np.sqrt(np.maximum(square - mean**2, 0))

    def _phase(self, rows: Rows, stride: int, repeats: int) -> Floats:
        """Mean of the last `repeats` known values at the target's place in a cycle of `stride`."""
        back = stride * -(-rows.horizon // stride)
        newest = rows.origin + rows.horizon - back
        fitting = (newest - self.start[rows.series]) // stride + 1
        count = np.clip(fitting, 0, repeats)
        oldest = newest - count * stride
        sums = self._phases[stride]
        high = np.where(newest >= 0, sums[rows.series, np.maximum(newest, 0)], 0)
        low = np.where(oldest >= 0, sums[rows.series, np.maximum(oldest, 0)], 0)
        return np.where(count > 0, (high - low) / np.maximum(count, 1), np.nan)

    def _growth(self, rows: Rows) -> Floats:
        """A year ago: the mean around the target's date over the level at the origin's date."""
        year = self.panel.freq.year * -(-rows.horizon // self.panel.freq.year)
        around = self.recipe.around
        end = np.minimum(rows.origin + rows.horizon - year + around, rows.origin)
        target = self._mean(self._sums, rows.series, end, 2 * around + 1)
        before = self._mean(self._sums, rows.series, rows.origin - year, self.recipe.level)
        return np.asarray(target / np.where(before > 0, before, np.nan))

    def _dates(self, rows: Rows) -> Iterator[tuple[str, Floats]]:
        """The calendar at the target; Ramadan also a year before and in the window of the level."""
        year = self.panel.freq.year
        target = rows.origin + rows.horizon + year
        for name, values in self._calendar.items():
            yield name, values[target]
        ramadan = self._calendar["ramadan"]
        yield "ramadan_year_ago", ramadan[target - year]
        sums = np.append(0.0, np.cumsum(ramadan))
        end = rows.origin + year + 1
        yield "ramadan_recent", (sums[end] - sums[end - self.recipe.level]) / self.recipe.level


class _Kin:
    """Totals of the series that share a static code: what one is too small to show, they show."""

    def __init__(self, filled: Floats, codes: Ints) -> None:
        names, self._group = np.unique(codes, return_inverse=True)
        totals = np.zeros((len(names), filled.shape[1]))
        np.add.at(totals, self._group, filled)
        self._sums = _cumulated(totals)

    def drift(self, rows: Rows, window: int, level: int) -> Floats:
        """Mean of the kin's last `window` periods over that of their last `level`, logarithm."""
        group = self._group[rows.series]
        means = [self._mean(group, rows.origin, width) for width in (window, level)]
        return np.asarray(np.log1p(means[0]) - np.log1p(means[1]))

    def _mean(self, group: Ints, origin: Ints, window: int) -> Floats:
        low = np.maximum(origin + 1 - window, 0)
        total = self._sums[group, origin + 1] - self._sums[group, low]
        return np.asarray(total / np.maximum(origin + 1 - low, 1))


def _groups(panel: Panel) -> Iterator[tuple[str, Ints]]:
    """Codes that some series share, and the family as a whole."""
    count = len(panel.ids)
    if count > 1:
        yield "all", np.zeros(count, dtype=np.int64)
    for name, codes in panel.static.items():
        if 1 < len(np.unique(codes)) < count:
            yield name, codes


def matrix(
    history: History, rows: Rows, asked: tuple[str, ...] | None = None
) -> tuple[tuple[str, ...], np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    """Feature names and their float32 matrix, one row per (series, origin, horizon).

    asked: these columns in this order, for what has learned from another panel than it is asked
    about; one that this panel does not have (a series by itself has no kin) is NaN.
    """
    found = {name: values.astype(np.float32) for name, values in history.columns(rows)}
    if asked is not None:
        unknown = np.full(len(rows), np.nan, dtype=np.float32)
        found = {name: found.get(name, unknown) for name in asked}
    return tuple(found), np.column_stack(list(found.values()))


def _starts(panel: Panel) -> Ints:
    known = ~np.isnan(panel.values)
    return np.where(known.any(axis=1), known.argmax(axis=1), panel.periods).astype(np.int64)


def _cumulated(values: Floats) -> Floats:
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _strided(values: Floats, stride: int) -> Floats:
    """sums[i, t] = values[i, t] + values[i, t - stride] + values[i, t - 2 stride] + ..."""
    sums = values.copy()
    for period in range(stride, values.shape[1], stride):
        width = min(stride, values.shape[1] - period)
        sums[:, period : period + width] += sums[:, period - stride : period - stride + width]
    return sums


def _calendar(panel: Panel, spec: CalendarSpec, ahead: int) -> dict[str, Floats]:
    """Calendar columns from a year before the panel to `ahead` periods behind it."""
    back = panel.freq.year
    if panel.freq is Freq.MONTHLY:
        first = panel.first.replace(year=panel.first.year - back // 12)
    else:
        first = panel.first - timedelta(days=back * (1 if panel.freq is Freq.DAILY else 7))
    dates = period_dates(first, back + panel.periods + ahead, panel.freq)
    return calendar_columns(dates, panel.freq, spec)
