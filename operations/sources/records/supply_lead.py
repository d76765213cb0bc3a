"""How long orders take, by supplier and mode of transport: learnt from the orders on record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from hospital.models import Network, Order, OrderState
from hospital.modes import mode_of
from operations.core.supply.leadtime import days_within

DAYS = 7
PLANNED_LEVEL = 0.8
"""The quantile of the lead time that is planned with."""
LEVELS = (0.5, 0.8, 0.9, 0.95)
FEWEST_ORDERS = 5

Days = tuple[str, bool, int]
"""Mode of an order, empty where it is not recorded; whether it came; days it took, or waits."""


class Taken:
    """Days that each supplier's orders took, and days since those that have not come."""

    def __init__(self, orders: Iterable[tuple[str, Days]] = ()) -> None:
        """orders: of each, the supplier and its days."""
        self._orders: defaultdict[str, list[Days]] = defaultdict(list)
        self._within: dict[tuple[str, str], dict[float, int]] = {}
        for supplier, days in orders:
            self._orders[supplier].append(days)

    @classmethod
    def read(cls, network: Network, start: date) -> Taken:
        """As far as it was known at `start`."""
        rows = Order.objects.filter(facility__network=network, ordered__lte=start)
        rows = rows.exclude(state=OrderState.CANCELLED)
        fields = ("supplier__code", "mode", "ordered", "received")
        modes: dict[str, str] = {}
        found = cls()
        for supplier, text, ordered, came in rows.values_list(*fields):
            if text not in modes:
                modes[text] = mode_of(text) or ""
            here = came is not None and came <= start
            days = ((came if here else start) - ordered).days
            found._orders[supplier].append((modes[text], here, days))
        return found

    def within(self, supplier: str, mode: str) -> dict[float, int]:
        """The weeks within which each of `LEVELS` of the supplier's orders by this mode come.

        Where the mode is not known, all its orders count; where too few are recorded by the mode,
        those of no recorded mode count with them, and never another mode's. Empty where still
        fewer than `FEWEST_ORDERS` came."""
        key = (supplier, mode)
        if key not in self._within:
            orders = self._orders.get(supplier, [])
            choices = [{mode}, {mode, ""}] if mode else [{each for each, _, _ in orders}]
            self._within[key] = next(filter(None, (_weeks(orders, each) for each in choices)), {})
        return self._within[key]


def _weeks(orders: list[Days], modes: set[str]) -> dict[float, int]:
    received = [days for mode, came, days in orders if came and mode in modes]
    if len(received) < FEWEST_ORDERS:
        return {}
    waiting = [days for mode, came, days in orders if not came and mode in modes]
    return {level: lead_weeks(level, received, waiting) for level in LEVELS}


def lead_weeks(level: float, received: list[int], waiting: list[int]) -> int:
    """The smallest number of weeks within which a share `level` of orders come."""
    return -(-days_within(level, received, waiting) // DAYS)
