"""LightGBM heads for high quantiles of the demand over a protection interval, for all series.

The target is the demand over the series' usual use. Rows are weighted by that use to the power of
`price`: with 1 a lost unit costs the same everywhere and large series decide, with 0 a lost share
does and small ones are served as well as large ones. A single head far out is decided by few rows;
the level is the geometric mean of three, each of several seeds, to be put right by calibration.
"""

from __future__ import annotations

import lightgbm
import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.protection.features import LEAST, Use, features, usual
from forecasting.core.protection.options import ProtectionOptions
from forecasting.core.protection.spans import Spans, used_within

HEADS = (0.9, 0.95, 0.98)
EARLIEST = 2
"""Months of past that an origin needs."""
LEAST_ROWS = 200


def train_heads(
    use: Use, spans: Spans, options: ProtectionOptions
) -> tuple[lightgbm.Booster, ...] | None:
    """One booster a head and seed from all that `use` knows; None where it knows too little."""
    found = _rows(use, spans, options)
    if found is None:
        return None
    inputs, target, weight = found
    params = _params(options)
    data = lightgbm.Dataset(inputs, target, weight=weight / weight.mean(), params=params)
    return tuple(
        lightgbm.train(params | {"alpha": head, "seed": seed}, data, num_boost_round=options.trees)
        for seed in range(options.seed, options.seed + options.seeds)
        for head in HEADS
    )


def _rows(
    use: Use, spans: Spans, options: ProtectionOptions
) -> tuple[Floats, Floats, Floats] | None:
    seen: dict[int, tuple[Floats, Floats]] = {}
    inputs, target, weight = [], [], []
    for origin, units, chance in used_within(use.values, spans, EARLIEST):
        past = use.until(origin + 1)
        if origin not in seen:
            seen[origin] = usual(past), features(past)
        size, columns = seen[origin]
        begun = past.reported.any(axis=1)
        inputs.append(columns[begun])
        target.append((units / size)[begun])
        weight.append(chance * size[begun] ** options.price)
    if sum(map(len, target)) < LEAST_ROWS:
        return None
    rows = np.concatenate(inputs), np.concatenate(target), np.concatenate(weight)
    if len(rows[1]) > options.rows:
        draw = np.random.default_rng(options.seed)
        kept = draw.choice(len(rows[1]), options.rows, replace=False)
        return rows[0][kept], rows[1][kept], rows[2][kept]
    return rows


def row_count(use: Use, spans: Spans, options: ProtectionOptions) -> int:
    """How many rows there are to learn from, after sampling."""
    begun = (use.until(origin + 1) for origin, _, _ in used_within(use.values, spans, EARLIEST))
    return min(options.rows, sum(int(past.reported.any(axis=1).sum()) for past in begun))


def _params(options: ProtectionOptions) -> dict[str, object]:
    return {
        "objective": "quantile",
        "num_leaves": options.leaves,
        "learning_rate": options.learning_rate,
        "min_data_in_leaf": options.least_in_leaf,
        "feature_fraction": 0.3,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 1,
        "max_bin": 63,
        "num_threads": options.threads,
        "seed": options.seed,
        "deterministic": True,
        "force_row_wise": True,
        "feature_pre_filter": False,
        "verbosity": -1,
    }


def high_demand(heads: tuple[lightgbm.Booster, ...], use: Use) -> Floats:
    """Units that the demand after the last month of `use` rarely exceeds, by series."""
    size, inputs = usual(use), features(use)
    threads = heads[0].params["num_threads"]
    ratios = [np.maximum(np.asarray(h.predict(inputs, num_threads=threads)), 0) for h in heads]
    logs = [np.log(ratio * size + LEAST) for ratio in ratios]
    return np.asarray(np.exp(np.mean(logs, axis=0)))
