"""Conformal correction: quantiles moved until they held what they promised on past windows.

Romano, Patterson & Candes 2019, "Conformalized Quantile Regression", pooled over the series of a
family: errors are counted in widths of each series' own 80 % band. The median stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.prediction import Prediction

PRIOR = 60
"""Residuals that count as one half: with few windows the model's own quantiles are trusted more."""
PRIOR_WINDOWS = 2
"""Likewise for windows: what moved one of them (a bad winter) moved all its series together."""
BUCKETS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """shift[h, k]: how far quantile k moves at horizon h, in widths of the 80 % band."""

    shift: Floats
    quantiles: tuple[float, ...]

    def apply(self, prediction: Prediction) -> Prediction:
        """The corrected quantiles; order is kept, nothing falls below zero."""
        width = _width(prediction.quantiles, self.quantiles)
        moved = prediction.quantiles + self.shift[None, :, :] * width[:, :, None]
        median = self.quantiles.index(0.5)
        point = moved[:, :, median : median + 1]
        for position, quantile in enumerate(self.quantiles):
            bound = np.minimum if quantile < 0.5 else np.maximum
            moved[:, :, position] = bound(moved[:, :, position], point[:, :, 0])
        return Prediction(prediction.mean, moved).tidy()


def calibrate(
    predictions: Sequence[Prediction], truths: Sequence[Floats], quantiles: tuple[float, ...]
) -> Calibration:
    """Learn the shifts from windows; no window, no shift. Needs 0.1, 0.5 and 0.9 among the
    quantiles."""
    if not predictions:
        return Calibration(np.zeros((1, len(quantiles))), quantiles)
    horizon = truths[0].shape[1]
    trust = len(predictions) / (len(predictions) + PRIOR_WINDOWS)
    shift = np.zeros((horizon, len(quantiles)))
    for bucket in np.array_split(np.arange(horizon), min(BUCKETS, horizon)):
        for position, quantile in enumerate(quantiles):
            if quantile != 0.5:
                errors = _errors(predictions, truths, quantiles, bucket, position)
                shift[bucket, position] = trust * _shift(errors, quantile)
    return Calibration(_centred(shift, quantiles), quantiles)


def _centred(shift: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Without what moved both edges of the 80 % band alike: that was the luck of the windows (a
    rising year), and carried over it would bias the next."""
    low, high = quantiles.index(0.1), quantiles.index(0.9)
    same = np.sign(shift[:, low]) == np.sign(shift[:, high])
    common = np.where(same, (shift[:, low] + shift[:, high]) / 2, 0.0)
    centred = shift - common[:, None]
    centred[:, quantiles.index(0.5)] = 0.0
    return centred


def _errors(
    predictions: Sequence[Prediction],
    truths: Sequence[Floats],
    quantiles: tuple[float, ...],
    bucket: np.ndarray[tuple[int], np.dtype[np.int64]],
    position: int,
) -> Floats:
    parts = []
    for prediction, truth in zip(predictions, truths, strict=True):
        values = prediction.quantiles[:, bucket]
        width = _width(values, quantiles)
        error = (truth[:, bucket] - values[:, :, position]) / width
        parts.append(error[(width > 1e-9) & ~np.isnan(truth[:, bucket])])
    return np.concatenate(parts)


def _width(values: Floats, quantiles: tuple[float, ...]) -> Floats:
    width = values[:, :, quantiles.index(0.9)] - values[:, :, quantiles.index(0.1)]
    return np.asarray(np.maximum(width, 1e-12))


def _shift(errors: Floats, quantile: float) -> float:
    """The errors' own quantile with the (n + 1) correction, drawn towards zero when n is small."""
    count = len(errors)
    if not count:
        return 0.0
    rank = quantile * (count + 1) / count if quantile > 0.5 else quantile - (1 - quantile) / count
    found = float(np.quantile(errors, min(max(rank, 0.0), 1.0)))
    return found * count / (count + PRIOR)
