"""Turning a need in units into packs that a supplier will sell."""

from __future__ import annotations

from operations.core.supply.network import Offer


def packs_up(units: int, pack_units: int) -> int:
    """Whole packs that hold at least `units`."""
    return -(-max(0, units) // pack_units)


def orderable_packs(packs: int, offer: Offer, minimum: bool, multiple: bool) -> int:
    """The smallest quantity from `packs` on that the offer allows; 0 stays 0."""
    if packs <= 0:
        return 0
    if minimum:
        packs = max(packs, offer.minimum_order_packs)
    step = offer.pack_multiple if multiple else 1
    return -(-packs // step) * step


def tier_from_packs(offer: Offer, packs: int) -> int:
    """The threshold of the tier that `packs` falls into; 0 for the base price."""
    return max((t.from_packs for t in offer.tiers if t.from_packs <= packs), default=0)


def order_price_cents(offer: Offer, packs: int) -> int:
    threshold = tier_from_packs(offer, packs)
    prices = {tier.from_packs: tier.price_cents for tier in offer.tiers}
    return packs * prices.get(threshold, offer.price_cents)


def affordable_packs(
    offer: Offer, packs: int, money_cents: float, minimum: bool, multiple: bool
) -> int:
    """The largest allowed quantity up to `packs` that costs no more than `money_cents`, or 0."""
    step = offer.pack_multiple if multiple else 1
    least = orderable_packs(1, offer, minimum, multiple)
    while packs >= least and order_price_cents(offer, packs) > money_cents:
        price = order_price_cents(offer, packs) / packs
        fewer = min(packs - step, int(money_cents / price) if price else 0)
        packs = fewer // step * step
    return packs if packs >= least else 0
