"""Conformal correction: a band widened or narrowed until it held what it promised on past windows.

Romano, Patterson & Candes 2019, "Conformalized Quantile Regression", in its scaled form (Lei et al.
2018) and pooled over the series of a family: what was missed is counted in half-widths of each
series' own 80 % band. One factor a stretch of the horizon, for all quantiles alike: the median
stays where it is, and the luck of a window (a rising year) cannot bend the band to one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.prediction import Prediction

HELD = 0.8
"""What the band between 0.1 and 0.9 is to hold."""
PRIOR = 60
"""Values that count as one half: with few the model's own band is trusted more."""
ONE_WINDOW = 1 / 3
"""How far a single window is believed: what moved it (a bad winter) moved all its series together.
Of several, how much they disagree tells how far."""
BUCKETS = 3
LEAST_FACTOR = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """factor[h]: what every quantile's distance from the median is multiplied by at horizon h."""

    factor: Floats
    quantiles: tuple[float, ...]

    def apply(self, prediction: Prediction) -> Prediction:
        """The corrected quantiles; order is kept, nothing falls below zero."""
        median = self.quantiles.index(0.5)
        point = prediction.quantiles[:, :, median : median + 1]
        moved = point + self.factor[None, :, None] * (prediction.quantiles - point)
        return Prediction(prediction.mean, moved).tidy()


def calibrate(
    predictions: Sequence[Prediction], truths: Sequence[Floats], quantiles: tuple[float, ...]
) -> Calibration:
    """Learn the factors from windows; no window, no change. Needs 0.1, 0.5 and 0.9 among the
    quantiles."""
    if not predictions:
        return Calibration(np.ones(1), quantiles)
    horizon = truths[0].shape[1]
    factor = np.ones(horizon)
    for bucket in np.array_split(np.arange(horizon), min(BUCKETS, horizon)):
        windows = [
            _missed(prediction.quantiles[:, bucket], truth[:, bucket], quantiles)
            for prediction, truth in zip(predictions, truths, strict=True)
        ]
        factor[bucket] = np.exp(agreed([missed for missed in windows if len(missed)]))
    return Calibration(factor, quantiles)


def _missed(values: Floats, truth: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Distances from the median, in half-widths of the band on the side where the truth lies."""
    low, point, high = (values[:, :, quantiles.index(q)] for q in (0.1, 0.5, 0.9))
    error = truth - point
    width = np.where(error < 0, point - low, high - point)
    told = (width > 1e-9) & ~np.isnan(error)
    return np.asarray(np.abs(error[told]) / width[told])


def agreed(windows: Sequence[Floats]) -> float:
    """The logarithm of the factor of all windows together, drawn towards none.

    By the number of values, and by how uncertain the mean over windows is: what is left is the
    share of its square that is not squared error (empirical Bayes).
    """
    count = sum(len(missed) for missed in windows)
    if not count:
        return 0.0
    whole = _log_factor(np.concatenate(windows)) * count / (count + PRIOR)
    if len(windows) < 2:
        return ONE_WINDOW * whole
    each = np.array([_log_factor(missed) for missed in windows])
    doubt = float(each.var(ddof=1)) / len(each)
    trust = whole * whole / max(whole * whole + doubt, 1e-12)
    return whole * trust * len(each) / (len(each) + 1)


def _log_factor(missed: Floats) -> float:
    """The distance that holds `HELD` of them, with the (n + 1) correction."""
    share = min(HELD * (len(missed) + 1) / len(missed), 1.0)
    return float(np.log(max(float(np.quantile(missed, share)), LEAST_FACTOR)))
