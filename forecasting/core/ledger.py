"""What was forecast on past nights beside what came since, series by series and day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Bools, Floats, Freq
from forecasting.core.series import Panel

WATCHED = {Freq.DAILY: 28, Freq.WEEKLY: 12, Freq.MONTHLY: 6}
"""The last periods that are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """One past forecast of a panel's series, row by row; NaN for a series it did not have.

    first: the panel's column of the first step. point, low, high: [i, h], the median and the 80 %
    band. promised[i]: the mean absolute error of its walk-forward test.
    """

    first: int
    point: Floats
    low: Floats
    high: Floats
    promised: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Per series and watched period, the mean over all past forecasts of it; NaN where none.

    error, naive: absolute errors of the forecast and of seasonal naive from the same origins.
    promised: the error that was promised. inside: whether the newest forecast of the period held
    it in its 80 % band (1, 0). pairs: how many forecasts were made of it.
    """

    freq: Freq
    truth: Floats
    error: Floats
    naive: Floats
    promised: Floats
    inside: Floats
    pairs: Floats


def compare(panel: Panel, pasts: Sequence[Past]) -> Ledger:
    """The last `WATCHED` periods of the panel against the forecasts made before them."""
    width = min(WATCHED[panel.freq], panel.periods)
    begin = panel.periods - width
    truth = panel.values[:, begin:]
    sums = {name: np.zeros(truth.shape) for name in ("error", "naive", "promised", "pairs")}
    inside = np.full(truth.shape, np.nan)
    for past in sorted(pasts, key=lambda one: one.first):
        low, high = max(begin, past.first), min(panel.periods, past.first + past.point.shape[1])
        if low >= high:
            continue
        steps = slice(low - past.first, high - past.first)
        there = slice(low - begin, high - begin)
        came, naive = panel.values[:, low:high], _naive(panel, past.first, low, high)
        told = ~np.isnan(past.point[:, steps] + came + naive) & ~np.isnan(past.promised)[:, None]
        _add(sums["error"], there, np.abs(came - past.point[:, steps]), told)
        _add(sums["naive"], there, np.abs(came - naive), told)
        _add(sums["promised"], there, np.repeat(past.promised[:, None], high - low, 1), told)
        sums["pairs"][:, there] += told
        held = (came >= past.low[:, steps]) & (came <= past.high[:, steps])
        inside[:, there] = np.where(told, held, inside[:, there])
    pairs = sums.pop("pairs")
    means = {
        name: np.where(pairs > 0, total / np.maximum(pairs, 1), np.nan)
        for name, total in sums.items()
    }
    return Ledger(panel.freq, truth, inside=inside, pairs=pairs, **means)


def _add(total: Floats, there: slice, values: Floats, told: Bools) -> None:
    total[:, there] += np.where(told, np.nan_to_num(values), 0)


def _naive(panel: Panel, first: int, low: int, high: int) -> Floats:
    """The value a season before each of the periods low .. high, as known before `first`."""
    season = panel.freq.season
    columns = np.arange(low, high)
    back = season * -(-(columns - first + 1) // season)
    at = columns - back
    return np.where(at >= 0, panel.values[:, np.maximum(at, 0)], np.nan)
