"""What the walk-forward windows said of every member, and of what is used by horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.core import losses
from forecasting.core.backtest import Window, finite
from forecasting.core.freq import Floats, Freq
from forecasting.core.prediction import Prediction

BUCKET_ENDS = {Freq.DAILY: (1, 7, 14, 28), Freq.WEEKLY: (1, 4, 8, 12), Freq.MONTHLY: (1, 3, 6, 12)}
"""Last steps of the horizons that are looked at apart: tomorrow, this week, the next ..."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Errors over all series: mae in their unit, mase the mean over series, smape per cent, the
    others fractions; None where a measure has no meaning."""

    mae: float | None
    wape: float | None
    mase: float | None
    smape: float | None
    wql: float | None
    coverage80: float | None


@dataclass(frozen=True, slots=True)
class MemberScore:
    """How one member did over all windows and in each, oldest first."""

    name: str
    overall: Measures
    windows: tuple[Measures, ...]


@dataclass(frozen=True, slots=True)
class BucketScore:
    """What is used at steps first .. last. below: per quantile, the share of truth at or below."""

    first: int
    last: int
    values: int
    mae: float | None
    wape: float | None
    wql: float | None
    coverage80: float | None
    bias: float | None
    naive_mae: float | None
    naive_wape: float | None
    below: dict[str, float | None]


def score_members(
    parts: Mapping[str, Sequence[Prediction]],
    cut: Sequence[Window],
    quantiles: tuple[float, ...],
) -> tuple[MemberScore, ...]:
    """parts: per member its prediction in each window. Least weighted quantile loss first."""
    truths = [window.truth for window in cut]
    history = cut[0].train
    scales = np.array([losses.scale(row, history.freq.season) for row in history.values])
    found = []
    for name, given in parts.items():
        each = [
            measure(truth, one.quantiles, scales, quantiles)
            for truth, one in zip(truths, given, strict=True)
        ]
        whole = np.concatenate([one.quantiles for one in given], axis=1)
        overall = measure(np.concatenate(truths, axis=1), whole, scales, quantiles)
        found.append(MemberScore(name, overall, tuple(each)))
    return tuple(sorted(found, key=lambda score: _last_if_none(score.overall.wql)))


def _last_if_none(loss: float | None) -> float:
    return float("inf") if loss is None else loss


def measure(
    truth: Floats, forecasts: Floats, scales: Floats, quantiles: tuple[float, ...]
) -> Measures:
    """truth[i, n], forecasts[i, n, k], scales[i]: the in-sample error of seasonal naive."""
    point = forecasts[:, :, quantiles.index(0.5)]
    low, high = forecasts[:, :, quantiles.index(0.1)], forecasts[:, :, quantiles.index(0.9)]
    known = ~np.isnan(truth)
    missed = np.where(known, np.abs(truth - point), 0).sum(axis=1)
    count = known.sum(axis=1)
    told = (count > 0) & (scales > 0)
    scaled = missed[told] / count[told] / scales[told]
    return Measures(
        mae=finite(losses.mae(truth, point)),
        wape=finite(losses.wape(truth, point)),
        mase=finite(losses.average(scaled)),
        smape=finite(losses.smape(truth, point)),
        wql=finite(losses.weighted_quantile_loss(truth, forecasts, quantiles)),
        coverage80=finite(losses.coverage(truth, low, high)),
    )


def score_buckets(
    freq: Freq,
    truths: Sequence[Floats],
    chosen: Sequence[Prediction],
    naive: Sequence[Prediction],
    quantiles: tuple[float, ...],
) -> tuple[BucketScore, ...]:
    """What is used (calibrated) beside seasonal naive, for near and far horizons apart."""
    horizon = truths[0].shape[1]
    ends = [end for end in BUCKET_ENDS[freq] if end < horizon] + [horizon]
    found = []
    for begin, end in zip([0, *ends], ends, strict=False):
        truth = np.concatenate([each[:, begin:end] for each in truths], axis=1)
        ours, theirs = (
            np.concatenate([each.quantiles[:, begin:end] for each in given], axis=1)
            for given in (chosen, naive)
        )
        found.append(_bucket(begin + 1, end, truth, ours, theirs, quantiles))
    return tuple(found)


def _bucket(
    first: int,
    last: int,
    truth: Floats,
    ours: Floats,
    naive: Floats,
    quantiles: tuple[float, ...],
) -> BucketScore:
    median = quantiles.index(0.5)
    low, high = quantiles.index(0.1), quantiles.index(0.9)
    below = {
        f"{q:g}": finite(losses.coverage(truth, np.full_like(truth, -np.inf), ours[:, :, k]))
        for k, q in enumerate(quantiles)
    }
    return BucketScore(
        first=first,
        last=last,
        values=int((~np.isnan(truth)).sum()),
        mae=finite(losses.mae(truth, ours[:, :, median])),
        wape=finite(losses.wape(truth, ours[:, :, median])),
        wql=finite(losses.weighted_quantile_loss(truth, ours, quantiles)),
        coverage80=finite(losses.coverage(truth, ours[:, :, low], ours[:, :, high])),
        bias=finite(losses.average(ours[:, :, median] - truth)),
        naive_mae=finite(losses.mae(truth, naive[:, :, median])),
        naive_wape=finite(losses.wape(truth, naive[:, :, median])),
        below=below,
    )
