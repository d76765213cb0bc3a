"""The answer to what was asked about totals: one series per total, whoever forecast it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.core.freq import Floats
from forecasting.core.prediction import Prediction
from forecasting.core.reconcile import Hierarchy, recentred
from forecasting.core.request import ForecastAnswer

KEYS = ("unique_id", "ds", "mean")


def total_answer(
    tree: Hierarchy,
    sums: Floats,
    parts: tuple[str, ...],
    answer: ForecastAnswer,
    above: ForecastAnswer | None,
) -> ForecastAnswer:
    """sums[t, h] with the quantiles and scores of the total's own forecast.

    A total of a single part has that part's, a total of the same parts as another has the other's.
    answer: of the parts, in the order of `parts`. above: of the distinct totals, None without any.
    """
    like = _likeness(tree, parts)
    base = above if above is not None else answer
    found = _stacked(answer, above)
    position = {name: row for row, name in enumerate(found)}
    rows = [position[like[name]] for name in tree.names]
    values = np.stack(list(found.values()))[rows]
    shaped = recentred(Prediction(values[:, :, 0], values[:, :, 1:]), sums)
    scores = {score.unique_id: score for each in (answer, above) if each for score in each.scores}
    return replace(
        base,
        frame=_frame(tree, answer.frame, sums, shaped.quantiles),
        scores=tuple(
            replace(scores[like[name]], unique_id=name)
            for name in tree.names
            if like[name] in scores
        ),
        notes={
            name: (above or answer).notes.get(like[name], ())
            for name in tree.names
            if (above or answer).notes.get(like[name])
        },
        drivers={
            name: each.drivers[like[name]]
            for each in (answer, above)
            if each is not None
            for name in tree.names
            if like[name] in each.drivers
        },
        patients=None,
        totals=None,
        intervals=None,
    )


def _likeness(tree: Hierarchy, parts: tuple[str, ...]) -> dict[str, str]:
    """By total, whose forecast it has: a distinct total's or a part's."""
    return {
        name: parts[-1 - twin] if twin < 0 else tree.names[twin]
        for name, twin in zip(tree.names, tree.twins.tolist(), strict=True)
    }


def _stacked(*answers: ForecastAnswer | None) -> dict[str, Floats]:
    """By series the mean and quantiles[h, k] of one or two answers."""
    found: dict[str, Floats] = {}
    for answer in answers:
        if answer is None:
            continue
        columns = [name for name in answer.frame.columns if name not in KEYS[:2]]
        ids = answer.frame["unique_id"].astype(str)
        names = list(dict.fromkeys(ids))
        values = answer.frame[columns].to_numpy(dtype=np.float64)
        blocks = values.reshape(len(names), -1, len(columns))
        found |= dict(zip(names, blocks, strict=True))
    return found


def _frame(tree: Hierarchy, like: pd.DataFrame, sums: Floats, quantiles: Floats) -> pd.DataFrame:
    horizon = sums.shape[1]
    columns: dict[str, object] = {
        "unique_id": np.repeat(np.array(tree.names, dtype=object), horizon),
        "ds": np.tile(like["ds"].to_numpy()[:horizon], len(tree.names)),
        "mean": sums.ravel(),
    }
    names = [name for name in like.columns if name not in KEYS]
    for number, name in enumerate(names):
        columns[name] = quantiles[:, :, number].ravel()
    return pd.DataFrame(columns)
