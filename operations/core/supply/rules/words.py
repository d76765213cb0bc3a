"""Small phrases that the rules' sentences share."""

from __future__ import annotations

from operations.core.supply.index import Index
from operations.core.supply.network import Product
from operations.core.supply.plan import OrderLine


def money(cents: int) -> str:
    """1234567 -> '12,345.67'."""
    return f"{cents / 100:,.2f}"


def litres(millilitres: float) -> str:
    return f"{millilitres / 1000:,.1f} l"


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def value_cents(product: Product) -> int:
    """What one unit is worth; never nothing, or its lack would not be felt."""
    return max(1, product.unit_price_cents)


def line_price_cents(look: Index, line: OrderLine) -> int:
    """The line at the price of the highest tier it reaches; nothing for an order on the way."""
    offer = look.offer.get((line.source, line.product))
    if offer is None or line.on_the_way:
        return 0
    price = offer.price_cents
    for tier in sorted(offer.tiers, key=lambda tier: tier.from_packs):
        if line.packs >= tier.from_packs:
            price = tier.price_cents
    return line.packs * price
