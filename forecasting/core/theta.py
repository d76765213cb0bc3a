"""The Theta forecast, for a whole panel at once.

Assimakopoulos & Nikolopoulos 2000; in the form of Hyndman & Billah 2003: simple exponential
smoothing of the deseasonalised series plus half of its linear slope. It sees level shifts that a
model of ratios smooths away, and is the strongest cheap member for monthly counts. What one series
is too short to tell, how fast it forgets and whether it grows, its family tells it (`pooling`).
"""

from __future__ import annotations

import numpy as np

from forecasting.core.baselines import error_quantiles, nan_mean
from forecasting.core.freq import Floats, Ints
from forecasting.core.pooling import learn_prior, posterior, shrunk
from forecasting.core.prediction import Prediction
from forecasting.core.seasonal import seasonal_indices
from forecasting.core.series import Panel

AGGREGATES = (2, 3)
ALPHAS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9)


def theta(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Smoothed level, half the slope, multiplicative season."""
    lag = panel.freq.season
    season = seasonal_indices(panel.values, lag)
    phases = np.arange(panel.periods + horizon) % lag
    flat = panel.values / season.indices[:, phases[: panel.periods]]
    alpha, level, errors = smooth(flat, (horizon + 1) // 2)
    slope = _slope(flat)
    steps = np.arange(1, horizon + 1)
    point = level[:, None] + 0.5 * slope[:, None] * (steps - 1 + 1 / alpha[:, None])
    point = np.maximum(point, 0.2 * level[:, None])
    growth = np.sqrt(1 + (steps - 1) * alpha[:, None] ** 2)
    growth = growth * season.widening(panel.periods)[:, None]
    spread = error_quantiles(errors[:, lag:], quantiles)[:, None, :] * growth[:, :, None]
    ahead = season.indices[:, phases[panel.periods :]]
    values = (point[:, :, None] + spread) * ahead[:, :, None]
    return Prediction(point * ahead, values).tidy()


def aggregated(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Theta on sums of two and of three periods, spread back over them by the season.

    What is noise from month to month is level from quarter to quarter (Kourentzes, Petropoulos &
    Trapero 2014, "Improving forecasting by estimating time series structural components across
    multiple frequencies"). The spread is that of `theta`.
    """
    lag = panel.freq.season
    season = seasonal_indices(panel.values, lag).indices
    phases = np.arange(panel.periods + horizon) % lag
    flat = panel.values / season[:, phases[: panel.periods]]
    points = [_aggregate_ahead(flat, size, horizon) for size in AGGREGATES]
    point = np.mean(points, axis=0) * season[:, phases[panel.periods :]]
    single = theta(panel, horizon, quantiles)
    return Prediction(point, single.quantiles + (point - single.mean)[:, :, None]).tidy()


def _aggregate_ahead(flat: Floats, size: int, horizon: int) -> Floats:
    """Level and half the slope of means over `size` periods, repeated for each of them."""
    whole = flat.shape[1] // size
    blocks = flat[:, flat.shape[1] - whole * size :].reshape(len(flat), whole, size).mean(axis=2)
    alpha, level, _ = smooth(blocks, (horizon // size + 1) // 2 or 1)
    steps = np.arange(1, -(-horizon // size) + 1)
    ahead = level[:, None] + 0.5 * _slope(blocks)[:, None] * (steps - 1 + 1 / alpha[:, None])
    ahead = np.maximum(ahead, 0.2 * level[:, None])
    return np.asarray(np.repeat(ahead, size, axis=1)[:, :horizon])


def smooth(values: Floats, lead: int = 1) -> tuple[Floats, Floats, Floats]:
    """Exponential smoothing averaged over alphas: alpha, last level, one-step errors.

    Half of each weight comes from errors of one step and half from those of `lead` steps, of which
    overlapping ones count as fewer: what follows best from period to period overshoots further on.
    """
    count = (~np.isnan(values)).sum(axis=1)
    near, far = np.zeros((2, len(values), len(ALPHAS)))
    for place, candidate in enumerate(ALPHAS):
        levels, missed = _smooth_with(values, candidate)
        near[:, place] = -0.5 * count * _log_square(missed)
        ahead = _log_square(values[:, lead:] - levels[:, :-lead])
        far[:, place] = -0.5 * np.maximum(count - lead, 0) / np.sqrt(lead) * ahead
    weight = (_weights(near) + _weights(far)) / 2
    level, errors = np.zeros(len(values)), np.zeros(values.shape)
    for place, candidate in enumerate(ALPHAS):
        levels, missed = _smooth_with(values, candidate)
        level += weight[:, place] * levels[:, -1]
        errors += weight[:, place, None] * missed
    return np.asarray(weight @ np.array(ALPHAS)), level, errors


def _weights(likelihood: Floats) -> Floats:
    rows = np.arange(len(likelihood))
    prior = learn_prior(likelihood, rows, np.ones(len(ALPHAS)))
    return posterior(likelihood, prior.of(rows))


def _log_square(errors: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(np.nansum(errors**2, axis=1), 1e-12)))


def _smooth_with(values: Floats, alpha: float) -> tuple[Floats, Floats]:
    """levels[i, t] after period t, and errors[i, t] of what was expected in it."""
    start = np.where(~np.isnan(values).all(axis=1), (~np.isnan(values)).argmax(axis=1), 0)
    level = _first_level(values, start.astype(np.int64))
    levels, errors = np.full((2, *values.shape), np.nan)
    for period in range(values.shape[1]):
        errors[:, period] = values[:, period] - level
        missed = errors[:, period]
        level = level + alpha * np.where(np.isnan(missed), 0.0, missed)
        levels[:, period] = level
    return levels, errors


def _first_level(values: Floats, start: Ints) -> Floats:
    """The mean of a series' first four values."""
    at = np.minimum(start[:, None] + np.arange(4)[None, :], values.shape[1] - 1)
    return np.nan_to_num(nan_mean(np.take_along_axis(values, at, axis=1), 1))


def _slope(values: Floats) -> Floats:
    """Least-squares slope per period, drawn towards none by its uncertainty; 0 for a history too
    short to have one."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1), 1)
    time = np.arange(values.shape[1])[None, :]
    centre = (known * time).sum(axis=1) / count
    away = np.where(known, time - centre[:, None], 0)
    power = np.maximum((away**2).sum(axis=1), 1e-12)
    slope = (away * np.nan_to_num(values)).sum(axis=1) / power
    size = np.maximum(np.nan_to_num(nan_mean(values, 1)), 1e-9)
    rest = np.where(known, values - size[:, None] - slope[:, None] * away, 0) / size[:, None]
    variance = _lasting(rest, count) / power
    return np.where(count >= 4, shrunk(slope / size, variance) * size, 0.0)


def _lasting(rest: Floats, count: Ints) -> Floats:
    """Variance of each row as its mean sees it, levels that wander included (Newey & West 1987):
    mean square of sums over a quarter of the history, per period."""
    width = max(1, rest.shape[1] // 4)
    sums = np.cumsum(np.pad(rest, ((0, 0), (width, width - 1))), axis=1)
    square = ((sums[:, width:] - sums[:, :-width]) ** 2).sum(axis=1) / (width * count)
    return np.asarray(np.maximum(square, (rest**2).sum(axis=1) / count))
