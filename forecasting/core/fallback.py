"""Histories that no model should be asked about: a simple forecast and a sentence that says so."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from forecasting.core.freq import Floats, Freq
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

LEAST_PERIODS = {Freq.DAILY: 28, Freq.WEEKLY: 16, Freq.MONTHLY: 13}
"""Below this there is no second weekday to compare, or no year to know a season from."""
ENOUGH_VALUES = 8


def reason(values: Floats, freq: Freq) -> str | None:
    """Why a series (NaN before it begins) gets the simple forecast, or None if it may be modelled.

    The sentence names what there is and what is done with it.
    """
    known = values[~np.isnan(values)]
    count = len(known)
    if count == 0:
        return "no history: forecast of zero until records come in"
    if not known.any():
        return f"{count} {freq.noun} of history, all zero: forecast of zero"
    if count < LEAST_PERIODS[freq]:
        return f"{count} {freq.noun} of history: mean of what there is"
    if known.min() == known.max():
        return f"{count} {freq.noun} of history, always {known[0]:g}: the same again"
    return None


def simple_forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Mean of what there is at every horizon, with the spread seen or, from few values, Poisson."""
    mean = np.zeros((len(panel.ids), horizon))
    spread = np.zeros((len(panel.ids), horizon, len(quantiles)))
    for row, values in enumerate(panel.values):
        known = values[~np.isnan(values)]
        if len(known):
            mean[row] = known.mean()
            spread[row] = _quantiles(known, quantiles)[None, :]
    return Prediction(mean, spread).tidy()


def _quantiles(known: Floats, quantiles: tuple[float, ...]) -> Floats:
    if len(known) >= ENOUGH_VALUES or (len(known) > 1 and not known.any()):
        return np.asarray(np.quantile(known, quantiles), dtype=np.float64)
    return np.array([_poisson(float(known.mean()), quantile) for quantile in quantiles])


def _poisson(mean: float, quantile: float) -> float:
    """Smallest count whose Poisson probability to be reached or undercut is the quantile."""
    if mean > 500:
        return round(NormalDist(mean, math.sqrt(mean)).inv_cdf(quantile))
    count, chance = 0, math.exp(-mean)
    total = chance
    while total < quantile:
        count += 1
        chance *= mean / count
        total += chance
    return float(count)
