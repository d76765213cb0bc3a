"""The ordering rules of the systems in use, for many series at once, to be replayed side by side.

Each orders what its published formula in `baselines` says, with consumption taken as demand: a
replay knows what was asked for, so that no correction for days without stock is needed, and
BHIMA's two averages are the same. `months` is what a user of the system would set.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from operations.core.supply.simulate import Floats, OrderRule

BHIMA_WINDOW = 6
QAT_PAST = 4
"""Three months and the current one; the two that follow are expected to be like them."""


def openlmis(max_periods: float, periods: int = 3) -> OrderRule:
    """Up to average consumption times `max_periods`; what is on order does not count."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = np.ceil(demand[:, -periods:].mean(axis=1))
        level: Floats = np.floor(average * max_periods + 0.5)
        return np.asarray(np.maximum(0, level - stock))

    return order


def openlmis_on_order(max_periods: float, periods: int = 3) -> OrderRule:
    """The same by an officer who remembers what is on its way: what long lead times need."""
    rule = openlmis(max_periods, periods)
    return lambda demand, stock, on_order: rule(demand, stock + on_order, on_order)


def msupply(min_months: float, max_months: float, periods: int = 3) -> OrderRule:
    """Up to `max_months` of average consumption once stock is at or below `min_months` of it."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = demand[:, -periods:].mean(axis=1)
        wanted = np.ceil(max_months * average - stock - 1e-9)
        return np.where((average > 0) & (stock <= min_months * average), wanted, 0)

    return order


def openboxes(order_months: float, lead_months: float, periods: int = 12) -> OrderRule:
    """Demand over order period and lead time, less what is there and on order."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        monthly = demand[:, -periods:].mean(axis=1)
        wanted = np.ceil(monthly * (order_months + lead_months) - stock - on_order - 1e-9)
        return np.asarray(np.maximum(0, wanted))

    return order


def qat(min_months: float, interval_months: float = 1.0) -> OrderRule:
    """To the maximum when this month and the two after it end below the minimum; to the minimum
    when only this one is out of stock. What is on order is there next month."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = demand[:, -QAT_PAST:].mean(axis=1)
        least = min_months * average
        soon = stock + on_order - average
        all_low = (stock < least) & (soon < least) & (soon - average < least)
        only_now = ~all_low & (stock <= 0) & (soon >= least)
        to = np.where(all_low, least + interval_months * average, np.where(only_now, least, 0))
        return np.asarray(np.maximum(0, np.ceil(to - stock - 1e-9)))

    return order


def bhima(security_months: float, interval_months: float = 1.0) -> OrderRule:
    """Up to security stock and the interval, of the average over six months."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = demand[:, -BHIMA_WINDOW:].mean(axis=1)
        wanted = average * (security_months + interval_months) - stock - on_order
        return np.asarray(np.maximum(0, np.ceil(wanted - 1e-9)))

    return order


def odoo(min_months: float, max_months: float, periods: int = 3) -> OrderRule:
    """Below the minimum up to the maximum, of what is forecast to be there."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = demand[:, -periods:].mean(axis=1)
        least, most = np.ceil(min_months * average), np.ceil(max_months * average)
        expected = stock + on_order
        return np.where(expected < least, np.maximum(least, most) - expected, 0)

    return order


def erpnext(reorder_months: float, quantity_months: float = 1.0, periods: int = 3) -> OrderRule:
    """At or below the reorder level the reorder quantity, or more where that is too little."""

    def order(demand: Floats, stock: Floats, on_order: Floats) -> Floats:
        average = demand[:, -periods:].mean(axis=1)
        level, quantity = np.ceil(reorder_months * average), np.ceil(quantity_months * average)
        projected = stock + on_order
        return np.where(projected <= level, np.maximum(quantity, level - projected), 0)

    return order


def quantile_base_stock(level: float, lead_months: float, smoothing: float = 0.15) -> OrderRule:
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
