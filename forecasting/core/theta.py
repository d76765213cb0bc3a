"""The Theta forecast, for a whole panel at once.

Assimakopoulos & Nikolopoulos 2000; in the form of Hyndman & Billah 2003: simple exponential
smoothing of the deseasonalised series plus half of its linear slope. It sees level shifts that a
model of ratios smooths away, and is the strongest cheap member for monthly counts.
"""

from __future__ import annotations

import numpy as np

from forecasting.core.baselines import error_quantiles, nan_mean
from forecasting.core.freq import Floats, Ints
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

ALPHAS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9)
SHRINK = 0.9


def theta(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Smoothed level, half the slope, multiplicative season where there are two seasons of it."""
    lag = panel.freq.season
    season = seasonal_indices(panel.values, lag)
    phases = np.arange(panel.periods + horizon) % lag
    flat = panel.values / season[:, phases[: panel.periods]]
    alpha, level, errors = smooth(flat)
    slope = _slope(flat)
    steps = np.arange(1, horizon + 1)
    point = level[:, None] + 0.5 * slope[:, None] * (steps - 1 + 1 / alpha[:, None])
    point = np.maximum(point, 0.2 * level[:, None])
    growth = np.sqrt(1 + (steps - 1) * alpha[:, None] ** 2)
    spread = error_quantiles(errors[:, lag:], quantiles)[:, None, :] * growth[:, :, None]
    ahead = season[:, phases[panel.periods :]]
    values = (point[:, :, None] + spread) * ahead[:, :, None]
    return Prediction(point * ahead, values).tidy()


def seasonal_indices(values: Floats, lag: int) -> Floats:
    """Shrunk ratios to the centred mean per phase (period number modulo lag), mean 1; 1 if unknown.

    Used only where the autocorrelation at the lag passes the usual 90 % test.
    """
    count, periods = values.shape
    indices = np.ones((count, lag))
    if periods < 2 * lag + 2:
        return indices
    centre = _centred(values, lag)
    ratio = np.where(centre > 0, values / np.where(centre > 0, centre, 1), np.nan)
    for phase in range(lag):
        indices[:, phase] = np.nan_to_num(nan_mean(ratio[:, phase::lag], 1), nan=1.0)
    indices = 1 + SHRINK * (indices / np.maximum(indices.mean(axis=1, keepdims=True), 1e-9) - 1)
    indices[~_is_seasonal(values, lag)] = 1.0
    return np.asarray(np.maximum(indices, 0.1), dtype=np.float64)


def _centred(values: Floats, lag: int) -> Floats:
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


def _is_seasonal(values: Floats, lag: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    apart = np.where(known, values - nan_mean(values, 1)[:, None], 0)
    power = np.maximum((apart**2).sum(axis=1), 1e-12)
    correlation = [(apart[:, k:] * apart[:, :-k]).sum(axis=1) / power for k in range(1, lag + 1)]
    noise = np.sqrt((1 + 2 * sum(r**2 for r in correlation[:-1])) / np.maximum(count, 1))
    return np.asarray((count >= 2 * lag + 2) & (np.abs(correlation[-1]) > 1.645 * noise))


def smooth(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Exponential smoothing with the alpha of least squared error: alpha, last level, errors."""
    best = np.full(len(values), np.inf)
    alpha = np.full(len(values), ALPHAS[0])
    level = np.zeros(len(values))
    errors = np.full(values.shape, np.nan)
    for candidate in ALPHAS:
        last, missed = _smooth_with(values, candidate)
        loss = np.where(np.isnan(missed), 0, missed**2).sum(axis=1)
        better = loss < best
        best[better], alpha[better], level[better] = loss[better], candidate, last[better]
        errors[better] = missed[better]
    return alpha, level, errors


def _smooth_with(values: Floats, alpha: float) -> tuple[Floats, Floats]:
    start = np.where(~np.isnan(values).all(axis=1), (~np.isnan(values)).argmax(axis=1), 0)
    level = _first_level(values, start.astype(np.int64))
    errors = np.full(values.shape, np.nan)
    for period in range(values.shape[1]):
        errors[:, period] = values[:, period] - level
        level = level + alpha * np.nan_to_num(errors[:, period])
    return level, errors


def _first_level(values: Floats, start: Ints) -> Floats:
    """The mean of a series' first four values."""
    at = np.minimum(start[:, None] + np.arange(4)[None, :], values.shape[1] - 1)
    return np.nan_to_num(nan_mean(np.take_along_axis(values, at, axis=1), 1))


def _slope(values: Floats) -> Floats:
    """Least-squares slope per period, 0 for a history too short to have one."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1), 1)
    time = np.arange(values.shape[1])[None, :]
    centre = (known * time).sum(axis=1) / count
    away = np.where(known, time - centre[:, None], 0)
    power = (away**2).sum(axis=1)
    slope = (away * np.nan_to_num(values)).sum(axis=1) / np.maximum(power, 1e-12)
    return np.where(count >= 4, slope, 0.0)
