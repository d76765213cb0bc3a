"""The order-up-to level of the whole network: what procurement is judged and planned by."""

from __future__ import annotations

from typing import NamedTuple

from operations.core.supply.index import Index
from operations.core.supply.need import (
    expected_units,
    interval,
    late_weeks,
    pooled_safety_units,
    reference_offer,
    review_weeks,
)


class Level(NamedTuple):
    """units = expected + safety over lead time + time to the next review + delivery interval.

    Safety covers the spread of demand, and what is used while an order is later than planned by as
    much as the service level asks: a vital product's level stands up to rarer delays.
    The interval is each facility's own, since what arrives at the depot waits for its delivery
    (echelon order-up-to level; Clark & Scarf 1960). cover_weeks: with the longest interval.
    """

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
    lead = offer.lead_weeks + review_weeks(look.problem.order_weeks, week)
    covers = [lead + interval(look.facilities[d.facility].delivery_weeks) for d in demands]
    spans = [(d, week, week + cover) for d, cover in zip(demands, covers, strict=True)]
    expected = sum(expected_units(*span) for span in spans)
    late = late_weeks(offer, max(d.service_level for d in demands))
    late_use = sum(expected_units(d, end, end + late) for d, _, end in spans)
    safety = pooled_safety_units(spans, late_use)
    return Level(expected + safety, expected, safety, max(covers))
