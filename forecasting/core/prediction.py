"""What every forecaster answers: a mean and quantiles per series and horizon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """mean[i, h] and quantiles[i, h, k] for horizon h + 1, in the unit of the series."""

    mean: Floats
    quantiles: Floats

    def tidy(self) -> Prediction:
        """Nothing below zero, no crossing quantiles, no NaN."""
        ordered = np.sort(np.maximum(np.nan_to_num(self.quantiles), 0), axis=2)
        return Prediction(np.maximum(np.nan_to_num(self.mean), 0), ordered)


def average(members: Sequence[Prediction]) -> Prediction:
    """The plain mean of several forecasts, quantile by quantile (Vincentisation).

    A quantile that most of them put at zero is zero: a little above it would deny the periods
    without any, which for rare demand are the most.
    """
    mean = np.mean([member.mean for member in members], axis=0)
    levels = np.mean([member.quantiles for member in members], axis=0)
    nothing = np.mean([member.quantiles <= 0 for member in members], axis=0)
    return Prediction(mean, np.where(nothing > 0.5, 0.0, levels)).tidy()


def merged(simple: Bools, short: Prediction, long: Prediction | None) -> Prediction:
    """One prediction of all series from that of the simple ones and that of all others."""
    if long is None:
        return short
    mean = np.zeros((len(simple), long.mean.shape[1]))
    quantiles = np.zeros((len(simple), *long.quantiles.shape[1:]))
    mean[simple], mean[~simple] = short.mean, long.mean
    quantiles[simple], quantiles[~simple] = short.quantiles, long.quantiles
    return Prediction(mean, quantiles)


def with_whole_medians(
    prediction: Prediction, counts: Bools, quantiles: tuple[float, ...]
) -> Prediction:
    """The median of a count is a count: half-way between two of them is farther from either.

    counts: which series only ever had whole numbers. The band keeps its edges, which calibration
    has set; none of them crosses the median.
    """
    median = quantiles.index(0.5)
    values = prediction.quantiles.copy()
    whole = np.rint(values[:, :, median])
    values[:, :, median] = np.where(counts[:, None], whole, values[:, :, median])
    point = values[:, :, median : median + 1]
    values[:, :, :median] = np.minimum(values[:, :, :median], point)
    values[:, :, median:] = np.maximum(values[:, :, median:], point)
    return Prediction(prediction.mean, values)
