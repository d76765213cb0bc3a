"""LightGBM heads for high quantiles of the demand over a protection interval, for all series.

The target is the demand over the series' usual use. Rows are weighted by that use to the power of
`price`: with 1 a lost unit costs the same everywhere and large series decide, with 0 a lost share
does and small ones are served as well as large ones. A single head far out is decided by few rows;
the level is the geometric mean of three, each of several seeds, to be put right by calibration.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.protection.features import LEAST, Use, features, usual
from forecasting.core.protection.spans import Spans, used_within

HEADS = (0.9, 0.95, 0.98)
EARLIEST = 2
"""Months of past that an origin needs."""
LEAST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ProtectionOptions:
    """How levels are learned. seeds: how many are averaged, from `seed` on. price: of a lost unit,
    as said above. memory_below: units a month under which the largest demand of the last two years
    is kept in stock. ease: weight of the new level against the last month's, for an interval of one
    month; less for a longer one, in proportion, and 1 for none. life_months: after which stock
    expires. waste: how much dearer a level's last unit is when it is sure to expire than when it is
    sure to be used."""

    seed: int = 1
    seeds: int = 3
    threads: int = 1
    trees: int = 80
    leaves: int = 12
    learning_rate: float = 0.05
    least_in_leaf: int = 100
    rows: int = 60_000
    price: float = 0.8
    retrain_months: int = 3
    first_month: int = 8
    groups: bool = True
    memory_below: float = 8.0
    ease: float = 0.8
    life_months: int = 12
    waste: float = 3.0


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
