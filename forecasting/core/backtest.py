"""Walk-forward windows and what a forecast scores on them.

A window is handed out with its training panel cut off and its truth apart, so that a forecaster
has no way to see what it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.core import losses
from forecasting.core.freq import Floats
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """train: everything known at the cutoff. truth[i, h]: what came, NaN before a series begins."""

    train: Panel
    truth: Floats


@dataclass(frozen=True, slots=True)
class SeriesScore:
    """Errors of one series over all windows; None where a measure has no meaning (all truth zero).

    mae in the series' unit, wape, wql and coverage80 as fractions, mase in seasonal-naive errors.
    values: how many values were scored; truth: their mean; bias: mean of forecast less truth.
    beats_seasonal_naive: None where it was tested against others.
    """

    unique_id: str
    model: str
    windows: int
    mae: float | None
    wape: float | None
    mase: float | None
    smape: float | None
    wql: float | None
    coverage80: float | None
    beats_seasonal_naive: bool | None
    seasonal_naive_mae: float | None = None
    seasonal_naive_wql: float | None = None
    values: int = 0
    truth: float | None = None
    bias: float | None = None


def windows(panel: Panel, horizon: int, count: int, least: int) -> Iterator[Window]:
    """At most `count` windows of `horizon` periods, back to back up to the panel's end, oldest
    first; each training part keeps at least `least` periods."""
    fitting = max(0, (panel.periods - least) // horizon)
    for back in range(min(count, fitting), 0, -1):
        cutoff = panel.periods - back * horizon
        yield Window(panel.until(cutoff), panel.values[:, cutoff : cutoff + horizon].copy())


def value_losses(prediction: Prediction, truth: Floats, quantiles: tuple[float, ...]) -> Floats:
    """Twice the pinball loss of each value, mean over the quantiles, NaN where truth is."""
    levels = np.array(quantiles)
    error = truth[:, :, None] - prediction.quantiles
    return np.asarray(2 * np.maximum(levels * error, (levels - 1) * error).mean(axis=2))


def quantile_losses(
    predictions: Sequence[Prediction], truths: Sequence[Floats], quantiles: tuple[float, ...]
) -> Floats:
    """Per series, the mean of `value_losses` over windows and horizons, in its unit."""
    total = np.zeros(truths[0].shape[0])
    count = np.zeros(truths[0].shape[0])
    for prediction, truth in zip(predictions, truths, strict=True):
        total += np.nansum(value_losses(prediction, truth, quantiles), axis=1)
        count += (~np.isnan(truth)).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def loses(
    ours: Sequence[Prediction],
    other: Sequence[Prediction],
    truths: Sequence[Floats],
    quantiles: tuple[float, ...],
) -> bool:
    """Whether ours has the greater quantile loss, in units, over all series and windows."""
    mine, theirs = (
        sum(float(np.nansum(value_losses(one, truth, quantiles))) for one, truth in pairs)
        for pairs in (zip(ours, truths, strict=True), zip(other, truths, strict=True))
    )
    return mine > theirs


def score_series(
    name: str,
    model: str,
    history: Floats,
    season: int,
    truth: Floats,
    forecasts: Floats,
    quantiles: tuple[float, ...],
) -> SeriesScore:
    """All measures of one series; truth[n] and forecasts[n, k] over windows and horizons."""
    point = forecasts[:, quantiles.index(0.5)]
    low, high = forecasts[:, quantiles.index(0.1)], forecasts[:, quantiles.index(0.9)]
    return SeriesScore(
        unique_id=name,
        model=model,
        windows=0,
        mae=finite(losses.mae(truth, point)),
        wape=finite(losses.wape(truth, point)),
        mase=finite(losses.mase(truth, point, history, season)),
        smape=finite(losses.smape(truth, point)),
        wql=finite(losses.weighted_quantile_loss(truth, forecasts, quantiles)),
        coverage80=finite(losses.coverage(truth, low, high)),
        beats_seasonal_naive=False,
        values=int((~np.isnan(truth)).sum()),
        truth=finite(losses.average(truth)),
        bias=finite(losses.average(point - truth)),
    )


def finite(value: float) -> float | None:
    """None for what has no meaning: JSON has no NaN."""
    return float(value) if np.isfinite(value) else None
