"""The order-up-to level of the whole network: what procurement is judged and planned by."""

from __future__ import annotations

from typing import NamedTuple

from operations.core.supply.index import Index
from operations.core.supply.need import (
    expected_units,
    pooled_safety_units,
    reference_offer,
    review_weeks,
)


class Level(NamedTuple):
    """units = expected + safety over `cover_weeks` = lead time + time to the next review."""

    units: int
    expected_units: int
    safety_units: int
    cover_weeks: int


def network_level(look: Index, product: str, week: int) -> Level | None:
    """The level at an ordering week, or None for a product that nobody offers or uses."""
    offer = reference_offer(look.offers[product])
    demands = look.demands[product]
    if offer is None or not demands:
        return None
    cover = offer.lead_weeks + review_weeks(look.problem.order_weeks, week)
    expected = sum(expected_units(demand, week, week + cover) for demand in demands)
    safety = pooled_safety_units(demands, week, week + cover)
    return Level(expected + safety, expected, safety, cover)
