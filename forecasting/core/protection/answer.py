"""Learned intervals as an answer beside their family's: a run of its own kind, with its scores.

One row per series and interval: `ds` is where the interval's last block begins, `days` how long the
interval is, counted from the first day ahead; `mean` is the family's own, added up.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.core.backtest import SeriesScore
from forecasting.core.freq import Floats
from forecasting.core.notes import Fact, Note
from forecasting.core.pipeline import Worked
from forecasting.core.prediction import Prediction
from forecasting.core.protection.features import feature_names
from forecasting.core.protection.night import (
    BLOCK,
    Intervals,
    IntervalScore,
    blocks_of,
    learn_intervals,
    whole,
)
from forecasting.core.protection.options import (
    DAYS,
    LENGTHS,
    LEVELS,
    NIGHT,
    OPPONENTS,
    SQUARED,
)
from forecasting.core.request import ForecastAnswer, quantile_name
from forecasting.core.series import Panel
from forecasting.core.walkforward import BucketScore, Measures, MemberScore

NONE = Measures(None, None, None, None, None, None)


def interval_answer(worked: Worked, answer: ForecastAnswer) -> ForecastAnswer:
    """Of the series that are modelled; of none where whole intervals cannot be learned or tested,
    or where what was learned has lost.

    answer: the family's own, whose data it shares."""
    request, result = worked.request, worked.modelled
    options = replace(NIGHT, seed=request.options.model.seed)
    intervals, mean = None, np.empty((0, len(LENGTHS)))
    if result is not None and worked.panel.freq in BLOCK:
        tested, own = result.tested, worked.prediction
        tonight = Prediction(own.mean[~worked.simple], own.quantiles[~worked.simple])
        intervals = learn_intervals(
            result.panel, tested.windows, tested.chosen, tonight, request.levels, options
        )
        mean = whole(tonight.mean, BLOCK[worked.panel.freq]) if intervals else mean
    bare = replace(answer, drivers={}, patients=None, totals=None, scores=(), members=())
    if intervals is None or result is None:
        words = "history too short for whole intervals: periods are put together as independent"
        return replace(
            bare,
            frame=_frame(worked.panel.rows([]), mean, np.empty((0, len(LENGTHS), len(LEVELS)))),
            model=SQUARED,
            family=None,
            buckets=(),
            notes={"*": (Note("intervals_untested", words),)},
            features=(),
            train_rows=0,
        )
    best = intervals.scores[0]
    kept = np.full(len(mean), intervals.used)
    return replace(
        bare,
        frame=_frame(result.panel.rows(kept), mean[kept], intervals.quantiles[kept]),
        model=best.name,
        family=_scored("*", best.name, intervals.windows, best.wql),
        scores=tuple(
            _scored(name, best.name, intervals.windows)
            for name in result.panel.ids
            if intervals.used
        ),
        members=tuple(_member(score) for score in intervals.scores),
        buckets=tuple(_bucket(best, at, intervals.values) for at in range(len(LENGTHS))),
        notes={} if intervals.used else {"*": (_lost(intervals),)},
        features=feature_names(blocks_of(result.panel)),
        train_rows=intervals.rows,
    )


def _frame(panel: Panel, mean: Floats, quantiles: Floats) -> pd.DataFrame:
    count, lengths = len(panel.ids), len(LENGTHS)
    size = BLOCK.get(panel.freq, 1)
    dates = panel.dates(size * LENGTHS[-1] + 1)[panel.periods :]
    starts = [dates[size * (length - 1)] for length in LENGTHS]
    days = [float((dates[size * length] - dates[0]).astype(int)) for length in LENGTHS]
    columns: dict[str, object] = {
        "unique_id": np.repeat(np.array(panel.ids, dtype=object), lengths),
        "ds": np.tile(np.array(starts, dtype="datetime64[D]"), count),
        "mean": mean.ravel(),
        DAYS: np.tile(days, count),
    }
    for number, level in enumerate(LEVELS):
        columns[quantile_name(level)] = quantiles[:, :, number].ravel()
    return pd.DataFrame(columns)


def _scored(name: str, model: str, windows: int, wql: float | None = None) -> SeriesScore:
    return SeriesScore(name, model, windows, None, None, None, None, wql, None, None)


def _member(score: IntervalScore) -> MemberScore:
    windows = tuple(replace(NONE, wql=loss) for loss in score.by_window)
    return MemberScore(score.name, replace(NONE, wql=score.wql), windows)


def _bucket(score: IntervalScore, at: int, values: int) -> BucketScore:
    below: dict[str, float | None] = {
        f"{level:g}": share for level, share in zip(LEVELS, score.below[at], strict=True)
    }
    return BucketScore(
        first=LENGTHS[at],
        last=LENGTHS[at],
        values=values // len(LENGTHS),
        mae=None,
        wape=None,
        wql=score.by_length[at],
        coverage80=None,
        bias=None,
        naive_mae=None,
        naive_wape=None,
        below=below,
    )


def _lost(intervals: Intervals) -> Note:
    best = intervals.scores[0]
    learned = next(score for score in intervals.scores[1:] if score.name not in OPPONENTS)
    facts: dict[str, Fact] = {
        "lost_recipe": learned.name,
        "used_recipe": best.name,
        "windows": intervals.windows,
    }
    return Note(
        "intervals_lost",
        f"{learned.name} lost to {best.name} on the last {intervals.windows} windows: it is not "
        "used, and plans put the forecast's own periods together",
        facts,
    )
