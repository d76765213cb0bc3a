"""Demand that comes now and then: Croston's family and its kin, for a whole panel at once.

Croston 1972 smooths the size of a demand and the time between two of them apart; Syntetos & Boylan
2005 take out the bias of their ratio (SBA). Teunter, Syntetos & Babai 2011 (TSB) smooth the chance
of a demand in every period instead, so that a dying product fades away. Nikolopoulos et al. 2011
(ADIDA) smooth sums over buckets of the mean interval; Petropoulos & Kourentzes 2015 (IMAPA) take
the mean over all bucket sizes up to it.

Each gives a flat rate. The distribution around it is zero-inflated: no demand with the chance of
none, else one of the sizes seen lately, scaled so that its mean is the rate.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from forecasting.core.backtest import quantile_losses, windows
from forecasting.core.baselines import nan_mean
from forecasting.core.choice import Forecaster
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

CROSTON_ALPHA = 0.1
TSB_ALPHA = 0.2
"""For sizes and for the chance alike."""
BUCKET_ALPHAS = tuple(0.1 + 0.025 * step for step in range(9))
LAST = 6
SEEN = {Freq.DAILY: 182, Freq.WEEKLY: 52, Freq.MONTHLY: 24}
"""Periods whose demands stand for what a demand may be."""
FADING = {Freq.DAILY: 0.98, Freq.WEEKLY: 0.95, Freq.MONTHLY: 0.85}


@dataclass(frozen=True, slots=True, eq=False)
class Rate:
    """Per series: the chance of any demand in a period, and its mean size when there is one."""

    chance: Floats
    size: Floats

    @property
    def mean(self) -> Floats:
        return np.asarray(self.chance * self.size)


def croston_sba(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Croston's ratio without its bias."""
    return _around(panel, croston_rate(panel.values), horizon, quantiles)


def tsb(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Size times chance, the chance updated in every period."""
    return _around(panel, tsb_rate(panel.values), horizon, quantiles)


def adida(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Smoothed sums over buckets as long as the mean interval between demands."""
    return _around(panel, _rated(panel, adida_mean(panel.values)), horizon, quantiles)


def imapa(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """The mean of smoothed sums over buckets of one period up to the mean interval."""
    return _around(panel, _rated(panel, imapa_mean(panel.values)), horizon, quantiles)


def recent_median(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """The median of the last 6 values, the other quantiles as far apart as the faded ones are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        point = np.nan_to_num(np.nanmedian(panel.values[:, -LAST:], axis=1))
    levels = _faded(panel, (*quantiles, 0.5))
    apart = point[:, None] + levels[:, :-1] - levels[:, -1:]
    return _flat(np.nan_to_num(nan_mean(panel.values[:, -LAST:], 1)), apart, horizon)


def faded_quantiles(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Quantiles of what was seen lately, newer values weighing more (`FADING` a period).

    The exponentially weighted quantile of Taylor 2007, without regressors.
    """
    lately = panel.values[:, -SEEN[panel.freq] :]
    weight = np.where(np.isnan(lately), 0, _weights(panel.freq, lately.shape[1]))
    total = (weight * np.nan_to_num(lately)).sum(axis=1)
    mean = total / np.maximum(weight.sum(axis=1), 1e-12)
    return _flat(mean, _faded(panel, quantiles), horizon)


def _weights(freq: Freq, count: int) -> Floats:
    return np.power(FADING[freq], np.arange(count)[::-1], dtype=np.float64)


def _faded(panel: Panel, quantiles: tuple[float, ...]) -> Floats:
    """Weighted sample quantiles per series, 0 where there is no value; [i, k]."""
    lately = panel.values[:, -SEEN[panel.freq] :]
    order = np.argsort(lately, axis=1)  # NaN last
    ordered = np.take_along_axis(lately, order, axis=1)
    weight = np.where(np.isnan(ordered), 0, _weights(panel.freq, lately.shape[1])[order])
    reached = np.cumsum(weight, axis=1) - weight / 2
    reached /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-12)
    count = (~np.isnan(ordered)).sum(axis=1)
    rows = np.arange(len(ordered))
    columns = []
    for quantile in quantiles:
        above = ((reached < quantile) & (weight > 0)).sum(axis=1)
        high = np.clip(above, 0, np.maximum(count - 1, 0))
        low = np.maximum(high - (above < count), 0)
        gap = reached[rows, high] - reached[rows, low]
        share = np.where(gap > 0, (quantile - reached[rows, low]) / np.where(gap > 0, gap, 1), 0)
        below, top = ordered[rows, low], ordered[rows, high]
        columns.append(below + np.clip(share, 0, 1) * (top - below))
    return np.asarray(np.nan_to_num(np.stack(columns, axis=1)))


def croston_rate(values: Floats, alpha: float = CROSTON_ALPHA) -> Rate:
    """values[i, t], NaN before a series begins. No demand at all: rate 0."""
    size, interval = _smoothed_demands(values, alpha)
    chance = np.where(interval > 0, 1 / np.maximum(interval, 1), 0.0)
    return Rate(chance, (1 - alpha / 2) * size)


def _smoothed_demands(values: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Smoothed sizes and intervals, both updated in periods with demand only; 0 without any."""
    size, interval, since = (np.zeros(len(values)) for _ in range(3))
    for period in range(values.shape[1]):
        now = values[:, period]
        since = since + ~np.isnan(now)
        met = now > 0
        first = met & (interval == 0)
        step = np.where(first, 1.0, alpha) * met
        size += step * (np.nan_to_num(now) - size)
        interval += step * (since - interval)
        since = np.where(met, 0, since)
    return size, interval


def tsb_rate(values: Floats, alpha: float = TSB_ALPHA, beta: float = TSB_ALPHA) -> Rate:
    """alpha smooths sizes, beta the chance. A series starts with its first value's own 0 or 1."""
    known = ~np.isnan(values)
    size, _ = _smoothed_demands(values, alpha)
    chance = np.zeros(len(values))
    begun = np.zeros(len(values), dtype=bool)
    for period in range(values.shape[1]):
        seen = known[:, period]
        step = np.where(begun, beta, 1.0) * seen
        chance += step * ((np.nan_to_num(values[:, period]) > 0) - chance)
        begun |= seen
    return Rate(chance, size)


def adida_mean(values: Floats) -> Floats:
    """Rate per period from sums over buckets of the rounded mean interval."""
    lengths = _mean_intervals(values)
    found = np.zeros(len(values))
    for length in np.unique(lengths):
        mine = lengths == length
        found[mine] = _bucketed(values[mine], int(length))
    return found


def imapa_mean(values: Floats) -> Floats:
    """Rate per period, the mean over all bucket lengths up to the rounded mean interval."""
    longest = _mean_intervals(values)
    total = np.zeros(len(values))
    for length in range(1, int(longest.max(initial=1)) + 1):
        mine = longest >= length
        total[mine] += _bucketed(values[mine], length)
    return total / longest


def _mean_intervals(values: Floats) -> Ints:
    """Whole periods between demands, at least 1, at most the whole history."""
    met = np.nan_to_num(values) > 0
    first = (~np.isnan(values)).argmax(axis=1)
    last = values.shape[1] - 1 - met[:, ::-1].argmax(axis=1)
    mean = (last - first + 1) / np.maximum(met.sum(axis=1), 1)
    most = np.maximum((~np.isnan(values)).sum(axis=1), 1)
    return np.asarray(np.clip(np.round(mean), 1, most), dtype=np.int64)


def _bucketed(values: Floats, length: int) -> Floats:
    """Smoothed bucket sums over their length; buckets end with the last period."""
    count = values.shape[1] // length
    sums = values[:, values.shape[1] - count * length :].reshape(len(values), count, length)
    return _smoothed(sums.sum(axis=2)) / length


def _smoothed(values: Floats) -> Floats:
    """Exponential smoothing from the first value on, with the constant of least squared error."""
    best, level = np.full(len(values), np.inf), np.zeros(len(values))
    for alpha in BUCKET_ALPHAS:
        now, loss = np.full(len(values), np.nan), np.zeros(len(values))
        for period in range(values.shape[1]):
            error = np.nan_to_num(values[:, period] - now)
            loss += error**2
            now = np.where(np.isnan(now), values[:, period], now + alpha * error)
        better = loss < best
        best[better], level[better] = loss[better], np.nan_to_num(now)[better]
    return level


def _rated(panel: Panel, mean: Floats) -> Rate:
    """A plain rate as chance and size: the chance is the share of late periods with demand."""
    lately = panel.values[:, -SEEN[panel.freq] :]
    chance = np.nan_to_num(nan_mean(np.where(np.isnan(lately), np.nan, lately > 0), 1))
    chance = np.where((chance == 0) & (mean > 0), 0.5 / lately.shape[1], chance)
    return Rate(chance, mean / np.where(chance > 0, chance, 1))


def _around(panel: Panel, rate: Rate, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Quantiles of a zero-inflated demand: 0 up to the chance of none, then of scaled sizes."""
    chance = np.clip(rate.chance, 0, 1)
    inside = np.array(quantiles)[None, :] - (1 - chance[:, None])
    share = np.clip(inside / np.where(chance > 0, chance, 1)[:, None], 0, 1)
    sizes = _sizes(panel, rate.size)
    values = np.where(inside > 0, _picked(sizes, share), 0.0)
    return _flat(rate.mean, values, horizon)


def _sizes(panel: Panel, mean: Floats) -> Floats:
    """Late demands (NaN for none), in order and scaled to the mean."""
    lately = panel.values[:, -SEEN[panel.freq] :]
    sizes = np.where(np.nan_to_num(lately) > 0, lately, np.nan)
    nothing = np.isnan(sizes).all(axis=1)
    sizes[nothing, -1] = 1.0
    return np.sort(sizes * (mean / nan_mean(sizes, 1))[:, None], axis=1)


def _picked(ordered: Floats, share: Floats) -> Floats:
    """Row by row the sample quantile (k / (n + 1), straight between) of values before the NaN."""
    count = (~np.isnan(ordered)).sum(axis=1, keepdims=True)
    place = np.clip(share * (count + 1) - 1, 0, count - 1)
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, count - 1)
    below = np.take_along_axis(ordered, low, axis=1)
    above = np.take_along_axis(ordered, high, axis=1)
    return np.asarray(below + (place - low) * (above - below))


def _flat(mean: Floats, levels: Floats, horizon: int) -> Prediction:
    """The same at every horizon."""
    wide = np.repeat(levels[:, None, :], horizon, axis=1)
    return Prediction(np.repeat(mean[:, None], horizon, axis=1), wide).tidy()


RATES: dict[str, Forecaster] = {
    "croston_sba": croston_sba,
    "tsb": tsb,
    "adida": adida,
    "imapa": imapa,
}
ELECTION_WINDOWS = 3
ELECTION_SERIES = 1000
"""So many, evenly spread over the family, are asked at most."""


def best_rate(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> str:
    """Which of `RATES` forecast the panel's last windows best, by the mean loss per level.

    They stand for one member between them: four of a kind in a plain mean would outvote the rest.
    TSB where there is no window, because it also sees a product die.
    """
    losses = dict.fromkeys(RATES, 0.0)
    asked = panel.rows(np.arange(0, len(panel.ids), -(-len(panel.ids) // ELECTION_SERIES) or 1))
    for window in windows(asked, horizon, ELECTION_WINDOWS, 2 * horizon):
        level = nan_mean(window.train.values, 1)
        told = level > 0
        for name, forecast in RATES.items():
            found = forecast(window.train, horizon, quantiles)
            loss = quantile_losses([found], [window.truth], quantiles)
            losses[name] += float(np.nansum(loss[told] / level[told]))
    return min(losses, key=lambda name: (losses[name], name != "tsb"))


def intermittent(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """The rate that was best on the panel's own last windows, see `best_rate`."""
    return RATES[best_rate(panel, horizon, quantiles)](panel, horizon, quantiles)


MEMBERS: dict[str, Forecaster] = {
    "intermittent": intermittent,
    "recent_median": recent_median,
    "faded": faded_quantiles,
}
"""By the name they stand for election with."""
