"""LightGBM one period at a time, on changes of the logarithm: for monthly and other short panels.

The target is the next change of log(1 + y). What is forecast is appended and looked at for the
next period, so a forecast follows a series' own path instead of returning to its mean; measured
against the direct model it is stronger where level shifts matter more than the calendar. Changes
of logarithms make a clinic and a university hospital alike.

The spread comes from the same forecasts made at the origins of the last year and a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import lightgbm
import numpy as np

from forecasting.core.baselines import nan_mean
from forecasting.core.freq import Floats, Ints
from forecasting.core.options import ModelOptions
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

TREES = 150
HUBER = 0.2
"""Changes of more than a fifth count by their size, not its square: jumps are no pattern."""
SPREAD_ORIGINS = 18
PRIOR_ORIGINS = 6
"""So many origins' worth of the family's spread are mixed into each series' own."""
LEAST_ROWS = 200
ROWS_FACTOR = 4
"""One objective on plain rows: it can afford more of them than the direct model's many heads."""
SPREAD_ROWS = 20_000
CHANGES = 13


@dataclass(frozen=True, slots=True, eq=False)
class Recursive:
    """The trained model, the features it reads and the rows it saw."""

    booster: lightgbm.Booster
    features: tuple[str, ...]
    rows: int


def train_recursive(panel: Panel, options: ModelOptions) -> Recursive | None:
    """Learn the next change from all series and periods; None where there is too little."""
    logs, season = np.log1p(panel.values), panel.freq.season
    ends = range(season + 2, panel.periods)
    if not ends:
        return None
    series = _sample(len(logs), len(ends), options)
    blocks = [_changes(logs[series], season, end) for end in ends]
    inputs = np.concatenate([block for block, _ in blocks])
    target = np.concatenate([change for _, change in blocks])
    kept = ~np.isnan(target) & ~np.isnan(inputs[:, 0])
    if kept.sum() < LEAST_ROWS:
        return None
    data = lightgbm.Dataset(inputs[kept], target[kept], params=_params(options))
    booster = lightgbm.train(_params(options), data, num_boost_round=TREES)
    return Recursive(booster, tuple(_features(logs, season)), int(kept.sum()))


def _sample(series: int, ends: int, options: ModelOptions) -> Ints:
    """All series, or a seeded part of them where there would be too many rows."""
    most = max(1, ROWS_FACTOR * options.rows // ends)
    if series <= most:
        return np.arange(series)
    return np.sort(np.random.default_rng(options.seed).choice(series, most, replace=False))


def _changes(logs: Floats, season: int, end: int) -> tuple[Floats, Floats]:
    inputs = change_features(logs[:, :end], season)
    return inputs, logs[:, end] - logs[:, end - 1]


def _params(options: ModelOptions) -> dict[str, object]:
    return {
        "objective": "huber",
        "alpha": HUBER,
        "num_leaves": 31,
        "learning_rate": 0.05,
        "min_data_in_leaf": 30,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "num_threads": options.threads,
        "seed": options.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }


def _features(logs: Floats, season: int) -> dict[str, Floats]:
    """What is known at the end of `logs`, for the next change; NaN where the past is too short."""
    end = logs.shape[1]
    nothing = np.full(len(logs), np.nan)

    def at(back: int) -> Floats:
        return logs[:, end - back] if 0 < back <= end else nothing

    columns: dict[str, Floats] = {}
    for back in range(1, CHANGES + 1):
        columns[f"change_{back}"] = at(back) - at(back + 1)
    for years in (1, 2, 3):
        columns[f"change_{years}_seasons"] = at(years * season) - at(years * season + 1)
        columns[f"to_{years}_seasons_ago"] = at(years * season) - at(1)
    for window in (3, 6, 12, 24):
        columns[f"to_mean_{window}"] = nan_mean(logs[:, max(0, end - window) :], 1) - at(1)
    columns["deviation"] = np.std(np.diff(logs[:, max(0, end - season - 1) :], axis=1), axis=1)
    columns["phase"] = np.full(len(logs), float(end % season))
    return columns


def change_features(logs: Floats, season: int) -> Floats:
    """The model's inputs at the end of `logs`, one row a series."""
    return np.column_stack(list(_features(logs, season).values()))


def predict_recursive(
    model: Recursive, panel: Panel, horizon: int, quantiles: tuple[float, ...]
) -> Prediction:
    """Forecast from the panel's last period; the path is the median, the spread is as it was."""
    logs, season = np.log1p(panel.values), panel.freq.season
    path = np.nan_to_num(_roll(model, logs, season, horizon))
    scale = _scale(model, logs, season, horizon)
    normal = np.array([NormalDist().inv_cdf(quantile) for quantile in quantiles])
    values = np.expm1(path[:, :, None] + scale[:, :, None] * normal[None, None, :])
    return Prediction(np.expm1(path), values).tidy()


def _roll(model: Recursive, logs: Floats, season: int, horizon: int) -> Floats:
    """The next `horizon` values of each row, each one seen by those after it."""
    threads = model.booster.params["num_threads"]
    for _ in range(horizon):
        inputs = change_features(logs, season)
        change = np.asarray(model.booster.predict(inputs, num_threads=threads))
        logs = np.column_stack([logs, logs[:, -1] + change])
    return logs[:, -horizon:]


def _scale(model: Recursive, logs: Floats, season: int, horizon: int) -> Floats:
    """Spread of log(1 + y) by series and horizon, drawn towards the family's.

    From mean absolute errors: squares would let a single jump widen every band.
    """
    periods = logs.shape[1]
    total, count = np.zeros((2, len(logs), horizon))
    origins = min(SPREAD_ORIGINS, max(2, SPREAD_ROWS // len(logs)))
    for end in range(max(season + 2, periods - origins), periods):
        reach = min(horizon, periods - end)
        missed = logs[:, end : end + reach] - _roll(model, logs[:, :end], season, reach)
        known = ~np.isnan(missed)
        total[:, :reach] += np.where(known, np.abs(missed), 0)
        count[:, :reach] += known
    overall = max(float(total.sum() / max(count.sum(), 1)), 1e-12)
    ahead = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1)
    own, weight = total.sum(axis=1), count.sum(axis=1)
    prior = PRIOR_ORIGINS * (weight.mean() / origins)
    mixed = (own + prior * overall) / np.maximum(weight + prior, 1e-12)
    wider = np.maximum.accumulate(ahead)[None, :] / overall
    return np.asarray(np.sqrt(np.pi / 2) * mixed[:, None] * wider)
