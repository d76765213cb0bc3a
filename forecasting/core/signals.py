"""Columns beside the values (weather, flu in town, a campaign), as features.

A column is looked at in two ways. What it was up to the origin: its recent mean, and the last value
of the same stretch, so that one that is a few days late still speaks. What it will be on the
target's date, but only as far ahead as the forecast being made really knows it (`Panel.reach`): a
model taught with tomorrow's weather that then gets none, or is scored with weather nobody had,
would be worse than one that never saw it. Past that reach, and wherever a value is missing, the
feature is NaN and the season columns speak.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.series import Panel

RECENT = {Freq.DAILY: 7, Freq.WEEKLY: 4, Freq.MONTHLY: 3}


class Signals:
    """Sums over the known columns of a panel, asked for windows that end at an origin."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._sums = {name: _cumulated(np.nan_to_num(c)) for name, c in panel.known.items()}
        self._newest = {name: _newest(c) for name, c in panel.known.items()}
        self._counts = {name: _cumulated(~np.isnan(c)) for name, c in panel.known.items()}

    def columns(self, series: Ints, origin: Ints, horizon: Ints) -> Iterator[tuple[str, Floats]]:
        """Per column its last value, its recent mean and, within its reach, the target's value."""
        for name, column in self.panel.known.items():
            yield f"signal_{name}_last", self._last(name, series, origin)
            yield f"signal_{name}_mean", self._mean(name, series, origin, RECENT[self.panel.freq])
            reach = self.panel.reach.get(name, 0)
            if reach:
                ahead = column[series, np.minimum(origin + horizon, column.shape[1] - 1)]
                yield f"known_{name}", np.where(horizon <= reach, ahead, np.nan)

    def _last(self, name: str, series: Ints, origin: Ints) -> Floats:
        """The newest value in the recent stretch up to the origin."""
        newest = self._newest[name][series, origin]
        found = self.panel.known[name][series, np.maximum(newest, 0)]
        return np.where(newest > origin - RECENT[self.panel.freq], found, np.nan)

    def _mean(self, name: str, series: Ints, origin: Ints, window: int) -> Floats:
        """Mean of what is there in (origin - window, origin]; NaN where nothing is."""
        high, low = origin + 1, np.maximum(origin + 1 - window, 0)
        sums, counts = self._sums[name], self._counts[name]
        count = counts[series, high] - counts[series, low]
        total = sums[series, high] - sums[series, low]
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _cumulated(values: Floats) -> Floats:
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    return sums


def _newest(column: Floats) -> Ints:
    """newest[i, t]: the last period up to t with a value; far back where there is none."""
    periods = np.arange(column.shape[1])
    there = np.where(np.isnan(column), -(2**31), periods)
    return np.maximum.accumulate(there, axis=1).astype(np.int64)
