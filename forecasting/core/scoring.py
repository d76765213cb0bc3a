"""Scores and sentences of a tested forecast: per series, and for the family as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.core.backtest import SeriesScore, score_series
from forecasting.core.choice import Recipe, describe
from forecasting.core.freq import Floats
from forecasting.core.members import Tested
from forecasting.core.notes import Fact, Note, Notes
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel
from forecasting.core.walkforward import BucketScore, score_buckets


def series_scores(
    panel: Panel, tested: Tested, quantiles: tuple[float, ...]
) -> tuple[SeriesScore, ...]:
    """One score per series over all windows, beside what seasonal naive would have got."""
    if not tested.windows:
        return ()
    truth = np.concatenate([window.truth for window in tested.windows], axis=1)
    ours, naive = _joined(tested.chosen), _joined(tested.naive)
    history = tested.windows[0].train.values
    scores = []
    for row, name in enumerate(panel.ids):
        model = describe(tested.choice.per_series.get(row, tested.choice.family))
        common = (history[row], panel.freq.season, truth[row])
        mine = score_series(name, model, *common, ours[row], quantiles)
        other = score_series(name, model, *common, naive[row], quantiles)
        scores.append(_compared(mine, other, len(tested.windows)))
    return tuple(scores)


def family_score(panel: Panel, tested: Tested, quantiles: tuple[float, ...]) -> SeriesScore | None:
    """All series as one (`unique_id` "*"): big series weigh more; mase is the mean over series."""
    if not tested.windows:
        return None
    each = series_scores(panel, tested, quantiles)
    truth = np.concatenate([window.truth for window in tested.windows], axis=1).ravel()
    model, nothing = describe(tested.choice.family), np.empty(0)
    flat = [f.reshape(-1, len(quantiles)) for f in map(_joined, (tested.chosen, tested.naive))]
    mine = score_series("*", model, nothing, 1, truth, flat[0], quantiles)
    other = score_series("*", model, nothing, 1, truth, flat[1], quantiles)
    known = [score.mase for score in each if score.mase is not None]
    mine = replace(mine, mase=float(np.mean(known)) if known else None)
    return _compared(mine, other, len(tested.windows))


def bucket_scores(
    panel: Panel, tested: Tested, quantiles: tuple[float, ...]
) -> tuple[BucketScore, ...]:
    """What is used, calibrated, for near and far horizons apart."""
    if not tested.windows:
        return ()
    truths = [window.truth for window in tested.windows]
    return score_buckets(panel.freq, truths, tested.chosen, tested.naive, quantiles)


def _joined(predictions: tuple[Prediction, ...]) -> Floats:
    return np.concatenate([prediction.quantiles for prediction in predictions], axis=1)


def _compared(mine: SeriesScore, naive: SeriesScore, windows: int) -> SeriesScore:
    ours, theirs = (mine.wql, naive.wql) if naive.wql is not None else (mine.mae, naive.mae)
    return replace(
        mine,
        windows=windows,
        beats_seasonal_naive=ours is not None and theirs is not None and ours < theirs,
        seasonal_naive_mae=naive.mae,
        seasonal_naive_wql=naive.wql,
    )


def series_notes(panel: Panel, tested: Tested) -> Notes:
    """Which series do not get the family's forecast, and that a family has not been tested."""
    if not tested.windows:
        words = "history too short for a test window: mean of two simple forecasts"
        return {"*": (Note("untested", words),)}
    family, count = tested.choice.family, len(tested.windows)
    if tested.lost:
        return {"*": (_lost(tested.lost, family, count),)}
    return {
        panel.ids[row]: (_lost(family, recipe, count),)
        for row, recipe in tested.choice.per_series.items()
    }


def _lost(lost: Recipe, used: Recipe, windows: int) -> Note:
    facts: dict[str, Fact] = {"lost_recipe": describe(lost), "used_recipe": describe(used)}
    facts |= {"windows": windows}
    return Note(
        "lost_to_naive",
        f"{describe(lost)} lost to seasonal naive on the last {windows} windows: {describe(used)} "
        "is used",
        facts,
    )
