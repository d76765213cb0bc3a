"""Simple forecasts, each a line of arithmetic: what the model has to beat, and its safety net.

All take a panel and answer from its last period. The median is the point; the other quantiles
stand around it as the errors of the same arithmetic did in the past of the same series. Where a
history is shorter than the arithmetic needs, it uses what there is.
"""

from __future__ import annotations

import warnings

import numpy as np

from forecasting.core.freq import Floats, Freq
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

ERROR_SEASONS = {Freq.DAILY: 26, Freq.WEEKLY: 3, Freq.MONTHLY: 5}
MEAN_REPEATS = {Freq.DAILY: 8, Freq.WEEKLY: 8, Freq.MONTHLY: 3}


def seasonal_naive(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """The value one season before (last week's same day, last year's same month or week).

    A series shorter than a season repeats its last value.
    """
    lag = panel.freq.season
    last = panel.values[:, -1:]
    steps = np.arange(1, horizon + 1)
    turns = -(-steps // lag)
    at = panel.periods - 1 + steps - lag * turns
    point = np.where(at >= 0, panel.values[:, np.maximum(at, 0)], np.nan)
    point = np.where(np.isnan(point), last, point)
    errors = _lagged_errors(panel, lag)
    spread = error_quantiles(errors, quantiles)[:, None, :] * np.sqrt(turns)[None, :, None]
    return Prediction(point, point[:, :, None] + spread).tidy()


def recent_mean(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """The mean of the last 8 same weekdays, of the last 8 weeks or of the last 3 months.

    For months this is the average monthly consumption (AMC) that supply handbooks order by.
    """
    stride = 7 if panel.freq is Freq.DAILY else 1
    repeats = MEAN_REPEATS[panel.freq]
    steps = np.arange(1, horizon + 1)
    newest = panel.periods - 1 + steps - stride * -(-steps // stride)
    back = newest[:, None] - stride * np.arange(repeats)[None, :]
    values = np.where(back >= 0, panel.values[:, np.maximum(back, 0)], np.nan)
    point = nan_mean(values, 2)
    point = np.where(np.isnan(point), nan_mean(panel.values, 1)[:, None], point)
    errors = _rolling_errors(panel, stride, repeats)
    return Prediction(
        point, point[:, :, None] + error_quantiles(errors, quantiles)[:, None, :]
    ).tidy()


def _lagged_errors(panel: Panel, lag: int) -> Floats:
    """Seasonal differences of the last seasons; first differences where no season fits."""
    keep = ERROR_SEASONS[panel.freq] * lag
    seasonal = _lag_errors(panel.values, lag)[:, -keep:]
    first = _lag_errors(panel.values, 1)[:, -keep:]
    width = max(seasonal.shape[1], first.shape[1])
    none = np.isnan(seasonal).all(axis=1)
    errors = _widen(seasonal, width)
    errors[none] = _widen(first, width)[none]
    return errors


def _lag_errors(values: Floats, lag: int) -> Floats:
    return np.asarray(values[:, lag:] - values[:, :-lag])


def _widen(errors: Floats, width: int) -> Floats:
    wide = np.full((errors.shape[0], width), np.nan)
    wide[:, width - errors.shape[1] :] = errors
    return wide


def _rolling_errors(panel: Panel, stride: int, repeats: int) -> Floats:
    """What the mean of the `repeats` values before would have missed, for the last seasons."""
    keep = ERROR_SEASONS[panel.freq] * panel.freq.season
    targets = np.arange(max(stride, panel.periods - keep), panel.periods)
    back = targets[:, None] - stride * np.arange(1, repeats + 1)[None, :]
    values = np.where(back >= 0, panel.values[:, np.maximum(back, 0)], np.nan)
    return np.asarray(panel.values[:, targets] - nan_mean(values, 2))


def error_quantiles(errors: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Quantiles of each row's errors less their median, 0 where there are none."""
    if not errors.shape[1]:
        return np.zeros((len(errors), len(quantiles)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        levels = np.nanquantile(errors, (*quantiles, 0.5), axis=1).T
    return np.nan_to_num(levels[:, :-1] - levels[:, -1:])


def nan_mean(values: Floats, axis: int) -> Floats:
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0).sum(axis=axis)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
