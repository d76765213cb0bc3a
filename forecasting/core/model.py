"""One LightGBM for a whole family of series: direct over all horizons, one head per quantile.

The target is the value over the series' level at the origin, the horizon is a feature. One head
per quantile (pinball loss) and one for the mean, all on the same binned data; quantiles are sorted
afterwards, so that they cannot cross. Rows are a seeded sample of all (series, origin, horizon):
thousands of series cost no more to train than a few.

Threads are fixed and one by default: LightGBM with more threads than free cores is many times
slower, and after a fork it can wait for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import lightgbm
import numpy as np

from forecasting.core.calendar import CalendarSpec
from forecasting.core.features import History, Rows, grid, matrix
from forecasting.core.freq import Ints
from forecasting.core.options import ModelOptions
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

CHUNK_ROWS = 400_000


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The heads by name ("mean" or the quantile's own number) and the features they read."""

    heads: dict[str, lightgbm.Booster]
    quantiles: tuple[float, ...]
    features: tuple[str, ...]
    horizon: int
    rows: int


OnHead = Callable[[int, int], None]


def train(
    panel: Panel,
    horizon: int,
    quantiles: tuple[float, ...],
    calendar: CalendarSpec,
    options: ModelOptions,
    on_head: OnHead | None = None,
) -> Trained | None:
    """Fit all heads on what the panel knows; None where there are too few rows to learn from."""
    history = History(panel, calendar, horizon)
    rows = sample(history, horizon, options)
    if len(rows) < 200:
        return None
    names, inputs = matrix(history, rows)
    level = history.level(rows.series, rows.origin)
    target = panel.values[rows.series, rows.origin + rows.horizon] / level
    data = lightgbm.Dataset(inputs, target, params=_params(options))
    heads: dict[str, lightgbm.Booster] = {}
    objectives = {str(q): {"objective": "quantile", "alpha": q} for q in quantiles}
    for name, objective in (objectives | {"mean": {"objective": "regression"}}).items():
        params = _params(options) | objective
        heads[name] = lightgbm.train(params, data, num_boost_round=options.trees)
        if on_head is not None:
            on_head(len(heads), len(quantiles) + 1)
    return Trained(heads, quantiles, names, horizon, len(rows))


def _params(options: ModelOptions) -> dict[str, object]:
    return {
        "num_leaves": options.leaves,
        "learning_rate": options.learning_rate,
        "min_data_in_leaf": 30,
        "feature_fraction": 0.5,
        "max_bin": 63,
        "num_threads": options.threads,
        "seed": options.seed,
        "deterministic": True,
        "force_row_wise": True,
        "feature_pre_filter": False,
        "verbosity": -1,
    }


def sample(history: History, horizon: int, options: ModelOptions) -> Rows:
    """A seeded sample of past (series, origin, horizon) whose target is known."""
    panel = history.panel
    generator = np.random.default_rng(options.seed)
    last = panel.periods - 1
    oldest = max(0, last - options.years * panel.freq.year)
    warm_up = min(history.recipe.level, max(2, (panel.periods - horizon) // 3))
    first = np.maximum(history.start + warm_up - 1, oldest)
    origins = np.maximum(last - first, 0)
    ends = np.cumsum(origins * horizon)
    total = int(ends[-1]) if len(ends) else 0
    if total == 0:
        return Rows(*(np.empty(0, dtype=np.int64) for _ in range(3)))
    draw = _draw(generator, total, options.rows)
    series = np.searchsorted(ends, draw, side="right")
    within = draw - (ends - origins * horizon)[series]
    origin = first[series] + within // horizon
    step = within % horizon + 1
    level = history.level(series, origin)
    kept = (origin + step <= last) & (level > 0)
    return Rows(series[kept], origin[kept], step[kept])


def _draw(generator: np.random.Generator, total: int, rows: int) -> Ints:
    if total <= rows:
        return np.arange(total)
    return np.sort(generator.integers(0, total, rows))


def predict(trained: Trained, panel: Panel, calendar: CalendarSpec) -> Prediction:
    """Forecast every series from the panel's last period; never negative, quantiles in order."""
    horizon, count = trained.horizon, len(panel.ids)
    history = History(panel, calendar, horizon)
    rows = grid(panel, horizon)
    answers = {name: np.zeros(len(rows)) for name in trained.heads}
    for start in range(0, len(rows), CHUNK_ROWS):
        part = slice(start, start + CHUNK_ROWS)
        chunk = Rows(rows.series[part], rows.origin[part], rows.horizon[part])
        level = history.level(chunk.series, chunk.origin)
        _, inputs = matrix(history, chunk)
        for name, head in trained.heads.items():
            ratio = np.asarray(head.predict(inputs, num_threads=head.params["num_threads"]))
            answers[name][part] = np.maximum(ratio, 0) * level
    heads = [answers[str(q)].reshape(count, horizon) for q in trained.quantiles]
    return Prediction(answers["mean"].reshape(count, horizon), np.stack(heads, 2)).tidy()
