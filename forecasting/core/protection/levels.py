"""Order-up-to levels for every month of a history, each from what was known in that month.

Heads are trained anew every few months. What they say is calibrated month by month: the level at a
service level is the heads' high demand times the factor that would have served that share of the
last year's demand, found in each group of series of like size (split conformal prediction, Vovk et
al. 2005, with units as weights); where its last units would rather expire it is lower (`life`). Two
rules of a storekeeper follow: what is used little is kept to the largest demand in memory, which
costs next to nothing, and levels move with ease, because stock that a level has left behind stays
until it is used or expires.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.core.freq import Floats, Ints
from forecasting.core.protection.features import LEAST, MEMORY, Use
from forecasting.core.protection.heads import high_demand, train_heads
from forecasting.core.protection.life import life_use, rungs, sizes_by_month, worth_keeping
from forecasting.core.protection.options import ProtectionOptions
from forecasting.core.protection.spans import Spans, used_within

SIZES = (1.0, 3.0, 8.0, 20.0, 50.0)
"""Units of high demand that part the groups in which levels are calibrated."""
LEAST_IN_GROUP = 100
FACTORS = (0.3, 6.0)
CALIBRATED_ON = 12
"""Months."""
UNCALIBRATED = 1.5
FEWEST_MONTHS = 4
"""Of high demands to compare with; before, the factor is `UNCALIBRATED`."""


def walked_levels(
    use: Use,
    spans: Spans,
    service_levels: tuple[float, ...],
    options: ProtectionOptions | None = None,
    high: Floats | None = None,
) -> Floats:
    """levels[k, i, t] in units: what stock and orders should come to at the end of month t, for
    each service level; later months are never looked at. high: of `walked_high`, where it is known.
    """
    options = options or ProtectionOptions()
    if high is None:
        high = walked_high(use, spans, options)
    raw = _raw(use, high, spans, service_levels, options)
    return _eased(raw, options.ease / max(1.0, spans.mean) if options.ease < 1 else 1.0)


def walked_high(use: Use, spans: Spans, options: ProtectionOptions) -> Floats:
    """high[i, t]: the heads' high demand after month t; NaN before anything could be learned."""
    months = use.values.shape[1]
    high, heads = np.full(use.values.shape, np.nan), None
    for month in range(options.first_month, months):
        known = use.until(month + 1)
        if heads is None or (month - options.first_month) % options.retrain_months == 0:
            heads = train_heads(known, spans, options) or heads
        if heads is not None:
            high[:, month] = high_demand(heads, known)
    return high


def _raw(
    use: Use,
    high: Floats,
    spans: Spans,
    service_levels: tuple[float, ...],
    options: ProtectionOptions,
) -> Floats:
    levels = np.zeros((len(service_levels), *use.values.shape))
    sizes = sizes_by_month(use)
    for month in range(use.values.shape[1]):
        known = use.until(month + 1)
        memory = _memory(known, spans)
        if np.isnan(high[:, month]).all():
            levels[:, :, month] = memory
            continue
        found = _learned(known, high[:, : month + 1], sizes, spans, service_levels, options)
        small = sizes[:, month] < options.memory_below
        levels[:, :, month] = np.where(small, np.maximum(found, memory), found)
    return levels


def _learned(
    use: Use,
    high: Floats,
    sizes: Floats,
    spans: Spans,
    service_levels: tuple[float, ...],
    options: ProtectionOptions,
) -> Floats:
    """levels[k, i] after the last month of `use`, calibrated and each unit worth keeping."""
    wanted = [rungs(level, options.waste) for level in service_levels]
    each = tuple(level for rung in wanted for level in rung)
    factor = calibrated(use, high, spans, each, options.groups)
    ladders = (high[:, -1] * factor).reshape(len(service_levels), -1, len(high))
    life = life_use(use, sizes, options.life_months)
    return np.stack([worth_keeping(ladder, life) for ladder in ladders])


def _memory(use: Use, spans: Spans) -> Floats:
    """The largest demand over a usual interval within the months in memory."""
    span = min(max(1, round(spans.mean)), use.values.shape[1])
    sums = np.lib.stride_tricks.sliding_window_view(use.values, span, axis=1).sum(axis=2)
    return np.asarray(sums[:, -MEMORY:].max(axis=1))


def calibrated(
    use: Use, high: Floats, spans: Spans, service_levels: tuple[float, ...], groups: bool = True
) -> Floats:
    """factor[k, i] on series i's high demand of the last month of `use`, by service level."""
    months = use.values.shape[1]
    first = max(int(np.isnan(high).all(axis=0).sum()), months - 1 - CALIBRATED_ON)
    if months - 1 - first < FEWEST_MONTHS:
        return np.full((len(service_levels), len(high)), UNCALIBRATED)
    then, ratio, weight = [], [], []
    for origin, units, chance in used_within(use.values, spans, first):
        before = np.maximum(high[:, origin], 6 * LEAST)
        then.append(before)
        ratio.append(units / before)
        weight.append(chance * before)
    past = np.concatenate(then), np.concatenate(ratio), np.concatenate(weight)
    sizes = SIZES if groups else ()
    return _by_group(past, np.digitize(high[:, -1], sizes), service_levels, sizes)


def _by_group(
    past: tuple[Floats, Floats, Floats],
    group: Ints,
    service_levels: tuple[float, ...],
    sizes: tuple[float, ...],
) -> Floats:
    high, ratio, weight = past
    before = np.digitize(high, sizes)
    factor = np.ones((len(service_levels), len(group)))
    for code in np.unique(group):
        mine = before == code
        if mine.sum() < LEAST_IN_GROUP:
            mine = np.ones(len(before), dtype=bool)
        found = weighted_quantiles(ratio[mine], weight[mine], service_levels)
        factor[:, group == code] = np.clip(found, *FACTORS)[:, None]
    return factor


def weighted_quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> Floats:
    """The smallest value with at least a share of the weight at or below it, for each level."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    places = np.searchsorted(reached, np.array(levels) * reached[-1] - 1e-12)
    return np.asarray(values[order][np.minimum(places, len(values) - 1)])


def _eased(levels: Floats, ease: float) -> Floats:
    """Each month's level drawn towards the one before it."""
    eased = levels.copy()
    for month in range(1, levels.shape[2]):
        eased[:, :, month] = ease * levels[:, :, month] + (1 - ease) * eased[:, :, month - 1]
    return eased


def without(part: str, options: ProtectionOptions) -> ProtectionOptions:
    """The options with one part left out, to measure what it brings.

    Raises ValueError for a part that there is not."""
    if part == "groups":
        return replace(options, groups=False)
    if part == "memory":
        return replace(options, memory_below=0.0)
    if part == "ease":
        return replace(options, ease=1.0)
    if part == "life":
        return replace(options, waste=0.0)
    if part == "averaging":
        return replace(options, seeds=1)
    raise ValueError(f"there is no part {part!r}; there are groups, memory, ease, life, averaging")
