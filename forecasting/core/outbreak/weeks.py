"""Weekly counts side by side, each row with its own calendar, and what a detector says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from forecasting.core.errors import BadSeries
from forecasting.core.freq import Floats, Ints

YEAR = 365.25 / 7
"""Weeks in a year."""
MOST_SCORE = 12.0


@dataclass(frozen=True, slots=True, eq=False)
class Weeks:
    """values[i, t]: cases of series i in its week t, NaN where nobody counted (not the same as 0).

    first[i]: number of row i's week 0, in weeks since the Monday 1969-12-29. Rows may end in
    different weeks: outbreaks injected at different times are surveyed side by side.
    """

    ids: tuple[str, ...]
    values: Floats
    first: Ints

    def __post_init__(self) -> None:
        """Raises BadSeries naming the series and its week for a negative or infinite count."""
        bad = (self.values < 0) | np.isinf(self.values)
        if bad.any():
            row, week = np.argwhere(bad)[0]
            what = "is negative" if self.values[row, week] < 0 else "is infinite"
            raise BadSeries(
                self.ids[row], int(week), f"the count {what}; cases start at 0, unknown is empty"
            )

    @property
    def periods(self) -> int:
        return int(self.values.shape[1])

    def until(self, periods: int) -> Weeks:
        """What was known after the first `periods` weeks."""
        return Weeks(self.ids, self.values[:, :periods].copy(), self.first)

    def rows(self, rows: Ints) -> Weeks:
        ids = tuple(self.ids[row] for row in rows)
        return Weeks(ids, self.values[rows], self.first[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What one detector says of the last weeks of each row, each from the weeks before it alone.

    expected, upper: cases; the detector as published alarms when more than `upper` are counted.
    score: how unusual the count is, on the scale of standard normal deviates where the detector
    has one. All are series x weeks; NaN where there is too little history or no count.
    """

    expected: Floats
    upper: Floats
    score: Floats


Detector = Callable[[Weeks, int], Survey]
"""(counts, how many last weeks) -> what it says of them."""


def cells(weeks: Weeks, last: int, offsets: Ints) -> Floats:
    """history[i, l, k]: the count `offsets[k]` weeks before the l-th of the last weeks of row i."""
    now = np.arange(weeks.periods - last, weeks.periods)
    at = now[:, None] - offsets[None, :]
    found = weeks.values[:, np.clip(at, 0, None)]
    return np.where(at[None] >= 0, found, np.nan)


def deviate(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """The normal deviate of a count: mid-p of a negative binomial with variance dispersion x mean.

    A Poisson where the dispersion is 1. Mid-p keeps rare counts on the same footing as frequent
    ones (Lancaster 1961).
    """
    mean = np.maximum(mean, 1e-6)
    size = mean / np.maximum(dispersion - 1, 1e-6)
    share = size / (size + mean)
    y = np.nan_to_num(np.maximum(count, 0))
    point = stats.nbinom.pmf(np.round(y), size, share)
    beyond = special.betainc(np.round(y) + 1, size, 1 - share)
    found = stats.norm.isf(np.clip(beyond + 0.5 * point, 1e-40, 1 - 1e-16))
    known = np.isfinite(count) & np.isfinite(mean)
    return np.where(known, np.clip(found, -MOST_SCORE, MOST_SCORE), np.nan)


def count_quantile(mean: Floats, dispersion: Floats, probability: float | Floats) -> Floats:
    """The count not exceeded with that probability, same distribution."""
    known = np.isfinite(mean)
    mean = np.where(known, np.maximum(mean, 1e-6), 1.0)
    size = mean / np.maximum(dispersion - 1, 1e-6)
    found = stats.nbinom.ppf(probability, size, size / (size + mean))
    return np.where(known, found, np.nan)
