"""How much should be there: order-up-to levels from demand quantiles over a span of weeks.

Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains (2017), ch. 7:
the level covers expected use until the next arrival plus a safety part for its spread.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from operations.core.supply.network import Demand, IntervalQuantile, Offer, Ven

VEN_SHORTAGE = {Ven.VITAL: 100, Ven.ESSENTIAL: 40, Ven.NECESSARY: 10}
"""Weight of one unit short, in times its price."""
VEN_SAFETY = {Ven.VITAL: 6, Ven.ESSENTIAL: 4, Ven.NECESSARY: 2}
"""Weight of one unit missing from the safety stock or order-up-to level, in times its price."""

_TAIL_WEEKS = 4


def expected_units(demand: Demand, start: int, end: int) -> int:
    """Expected use in weeks [start, end); past the horizon the mean of its last weeks goes on."""
    weekly = demand.expected_units
    inside = sum(weekly[start:end])
    beyond = end - max(start, len(weekly))
    return inside + math.ceil(beyond * _tail(weekly)) if beyond > 0 else inside


def safety_units(demand: Demand, start: int, end: int) -> int:
    """Safety part over weeks [start, end).

    From the quantiles of whole intervals where the forecast gives them, in between and beyond them
    by the root of the span; otherwise weeks are taken as independent: the root of the summed
    squares of their spreads.
    """
    return math.ceil(math.sqrt(_variance(demand, start, end)) - 1e-9)


def pooled_safety_units(spans: Iterable[tuple[Demand, int, int]], late_units: int = 0) -> int:
    """The network's safety part over (demand, start, end): facilities count as independent.

    late_units: what all of them use while an order is as late as is still to be covered. Lateness
    and demand are independent, so that their spreads add as squares (Silver, Pyke & Thomas 2017,
    ch. 6)."""
    variance = sum(_variance(*span) for span in spans) + late_units**2
    return math.ceil(math.sqrt(variance) - 1e-9)


def late_weeks(offer: Offer, service_level: float) -> int:
    """Weeks beyond the planned lead time within which a share `service_level` of orders come; 0
    where the lead time's spread is not known."""
    known = [q.weeks for q in offer.lead_quantiles]
    enough = [q.weeks for q in offer.lead_quantiles if q.level >= service_level - 1e-9]
    latest = min(enough, default=max(known, default=0))
    return max(0, latest - offer.lead_weeks)


def _variance(demand: Demand, start: int, end: int) -> float:
    """The squared distance from expectation to the quantile over the span."""
    if demand.interval_quantile_units is not None and demand.interval_weeks:
        longest = IntervalQuantile(demand.interval_weeks, demand.interval_quantile_units)
        return _between(demand, (*demand.shorter, longest), end - start)
    inside = sum(_squares(demand, start, end))
    beyond = end - max(start, len(demand.expected_units))
    return inside + beyond * _tail(_squares(demand, -_TAIL_WEEKS, None)) if beyond > 0 else inside


def _squares(demand: Demand, start: int, end: int | None) -> list[int]:
    """The squared spreads of these weeks alone; a judge asks for a few of them, often."""
    high, mean = demand.quantile_units[start:end], demand.expected_units[start:end]
    return [max(0, q - m) ** 2 for q, m in zip(high, mean, strict=True)]


def _between(demand: Demand, intervals: tuple[IntervalQuantile, ...], weeks: int) -> float:
    """Squared spreads grow on a straight line from one interval to the next, and never fall."""
    reached, spread = 0, 0.0
    for each in intervals:
        over = max(0, each.units - expected_units(demand, 0, each.weeks))
        further = max(spread, float(over**2))
        if weeks <= each.weeks:
            return spread + (further - spread) * (weeks - reached) / (each.weeks - reached)
        reached, spread = each.weeks, further
    return spread * weeks / reached


def _tail(values: tuple[int, ...] | list[int]) -> float:
    last = values[-_TAIL_WEEKS:]
    return sum(last) / len(last)


@lru_cache(maxsize=4096)
def next_delivery(delivery_weeks: tuple[int, ...], week: int) -> int:
    """The week of the delivery after `week`; after the last one the calendar's own step goes on."""
    later = [w for w in delivery_weeks if w > week]
    if later:
        return min(later)
    earlier = [w for w in delivery_weeks if w < week]
    return week + (week - max(earlier) if earlier else 4)


def interval(delivery_weeks: tuple[int, ...]) -> int:
    """Weeks between deliveries by the calendar's first step; 0 for a place never delivered to."""
    return (
        next_delivery(delivery_weeks, delivery_weeks[0]) - delivery_weeks[0]
        if delivery_weeks
        else 0
    )


def reference_offer(offers: Iterable[Offer]) -> Offer | None:
    """The offer that order-up-to levels are built on: cheapest, then quickest, then by name; no
    emergency's."""
    regular = [offer for offer in offers if not offer.emergency]
    return min(regular, key=lambda o: (o.price_cents, o.lead_weeks, o.source), default=None)


def offer_of(offers: Iterable[Offer], supplier: str, product: str, mode: str) -> Offer | None:
    """The supplier's offer of the product by this mode; where there is none by it any more, or the
    mode is not known, the one that levels would be built on; None where nothing is offered."""
    own = [o for o in offers if (o.supplier, o.product) == (supplier, product)]
    exact = next((o for o in own if o.mode == mode), None)
    return exact or reference_offer(own) or min(own, key=lambda o: o.price_cents, default=None)


def regular_arrival(offers: Iterable[Offer], order_weeks: Iterable[int], week: int) -> int | None:
    """The first week in which a regular order placed from `week` on can be there."""
    placed = min((w for w in order_weeks if w >= week), default=None)
    leads = [offer.lead_weeks for offer in offers if not offer.emergency]
    return None if placed is None or not leads else placed + min(leads)


def review_weeks(order_weeks: tuple[int, ...], week: int) -> int:
    """Weeks from an ordering week to the next."""
    return next_delivery(order_weeks, week) - week
