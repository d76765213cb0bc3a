"""TreeSHAP parts of the means of both LightGBMs, through LightGBM's own `pred_contrib`."""

from __future__ import annotations

import numpy as np

from forecasting.core.calendar import CalendarSpec
from forecasting.core.drivers import LEVEL, RECENT, SEASON, Parts, group_of, usual_level
from forecasting.core.features import History, Rows, matrix
from forecasting.core.freq import Floats, Ints
from forecasting.core.model import Trained
from forecasting.core.recursive import Recursive, change_features
from forecasting.core.series import Panel

CHUNK_ROWS = 50_000


def direct_parts(trained: Trained, panel: Panel, calendar: CalendarSpec, steps: Ints) -> Parts:
    """part[i, s] per group; they add up to `predict`'s mean wherever that is above zero.

    The model's expected value belongs to the level: it is what it says of a series of which it
    knows nothing but its size.
    """
    history = History(panel, calendar, trained.horizon)
    count = len(panel.ids)
    series = np.repeat(np.arange(count), len(steps))
    rows = Rows(series, np.full(len(series), panel.periods - 1), np.tile(steps, count))
    names, into = _into([*(group_of(name, panel.freq) for name in trained.features), LEVEL])
    total = np.zeros((len(rows), len(names)))
    head = trained.heads["mean"]
    for start in range(0, len(rows), CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        chunk = Rows(rows.series[part], rows.origin[part], rows.horizon[part])
        _, inputs = matrix(history, chunk, trained.features)
        told = head.predict(inputs, pred_contrib=True, num_threads=head.params["num_threads"])
        level = history.level(chunk.series, chunk.origin)
        total[part] = (np.asarray(told) @ into) * level[:, None]
    return {
        name: total[:, position].reshape(count, len(steps)) for position, name in enumerate(names)
    }


def recursive_parts(model: Recursive, panel: Panel, steps: Ints) -> Parts:
    """part[i, s] per group; they add up to `predict_recursive`'s mean wherever that is above zero.

    The model speaks of changes of log(1 + y), one after the other; their sums become units through
    the logarithmic mean of the last value and the forecast, which leaves nothing over (LMDI: Ang
    2005, "The LMDI approach to decomposition analysis"). The last value itself is the usual level
    and how far the series is from it.
    """
    logs, season = np.log1p(panel.values), panel.freq.season
    first, level = logs[:, -1], usual_level(panel)
    names, into = _into([*map(_change_group, model.features), RECENT])
    threads = model.booster.params["num_threads"]
    moved = np.zeros((len(logs), len(names)))
    parts = {name: np.zeros((len(logs), len(steps))) for name in dict.fromkeys((LEVEL, *names))}
    for step in range(1, int(steps.max()) + 1):
        inputs = change_features(logs, season)
        told = np.asarray(model.booster.predict(inputs, pred_contrib=True, num_threads=threads))
        moved += told @ into
        logs = np.column_stack([logs, logs[:, -1] + told.sum(axis=1)])
        scale = _logarithmic_mean(first, logs[:, -1])
        for at in np.flatnonzero(steps == step):
            for position, name in enumerate(names):
                parts[name][:, at] = scale * moved[:, position]
            parts[LEVEL][:, at] += level
            parts[RECENT][:, at] += np.expm1(first) - level
    return {name: np.nan_to_num(values) for name, values in parts.items()}


def _into(groups: list[str]) -> tuple[list[str], Floats]:
    """The groups by name, and the matrix that adds contributions up into them."""
    names = list(dict.fromkeys(groups))
    into = np.zeros((len(groups), len(names)))
    into[np.arange(len(groups)), [names.index(group) for group in groups]] = 1
    return names, into


def _change_group(feature: str) -> str:
    """Of the recursive model's features: long means are the level, last changes what is recent."""
    if "season" in feature or feature == "phase":
        return SEASON
    return LEVEL if feature in ("to_mean_12", "to_mean_24", "deviation") else RECENT


def _logarithmic_mean(first: Floats, last: Floats) -> Floats:
    """(b - a) / (ln b - ln a) of the logarithms of a and b; a where they are the same."""
    apart = last - first
    same = np.abs(apart) < 1e-12
    ratio = (np.exp(last) - np.exp(first)) / np.where(same, 1, apart)
    return np.where(same, np.exp(first), ratio)
