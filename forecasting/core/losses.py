"""How wrong a forecast was: one function each, arrays in, one number out.

All take the truth `y` first and the forecast after it, of the same shape; NaN in the truth is left
out. An average over nothing is NaN.
"""

from __future__ import annotations

import numpy as np

from forecasting.core.freq import Floats


def average(values: Floats) -> float:
    """Mean of what is known; NaN of nothing."""
    kept = values[~np.isnan(values)]
    return float(kept.mean()) if kept.size else float("nan")


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else float("nan")


def mae(y: Floats, forecast: Floats) -> float:
    """Mean absolute error, in the unit of y."""
    return average(np.abs(y - forecast))


def wape(y: Floats, forecast: Floats) -> float:
    """Sum of absolute errors over the sum of the truth, a fraction; NaN when all truth is zero."""
    known = ~np.isnan(y)
    errors = float(np.abs(y[known] - forecast[known]).sum())
    return _ratio(errors, float(np.abs(y[known]).sum()))


def smape(y: Floats, forecast: Floats) -> float:
    """Mean of 200 |f - y| / (|f| + |y|), per cent; a period where both are zero counts as right."""
    below = np.abs(y) + np.abs(forecast)
    share = np.where(below > 0, 200 * np.abs(y - forecast) / np.where(below > 0, below, 1), 0.0)
    return average(np.where(np.isnan(y), np.nan, share))


def scale(history: Floats, season: int) -> float:
    """Mean absolute seasonal difference of a history; lag 1 where a season does not fit or is flat.

    Hyndman & Koehler 2006, "Another look at measures of forecast accuracy". NaN where flat.
    """
    known = history[~np.isnan(history)]
    for lag in (season, 1):
        if len(known) > lag:
            size = float(np.abs(known[lag:] - known[:-lag]).mean())
            if size > 0:
                return size
    return float("nan")


def mase(y: Floats, forecast: Floats, history: Floats, season: int) -> float:
    """Mean absolute error over the in-sample error of the seasonal naive forecast (`scale`)."""
    return mae(y, forecast) / scale(history, season)


def pinball(y: Floats, forecast: Floats, quantile: float) -> float:
    """Mean of max(q (y - f), (q - 1) (y - f)), in the unit of y."""
    error = y - forecast
    return average(np.maximum(quantile * error, (quantile - 1) * error))


def weighted_quantile_loss(y: Floats, forecasts: Floats, quantiles: tuple[float, ...]) -> float:
    """Mean over the quantiles of 2 * sum(pinball) / sum|y|; forecasts[..., k] is quantiles[k].

    The definition of GluonTS and GIFT-Eval. NaN when all truth is zero.
    """
    known = ~np.isnan(y)
    total = float(np.abs(y[known]).sum())
    losses = [pinball(y, forecasts[..., k], q) * known.sum() for k, q in enumerate(quantiles)]
    return _ratio(2 * float(np.mean(losses)), total)


def coverage(y: Floats, low: Floats, high: Floats) -> float:
    """Share of the truth inside [low, high]."""
    inside = ((y >= low) & (y <= high)).astype(np.float64)
    return average(np.where(np.isnan(y), np.nan, inside))
