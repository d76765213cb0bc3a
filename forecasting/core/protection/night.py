"""What the next intervals use: learned tonight, and tested against the periods put together.

Weeks are added up to blocks of four that end with the last one known; a month is a block. For
intervals of one block and more the heads walk through the last two years, so that what they say is
calibrated, and tested in the same windows as the forecast of single periods, from what was known at
each. Two ways to put that forecast's periods together are the opponents: quantiles added up, and
spreads added as squares, as if periods were independent. Learned quantiles, alone or in the mean
with the second of these, that lose to one of both are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.core import losses
from forecasting.core.backtest import Window
from forecasting.core.freq import Floats, Freq
from forecasting.core.prediction import Prediction
from forecasting.core.protection.features import Use
from forecasting.core.protection.heads import row_count
from forecasting.core.protection.levels import FEWEST_MONTHS, calibrated, walked_high
from forecasting.core.protection.options import (
    ADDED,
    BOTH,
    LEARNED,
    LENGTHS,
    LEVELS,
    OPPONENTS,
    SQUARED,
    ProtectionOptions,
)
from forecasting.core.protection.spans import Spans
from forecasting.core.series import Panel

BLOCK = {Freq.WEEKLY: 4, Freq.MONTHLY: 1}
"""Periods in a block; other rhythms have no intervals."""
BLOCKS_A_YEAR = {Freq.WEEKLY: 13, Freq.MONTHLY: 12}
WALKED = 24
"""Blocks before the last one from which the heads are asked."""


@dataclass(frozen=True, slots=True)
class IntervalScore:
    """How one way did over all series: weighted quantile loss over LEVELS, in all windows together,
    in each window, and by length; below[b]: the share of what came at or below each level."""

    name: str
    wql: float
    by_window: tuple[float, ...]
    by_length: tuple[float, ...]
    below: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Intervals:
    """quantiles[i, b, k] at LEVELS over LENGTHS, of the way that lost least; they never cross.

    scores: of all ways, least loss first. values, windows: how many intervals were scored. rows:
    what the heads of the longest learned from."""

    quantiles: Floats
    scores: tuple[IntervalScore, ...]
    values: int
    windows: int
    rows: int

    @property
    def used(self) -> bool:
        """Whether what was learned has won its test."""
        return self.scores[0].name not in OPPONENTS


def learn_intervals(
    panel: Panel,
    windows: Sequence[Window],
    answers: Sequence[Prediction],
    tonight: Prediction,
    levels: tuple[float, ...],
    options: ProtectionOptions,
) -> Intervals | None:
    """Learn from a family's panel and test. windows, answers: its walk-forward windows and what its
    forecast was in each; tonight: what it is now; quantiles at `levels`. None where the
    history is too short to learn and be tested, nothing was used in the windows, its rhythm has no
    blocks, or windows are shorter than the intervals."""
    size = BLOCK.get(panel.freq)
    if size is None or not windows or windows[0].truth.shape[1] < size * LENGTHS[-1]:
        return None
    use = blocks_of(panel)
    count = use.values.shape[1]
    options = _walked(count, options)
    known = [count + (each.train.periods - panel.periods) // size for each in windows]
    tested = [n for n, past in enumerate(known) if past - options.first_month >= _LEAST_WALKED]
    if not tested:
        return None
    walks = [walked_high(use, Spans.fixed(length), options) for length in LENGTHS]
    if any(np.isnan(walk[:, known[tested[0]] - 1]).any() for walk in walks):
        return None
    said: list[dict[str, Floats]] = [
        _ways(_learned(use, walks, known[number]), answers[number], levels, size)
        for number in tested
    ]
    truths = [whole(windows[number].truth, size) for number in tested]
    if not any(np.nansum(truth) > 0 for truth in truths):
        return None
    scores = [_score(name, [each[name] for each in said], truths) for name in said[0]]
    scores.sort(key=lambda score: score.wql)
    now = _ways(_learned(use, walks, count), tonight, levels, size)
    told = int(sum((~np.isnan(truth)).sum() for truth in truths))
    rows = row_count(use, Spans.fixed(LENGTHS[-1]), options)
    return Intervals(now[scores[0].name], tuple(scores), told, len(tested), rows)


def _ways(
    learned: Floats, answer: Prediction, levels: tuple[float, ...], size: int
) -> dict[str, Floats]:
    """By name, quantiles[i, b, k]."""
    squared = independent(answer, levels, size)
    return {
        LEARNED: learned,
        BOTH: (learned + squared) / 2,
        ADDED: added_up(answer, levels, size),
        SQUARED: squared,
    }


_LEAST_WALKED = FEWEST_MONTHS + LENGTHS[-1]
"""Blocks of high demands that a calibration for the longest interval needs."""


def blocks_of(panel: Panel) -> Use:
    """The panel's use by block; what does not fill one is left out at the beginning."""
    size, year = BLOCK[panel.freq], BLOCKS_A_YEAR[panel.freq]
    count = panel.periods // size
    values = panel.values[:, panel.periods - count * size :].reshape(-1, count, size)
    begun = panel.dates()[panel.periods - count * size]
    days = (begun - begun.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    groups = {
        name: np.unique(codes, return_inverse=True)[1].astype(np.int64)
        for name, codes in panel.static.items()
    }
    reported = np.asarray(~np.isnan(values).all(axis=2))
    return Use(np.nan_to_num(values).sum(axis=2), reported, groups, int(days * year // 366), year)


def _walked(count: int, options: ProtectionOptions) -> ProtectionOptions:
    """The options with a first block and a step between trainings, a third shorter at most, so that
    the walk is as long as may be and heads are trained at its last block."""
    reach = min(WALKED, max(0, count - 1 - options.first_month))
    most = options.retrain_months
    step = max(range(-(-2 * most // 3), most + 1), key=lambda each: (reach // each * each, each))
    return replace(options, retrain_months=step, first_month=count - 1 - reach // step * step)


def _learned(use: Use, walks: Sequence[Floats], known: int) -> Floats:
    """quantiles[i, b, k] after the first `known` blocks."""
    past = use.until(known)
    found = []
    for length, walk in zip(LENGTHS, walks, strict=True):
        high = walk[:, :known]
        found.append(high[:, -1] * calibrated(past, high, Spans.fixed(length), LEVELS))
    quantiles = np.moveaxis(np.stack(found), 2, 0)
    return np.maximum.accumulate(np.maximum.accumulate(quantiles, axis=2), axis=1)


def whole(values: Floats, size: int) -> Floats:
    """units[i, b]: values[i, h] over each interval."""
    added = np.cumsum(values, axis=1)
    return np.asarray(added[:, [size * length - 1 for length in LENGTHS]])


def added_up(answer: Prediction, levels: tuple[float, ...], size: int) -> Floats:
    """quantiles[i, b, k]: the sum of the periods' own, as if all were high together."""
    return np.stack(
        [whole(answer.quantiles[:, :, levels.index(level)], size) for level in LEVELS], axis=2
    )


def independent(answer: Prediction, levels: tuple[float, ...], size: int) -> Floats:
    """quantiles[i, b, k]: spreads above the mean added as squares; what plans do by themselves."""
    found = []
    for level in LEVELS:
        above = np.maximum(0, answer.quantiles[:, :, levels.index(level)] - answer.mean)
        found.append(whole(answer.mean, size) + np.sqrt(whole(above**2, size)))
    return np.stack(found, axis=2)


def _score(name: str, given: Sequence[Floats], truths: Sequence[Floats]) -> IntervalScore:
    truth, quantiles = np.concatenate(truths), np.concatenate(given)
    lengths = range(len(LENGTHS))
    return IntervalScore(
        name,
        losses.weighted_quantile_loss(truth, quantiles, LEVELS),
        tuple(
            losses.weighted_quantile_loss(came, said, LEVELS)
            for came, said in zip(truths, given, strict=True)
        ),
        tuple(losses.weighted_quantile_loss(truth[:, b], quantiles[:, b], LEVELS) for b in lengths),
        tuple(_below(truth[:, b], quantiles[:, b]) for b in lengths),
    )


def _below(truth: Floats, quantiles: Floats) -> tuple[float, ...]:
    lowest = np.full_like(truth, -np.inf)
    return tuple(losses.coverage(truth, lowest, quantiles[:, k]) for k in range(len(LEVELS)))
