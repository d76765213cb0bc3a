"""Demand behind what was handed out: periods that ran out of stock say only "at least so much".

A period is known where stock lasted. Where days without stock are recorded, up to half of it, the
rest stands for the whole by simple proportion. Everything else that ran out (most of the days
recorded as out, or nothing left at the end though no day was recorded) is a lower bound. Demands
per unit of their series' level are pooled over a product's series, bounds and all, by the
product-limit estimator (Kaplan & Meier 1958; for censored demand Huh, Levi, Rusmevichientong &
Orlin 2011), and a bound becomes the mean of the demands beyond it, times level and season.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Bools, Floats, Ints

ROUNDS = 6
LEAST_KNOWN = 2
"""Known periods of a series below which its bounds are left as they are."""
LEAST_POOL = 30
"""Known periods of a product below which the whole network's are pooled."""
MOST = 3.0
"""A bound is never raised beyond this many times its series' mean known demand."""
SEASON_PRIOR = 12
GRID = 60
NOT_CARRIED = 100
"""Days."""


@dataclass(frozen=True, slots=True, eq=False)
class Used:
    """Records side by side. units handed out in `days` days, `out` of them without stock; left:
    units at the end, NaN where not recorded. series, kin: codes of the series and of its product;
    first: day number it begins; phase: place in the year, 0 .. 11."""

    units: Floats
    days: Ints
    out: Ints
    left: Floats
    series: Ints
    kin: Ints
    first: Ints
    phase: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """units: what would have been used with stock on every day. bound: records that only said
    "at least so much"; scaled: records that were stretched by their days in stock."""

    units: Floats
    bound: Bools
    scaled: Bools


def repaired(used: Used) -> Demand:
    """Demand of every record; never less than what was handed out."""
    if not len(used.units):
        nothing = np.zeros(0, dtype=bool)
        return Demand(used.units, nothing, nothing)
    stocked = np.maximum(used.days - np.minimum(used.out, used.days), 0)
    scaled = (used.out > 0) & (2 * stocked >= used.days)
    stretched = np.where(scaled, used.units * used.days / np.maximum(stocked, 1), used.units)
    bound = (2 * stocked < used.days) | ((used.out == 0) & _ran_out(used))
    daily = np.maximum(used.days, 1)
    count = int(used.series.max()) + 1
    known = np.bincount(used.series[~bound], minlength=count)
    told = np.bincount(used.series[~bound], weights=(stretched / daily)[~bound], minlength=count)
    mean = told / np.maximum(known, 1)
    usable = (known >= LEAST_KNOWN) & (mean > 0)
    raised = bound & usable[used.series]
    if not raised.any():
        return Demand(stretched, bound, scaled)
    each = usable[used.series]
    rates = _raised(
        (stretched / daily)[each],
        bound[each],
        used.series[each],
        used.kin[each],
        used.phase[each],
        mean,
    )
    units = stretched.copy()
    units[each] = np.maximum(rates * daily[each], stretched[each])
    return Demand(units, bound, scaled)


def _ran_out(used: Used) -> Bools:
    """Nothing left at the end, in a series whose closing stock is recorded at all.

    A shelf that stays empty and unasked for longer than `NOT_CARRIED` days is no shortage: the
    product is not kept there, and its zeros are zeros.
    """
    count = int(used.series.max()) + 1
    kept = np.bincount(used.series, weights=np.nan_to_num(used.left) > 0, minlength=count) > 0
    empty = used.left == 0
    return np.asarray(empty & kept[used.series] & ~_long_run(used, empty & (used.units == 0)))


def _long_run(used: Used, idle: Bools) -> Bools:
    """Whether each record is in a run of idle ones of its series that lasts too long."""
    order = np.lexsort((used.first, used.series))
    still, series = idle[order], used.series[order]
    begins = still & ~(np.append(False, still[:-1]) & np.append(False, series[1:] == series[:-1]))
    run = np.where(still, np.cumsum(begins), 0)
    days = np.bincount(run, weights=used.days[order])
    days[0] = 0
    found = np.zeros(len(idle), dtype=bool)
    found[order] = still & (days[run] > NOT_CARRIED)
    return found


def _raised(
    rates: Floats, bound: Bools, series: Ints, kin: Ints, phase: Ints, mean: Floats
) -> Floats:
    """Daily rates with the bounds raised; level, season and what lies beyond a bound in turn."""
    level, found = mean.copy(), rates.copy()
    pools = _pools(kin, bound)
    for _ in range(ROUNDS):
        season = _season(found, level[series], pools, phase)
        usual = level[series] * season
        ratio = rates / usual
        for pool in np.unique(pools):
            mine = pools == pool
            beyond = _beyond(ratio[mine], bound[mine])
            found[mine] = np.where(bound[mine], beyond * usual[mine], rates[mine])
        found = np.maximum(np.minimum(found, np.maximum(MOST * mean[series], rates)), rates)
        count = np.bincount(series, minlength=len(level))
        total = np.bincount(series, weights=found / season, minlength=len(level))
        level = np.where(count > 0, total / np.maximum(count, 1), level)
    return found


def _pools(kin: Ints, bound: Bools) -> Ints:
    """The product where it has enough known periods, else one pool for all the others."""
    known = np.bincount(kin[~bound], minlength=int(kin.max()) + 1)
    return np.where(known[kin] >= LEAST_POOL, kin, -1)


def _season(rates: Floats, level: Floats, pools: Ints, phase: Ints) -> Floats:
    """Per record, its product's index for the time of the year, drawn towards 1."""
    cells = (pools + 1) * 12 + phase
    total = np.bincount(cells, weights=rates / level)
    count = np.bincount(cells)
    index = (total + SEASON_PRIOR) / np.maximum(count + SEASON_PRIOR, 1)
    return np.asarray(np.maximum(index, 0.1)[cells])


def _beyond(ratio: Floats, bound: Bools) -> Floats:
    """E[R | R >= r] for each r, R distributed by the product-limit estimate with mean 1."""
    points = np.unique(np.quantile(ratio, np.linspace(0, 1, GRID)))
    place = np.searchsorted(points, ratio, side="left").clip(0, len(points) - 1)
    ended = np.bincount(place[~bound], minlength=len(points))
    at_risk = np.cumsum(np.bincount(place, minlength=len(points))[::-1])[::-1]
    alive = np.cumprod(1 - ended / np.maximum(at_risk, 1))
    chance = -np.diff(np.concatenate([[1.0], alive]))
    chance[-1] += alive[-1]  # Efron: what lies beyond the last bound lies on it
    beyond = np.cumsum((chance * points)[::-1])[::-1]
    left = np.cumsum(chance[::-1])[::-1]
    mean = np.where(left > 1e-12, beyond / np.maximum(left, 1e-12), points)
    return np.asarray(np.maximum(mean[place], ratio) / max(float((chance * points).sum()), 1e-9))
