"""A level and a slope that single values cannot move: medians in place of means.

The level is the median of the last half a year without its season. The slope is the median of all
changes over whole years (Sen 1968; over whole seasons Hirsch, Slack & Smith 1982, "Techniques of
trend analysis for monthly water quality data"), half of it as in `theta`. Smoothing gives way to
the last value, this waits until most of the last ones agree: where both are wrong they are wrong
in different ways, which is what a mean of members lives on.
"""

from __future__ import annotations

import warnings

import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.prediction import Prediction
from forecasting.core.seasonal import seasonal_indices
from forecasting.core.series import Panel
from forecasting.core.theta import theta


def robust(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
    """Median level, half the median slope, multiplicative season. The spread is that of `theta`."""
    lag = panel.freq.season
    season = seasonal_indices(panel.values, lag).indices
    phases = np.arange(panel.periods + horizon) % lag
    flat = panel.values / season[:, phases[: panel.periods]]
    last = lag // 2
    level = _median(flat[:, -last:])
    ahead = (last - 1) / 2 + np.arange(1, horizon + 1)
    point = level[:, None] + 0.5 * yearly_slope(flat, lag)[:, None] * ahead[None, :]
    point = np.maximum(point, 0.2 * level[:, None]) * season[:, phases[panel.periods :]]
    single = theta(panel, horizon, quantiles)
    return Prediction(point, single.quantiles + (point - single.mean)[:, :, None]).tidy()


def yearly_slope(values: Floats, lag: int) -> Floats:
    """The median change per period between values whole seasons apart; 0 where there are none."""
    periods = values.shape[1]
    apart = [(values[:, steps:] - values[:, :-steps]) / steps for steps in range(lag, periods, lag)]
    return _median(np.concatenate(apart, axis=1)) if apart else np.zeros(len(values))


def _median(values: Floats) -> Floats:
    """Of what is known of each row; 0 where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nan_to_num(np.nanmedian(values, axis=1)))
