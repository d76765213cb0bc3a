"""Seasonal indices that borrow from the family: what one series is unsure of, its kin tell it.

Each series' ratios to its centred mean are noisy where the history is short or the counts are
small. They are drawn towards the family's common pattern, and that towards none, each by how much
noise there is in it against how much the patterns really differ: empirical Bayes (Efron & Morris
1973; for seasons Miller & Williams 2003, "Shrinkage estimators of time series seasonal factors").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.core.baselines import nan_mean
from forecasting.core.freq import Floats, Ints

LEAST_INDEX = 0.1
PRIOR = 4
"""Phases' worth of the family's ratio of spread to noise that is mixed into each row's own."""


@dataclass(frozen=True, slots=True, eq=False)
class Season:
    """indices[i, p]: ratio to the mean at phase p (period number modulo the lag), mean 1.

    spent[i]: how many values of its own the series gave for them (0 .. lag - 1).
    """

    indices: Floats
    spent: Floats

    def rows(self, part: Ints) -> Season:
        return Season(self.indices[part], self.spent[part])

    def widening(self, periods: int) -> Floats:
        """What in-sample errors are to be multiplied by, for the values spent on the season."""
        left = np.maximum(periods - 1 - self.spent, periods / 4)
        return np.asarray(np.sqrt(periods / left))


def seasonal_indices(values: Floats, lag: int) -> Season:
    """The season of every row of values[i, t]; flat where two seasons do not fit.

    A row of its own with fewer than two seasons takes the family's pattern.
    """
    rows, periods = values.shape
    flat = Season(np.ones((rows, lag)), np.zeros(rows))
    if periods < 2 * lag + 2 or not rows:
        return flat
    own, noise = _ratios(values, lag)
    known = np.isfinite(noise)
    if not known.any():
        return flat
    weight = np.zeros(rows)
    weight[known] = 1 / np.maximum(noise[known], 1e-4)
    weight /= weight.sum()
    common, told = _common(own[known], weight[known], noise[known])
    indices = np.tile(common, (rows, 1))
    trust = np.zeros(rows)
    apart = own[known] - common
    trust[known] = _own_trust((apart**2).sum(axis=1) / (lag - 1), noise[known], lag - 1)
    indices[known] += trust[known, None] * apart
    spent = (lag - 1) * (trust + (1 - trust) * told * weight)
    return Season(np.maximum(indices, LEAST_INDEX), spent)


def _ratios(values: Floats, lag: int) -> tuple[Floats, Floats]:
    """Mean ratio to the centred mean per phase, scaled to mean 1, and the variance of such a mean.

    NaN variance where a phase was seen less than twice: nothing tells its noise.
    """
    centre = centred(values, lag)
    ratio = np.where(centre > 0, values / np.where(centre > 0, centre, 1), np.nan)
    own = np.full((len(values), lag), np.nan)
    square, count = np.zeros((2, len(values), lag))
    for phase in range(lag):
        seen = ratio[:, phase::lag]
        own[:, phase] = nan_mean(seen, 1)
        square[:, phase] = np.nansum((seen - own[:, phase, None]) ** 2, axis=1)
        count[:, phase] = (~np.isnan(seen)).sum(axis=1)
    free = np.maximum((count - 1).sum(axis=1), 1)
    noise = square.sum(axis=1) / free / np.maximum(count.mean(axis=1), 1)
    own = own / np.where(own.mean(axis=1) > 0, own.mean(axis=1), np.nan)[:, None]
    told = (count >= 2).all(axis=1) & np.isfinite(own).all(axis=1)
    return own, np.where(told, np.maximum(noise, 1e-6), np.nan)


def _common(own: Floats, weight: Floats, noise: Floats) -> tuple[Floats, float]:
    """The family's pattern, mean of its rows by their precision drawn towards flat; how little."""
    pattern = (own * weight[:, None]).sum(axis=0)
    pattern = pattern / pattern.mean()
    spread = ((pattern - 1) ** 2).sum() / (len(pattern) - 1)
    trust = float(_trust(spread, (weight**2 * noise).sum()))
    return np.asarray(1 + trust * (pattern - 1)), trust


def _own_trust(spread: Floats, noise: Floats, free: int) -> Floats:
    """How much each row is believed to differ: its own spread over its noise, mixed with the
    family's, since from a few phases neither is known well."""
    ratio = spread / noise
    usual = float(np.median(ratio)) if len(ratio) > 1 else 1.0
    return np.asarray(_trust((free * ratio + PRIOR * usual) / (free + PRIOR), 1.0))


def _trust(spread: Floats | float, noise: Floats | float) -> Floats:
    """The share of a spread that is not noise."""
    return np.asarray(np.maximum(spread - noise, 0) / np.maximum(spread, 1e-12))


def centred(values: Floats, lag: int) -> Floats:
    """Centred moving mean over one season, NaN at both ends."""
    sums = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(np.nan_to_num(values), axis=1, out=sums[:, 1:])
    mean = (sums[:, lag:] - sums[:, :-lag]) / lag
    if lag % 2 == 0:
        mean = (mean[:, 1:] + mean[:, :-1]) / 2
    centre = np.full(values.shape, np.nan)
    half = lag // 2
    centre[:, half : half + mean.shape[1]] = mean
    centre[np.isnan(np.roll(values, half, axis=1))] = np.nan
    return centre
