"""Replaying an ordering rule over a history of monthly demand, with lost sales and expiry.

In month t: what was ordered a lead time ago arrives, fresh; the month's demand is served from the
oldest stock first, what lacks is lost; what has reached the end of its life is thrown away; then
the rule orders, knowing demand up to t. With a lead time of one month an order made at the end of
t can be used in t + 1. All series are replayed at once, in arrays of series x months. Rules are
compared on the same demand and the same lead times (common random numbers).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
OrderRule = Callable[[Floats, Floats, Floats], Floats]
"""(demand so far [series, months], stock [series], on order [series]) -> units to order."""


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """What happened to each series after the burn-in: units in sum, and months of an event.

    stock: sum of month ends. short: months in which demand was lost. placed: months with an order.
    inherited: what expired of the lots that lay on the shelf when the counting began. Older lots go
    first, so that no later order changes it: no rule that takes over then wastes less.
    """

    demand: Floats
    served: Floats
    stock: Floats
    wasted: Floats
    ordered: Floats
    short: Floats
    placed: Floats
    months: int
    inherited: Floats


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a rule did after the burn-in.

    fill: served / demanded, units of all series together. mos: mean stock at month ends / mean
    monthly demand (months of stock). waste: expired / ordered. p10_fill: the fill of the series at
    the worst decile. stockout: share of series-months in which demand was lost. orders: share of
    series-months with an order, each of which is a line to pick and to carry. inherited: expired of
    what lay on the shelf before the months that count / ordered, a part of waste.
    """

    fill: float
    mos: float
    waste: float
    p10_fill: float
    stockout: float
    orders: float = 0.0
    inherited: float = 0.0


def replay(
    demand: Floats,
    rule: OrderRule,
    lead_months: int | Ints = 1,
    life_months: int = 12,
    burn_in_months: int = 12,
) -> Replayed:
    """Live through the history and measure it; see `live`."""
    return measure(live(demand, rule, lead_months, life_months, burn_in_months))


def live(
    demand: Floats,
    rule: OrderRule,
    lead_months: int | Ints = 1,
    life_months: int = 12,
    burn_in_months: int = 12,
) -> Lived:
    """Live through the history. lead_months[i, t] is how long the order of month t takes, one
    number for all alike; a later order may overtake an earlier one. Raises ValueError when nothing
    is left after the burn-in."""
    series, months = demand.shape
    leads = np.broadcast_to(np.asarray(lead_months, dtype=np.int64), demand.shape)
    if months <= burn_in_months or leads.min() < 1 or life_months < 1:
        raise ValueError("needs months after the burn-in, and lead and life of one month or more")
    ages = np.zeros((series, life_months))
    pipeline = np.zeros((series, int(leads.max())))
    served, ends = np.zeros(demand.shape), np.zeros(demand.shape)
    wasted, ordered = np.zeros(demand.shape), np.zeros(demand.shape)
    rows = np.arange(series)
    for month in range(months):
        ages[:, 0] += pipeline[:, 0]
        pipeline = np.roll(pipeline, -1, axis=1)
        pipeline[:, -1] = 0
        served[:, month] = _serve(ages, demand[:, month])
        wasted[:, month] = ages[:, -1]
        ages = np.roll(ages, 1, axis=1)
        ages[:, 0] = 0
        ends[:, month] = ages.sum(axis=1)
        order = np.maximum(0, rule(demand[:, : month + 1], ends[:, month], pipeline.sum(axis=1)))
        pipeline[rows, leads[:, month] - 1] += order
        ordered[:, month] = order
    kept = slice(burn_in_months, None)
    old = wasted[:, burn_in_months : burn_in_months + life_months - 1].sum(axis=1)
    return _lived(
        demand[:, kept], served[:, kept], ends[:, kept], wasted[:, kept], ordered[:, kept], old
    )


def _serve(ages: Floats, wanted: Floats) -> Floats:
    """Take the month's demand from the oldest age on; returns what could be served."""
    left = wanted.copy()
    for age in range(ages.shape[1] - 1, -1, -1):
        used = np.minimum(left, ages[:, age])
        ages[:, age] -= used
        left -= used
    return wanted - left


def _lived(
    demand: Floats, served: Floats, ends: Floats, wasted: Floats, ordered: Floats, old: Floats
) -> Lived:
    short = (served < demand - 1e-9).sum(axis=1).astype(np.float64)
    placed = (ordered > 0).sum(axis=1).astype(np.float64)
    return Lived(
        demand=demand.sum(axis=1),
        served=served.sum(axis=1),
        stock=ends.sum(axis=1),
        wasted=wasted.sum(axis=1),
        ordered=ordered.sum(axis=1),
        short=short,
        placed=placed,
        months=demand.shape[1],
        inherited=old,
    )


def measure(lived: Lived, weights: Floats | None = None) -> Replayed:
    """The rule in a few figures; `weights` says how often each series counts (a resample)."""
    count = np.ones(len(lived.demand)) if weights is None else weights
    demand = float(count @ lived.demand)
    return Replayed(
        fill=float(count @ lived.served) / max(1.0, demand),
        mos=float(count @ lived.stock) / max(1.0, demand),
        waste=float(count @ lived.wasted) / max(1.0, float(count @ lived.ordered)),
        p10_fill=_worst_decile(lived, count),
        stockout=float(count @ lived.short) / (lived.months * float(count.sum())),
        orders=float(count @ lived.placed) / (lived.months * float(count.sum())),
        inherited=float(count @ lived.inherited) / max(1.0, float(count @ lived.ordered)),
    )


def _worst_decile(lived: Lived, count: Floats) -> float:
    """The fill of the series a tenth of the way up; those without demand do not count."""
    used = np.repeat(lived.demand > 0, count.astype(np.int64))
    if not used.any():
        return 1.0
    fills = lived.served / np.where(lived.demand > 0, lived.demand, 1)
    return float(np.quantile(np.repeat(fills, count.astype(np.int64))[used], 0.1))


def fill_by(lived: Lived, groups: Ints) -> dict[int, float]:
    """Units served of units demanded by group of series (VEN class, product, facility); groups
    without demand are left out."""
    demand = np.bincount(groups, weights=lived.demand)
    served = np.bincount(groups, weights=lived.served)
    return {g: float(served[g] / demand[g]) for g in range(len(demand)) if demand[g] > 0}


def up_to(levels: Floats) -> OrderRule:
    """Stock and orders up to levels[i, t], known at the end of month t, in whole units."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        return np.ceil(levels[:, demand.shape[1] - 1] - 1e-9) - stock - on_order

    return order
