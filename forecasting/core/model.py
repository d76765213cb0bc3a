"""One LightGBM for a whole family of series: direct over all horizons, one head per quantile.

The target is the value over the series' level at the origin, the horizon is a feature. One head
for each of a few quantiles (pinball loss) and one for the mean, all on the same binned data; what
lies between two heads is read off a straight line of normal scores, and quantiles are sorted, so
that they cannot cross. The median, which is looked at most, is the mean of several seeds. Rows are
a seeded sample of all (series, origin, horizon): thousands of series cost no more to train than a
few.

Threads are fixed and one by default: LightGBM with more threads than free cores is many times
slower, and after a fork it can wait for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import lightgbm
import numpy as np

from forecasting.core.calendar import CalendarSpec
from forecasting.core.features import History, Rows, grid, matrix
from forecasting.core.freq import Floats, Ints
from forecasting.core.options import ModelOptions
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

CHUNK_ROWS = 400_000
HEADS = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Quantiles with a head of their own; one that is asked for beyond them has its own too."""
MEDIANS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """The heads ("mean"; a quantile's number; "0.5 2" for a further seed) and what they read.

    quantiles: what was asked for. learned: what has a head, ascending.
    """

    heads: dict[str, lightgbm.Booster]
    quantiles: tuple[float, ...]
    learned: tuple[float, ...]
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
    learned = learned_quantiles(quantiles)
    objectives = _objectives(learned, options.seed)
    for name, objective in objectives.items():
        params = _params(options) | objective
        heads[name] = lightgbm.train(params, data, num_boost_round=options.trees)
        if on_head is not None:
            on_head(len(heads), len(objectives))
    return Trained(heads, quantiles, learned, names, horizon, len(rows))


def learned_quantiles(quantiles: tuple[float, ...]) -> tuple[float, ...]:
    """`HEADS` and what is asked for beyond them."""
    beyond = {q for q in quantiles if not HEADS[0] <= q <= HEADS[-1]}
    return tuple(sorted({*HEADS, *beyond}))


def _objectives(learned: tuple[float, ...], seed: int) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {"mean": {"objective": "regression"}}
    for quantile in learned:
        found[str(quantile)] = {"objective": "quantile", "alpha": quantile}
    for further in range(2, MEDIANS + 1):
        found[f"0.5 {further}"] = {"objective": "quantile", "alpha": 0.5, "seed": seed + further}
    return found


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
        _, inputs = matrix(history, chunk, trained.features)
        for name, head in trained.heads.items():
            ratio = np.asarray(head.predict(inputs, num_threads=head.params["num_threads"]))
            answers[name][part] = np.maximum(ratio, 0) * level
    medians = [values for name, values in answers.items() if name.split()[0] == "0.5"]
    answers["0.5"] = np.mean(medians, axis=0)
    heads = np.stack([answers[str(q)] for q in trained.learned], axis=1)
    quantiles = between(np.sort(heads, axis=1), trained.learned, trained.quantiles)
    shape = (count, horizon, len(trained.quantiles))
    return Prediction(answers["mean"].reshape(shape[:2]), quantiles.reshape(shape)).tidy()


def between(heads: Floats, learned: tuple[float, ...], wanted: tuple[float, ...]) -> Floats:
    """Quantiles of each row read between its heads, along normal scores; none lies beyond them."""
    scores = [NormalDist().inv_cdf(q) for q in learned]
    columns = []
    for quantile in wanted:
        score = NormalDist().inv_cdf(quantile)
        above = min(max(int(np.searchsorted(scores, score)), 1), len(scores) - 1)
        low, high = scores[above - 1], scores[above]
        share = (score - low) / (high - low)
        columns.append((1 - share) * heads[:, above - 1] + share * heads[:, above])
    return np.stack(columns, axis=1)
