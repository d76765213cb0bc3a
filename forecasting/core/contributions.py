"""TreeSHAP parts of the direct LightGBM's mean, through LightGBM's own `pred_contrib`."""

from __future__ import annotations

import numpy as np

from forecasting.core.calendar import CalendarSpec
from forecasting.core.drivers import LEVEL, Parts, group_of
from forecasting.core.features import History, Rows, matrix
from forecasting.core.freq import Ints
from forecasting.core.model import Trained
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
    groups = [*(group_of(name, panel.freq) for name in trained.features), LEVEL]
    names = list(dict.fromkeys(groups))
    total = np.zeros((len(rows), len(names)))
    into = np.zeros((len(groups), len(names)))
    into[np.arange(len(groups)), [names.index(group) for group in groups]] = 1
    head = trained.heads["mean"]
    for start in range(0, len(rows), CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        chunk = Rows(rows.series[part], rows.origin[part], rows.horizon[part])
        _, inputs = matrix(history, chunk)
        told = head.predict(inputs, pred_contrib=True, num_threads=head.params["num_threads"])
        level = history.level(chunk.series, chunk.origin)
        total[part] = (np.asarray(told) @ into) * level[:, None]
    return {
        name: total[:, position].reshape(count, len(steps)) for position, name in enumerate(names)
    }
