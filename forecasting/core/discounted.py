"""A level that forgets slowly, times the year's own week: for days of steady demand.

The same arithmetic as for arrivals (`arrivals`), with a half-life of four weeks. Its week comes
from a year where the mean of the last same weekdays looks at two months. Quantiles stand around it
as its errors did at past origins, by week ahead.
"""

from __future__ import annotations

import numpy as np

from forecasting.core.baselines import error_quantiles, nan_mean
from forecasting.core.freq import Floats
from forecasting.core.patients.arrivals import ORIGIN_STEP, ORIGINS, expected_arrivals
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

HALF_LIFE_DAYS = 28
LEAST_DAYS = 2 * HALF_LIFE_DAYS
WEEK = 7


def discounted(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Forecast a daily panel from its last day."""
    mean = expected_arrivals(panel.values, horizon, HALF_LIFE_DAYS)
    found = np.repeat(mean[:, :, None], len(quantiles), axis=2)
    errors = _past_errors(panel.values, horizon)
    for first in range(0, horizon, WEEK):
        week = slice(first, first + WEEK)
        spread = error_quantiles(errors[:, :, week].reshape(len(mean), -1), quantiles)
        found[:, week] += spread[:, None, :]
    return Prediction(mean, found).tidy()


def _past_errors(values: Floats, horizon: int) -> Floats:
    """errors[i, origin, h] of the last half year; of short series how far each day lay from their
    mean."""
    days = values.shape[1]
    origins = [days - horizon - ORIGIN_STEP * back for back in range(ORIGINS)]
    errors = [
        values[:, origin : origin + horizon]
        - expected_arrivals(values[:, :origin], horizon, HALF_LIFE_DAYS)
        for origin in origins
        if origin >= LEAST_DAYS
    ]
    if errors:
        return np.stack(errors, axis=1)
    apart = values[:, -HALF_LIFE_DAYS:] - nan_mean(values[:, -HALF_LIFE_DAYS:], 1)[:, None]
    return np.repeat(apart[:, :, None], horizon, axis=2)
