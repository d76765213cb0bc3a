"""Replaying an ordering rule over a history of monthly demand, with lost sales and expiry.

In month t: what was ordered `lead_months` ago arrives, fresh; the month's demand is served from
the oldest stock first, what lacks is lost; what has reached the end of its life is thrown away;
then the rule orders, knowing demand up to t. With a lead time of one month an order made at the
end of t can be used in t + 1. All series are replayed at once, in arrays of series x months.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
OrderRule = Callable[[Floats, Floats, Floats], Floats]
"""(demand so far [series, months], stock [series], on order [series]) -> units to order."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a rule did after the burn-in.

    fill: served / demanded. mos: mean stock at month ends / mean monthly demand (months of
    stock). waste: expired / ordered. p10_fill: the fill of the series at the worst decile.
    stockout: share of series-months in which demand was lost.
    """

    fill: float
    mos: float
    waste: float
    p10_fill: float
    stockout: float


def replay(
    demand: Floats,
    rule: OrderRule,
    lead_months: int = 1,
    life_months: int = 12,
    burn_in_months: int = 12,
) -> Replayed:
    """Live through the history; raises ValueError when nothing is left after the burn-in."""
    series, months = demand.shape
    if months <= burn_in_months or lead_months < 1 or life_months < 1:
        raise ValueError("needs months after the burn-in, and lead and life of one month or more")
    ages = np.zeros((series, life_months))
    pipeline = np.zeros((series, lead_months))
    served, ends = np.zeros(demand.shape), np.zeros(demand.shape)
    wasted, ordered = np.zeros(demand.shape), np.zeros(demand.shape)
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
        pipeline[:, -1] += order
        ordered[:, month] = order
    kept = slice(burn_in_months, None)
    return _measure(
        demand[:, kept], served[:, kept], ends[:, kept], wasted[:, kept], ordered[:, kept]
    )


def _serve(ages: Floats, wanted: Floats) -> Floats:
    """Take the month's demand from the oldest age on; returns what could be served."""
    left = wanted.copy()
    for age in range(ages.shape[1] - 1, -1, -1):
        used = np.minimum(left, ages[:, age])
        ages[:, age] -= used
        left -= used
    return wanted - left


def _measure(
    demand: Floats, served: Floats, ends: Floats, wasted: Floats, ordered: Floats
) -> Replayed:
    total = demand.sum(axis=1)
    used = total > 0
    fills = served.sum(axis=1)[used] / total[used]
    return Replayed(
        fill=float(served.sum() / max(1.0, demand.sum())),
        mos=float(ends.sum() / max(1.0, demand.sum())),
        waste=float(wasted.sum() / max(1.0, ordered.sum())),
        p10_fill=float(np.quantile(fills, 0.1)) if used.any() else 1.0,
        stockout=float(np.mean(served < demand - 1e-9)),
    )


def openlmis(max_periods: float, periods: int = 3) -> OrderRule:
    """Up to average consumption times `max_periods`; what is on order does not count."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = np.ceil(demand[:, -periods:].mean(axis=1))
        level: Floats = np.floor(average * max_periods + 0.5)
        return level - stock

    return order


def msupply(min_months: float, max_months: float, periods: int = 3) -> OrderRule:
    """Up to `max_months` of average consumption once stock is at or below `min_months` of it."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = demand[:, -periods:].mean(axis=1)
        wanted = np.ceil(max_months * average - stock)
        return np.where((average > 0) & (stock <= min_months * average), wanted, 0)

    return order


def quantile_base_stock(level: float, lead_months: int, smoothing: float = 0.15) -> OrderRule:
    """Stock and orders up to the demand quantile over the protection interval (lead time).

    Mean and variance by exponential smoothing; the interval's demand is taken as gamma (Burgin
    1975), its quantile by Wilson & Hilferty's cube root (1931).
    """
    z = NormalDist().inv_cdf(level)

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        weights = (1 - smoothing) ** np.arange(demand.shape[1] - 1, -1, -1.0)
        weights /= weights.sum()
        mean = demand @ weights
        variance = np.maximum((demand - mean[:, None]) ** 2 @ weights, mean)
        shape = lead_months * mean**2 / np.maximum(variance, 1e-9)
        factor = np.zeros_like(mean)
        some = shape > 0
        inner = 1 - 1 / (9 * shape[some]) + z / (3 * np.sqrt(shape[some]))
        factor[some] = np.maximum(inner, 0) ** 3
        return np.ceil(lead_months * mean * factor) - stock - on_order

    return order
