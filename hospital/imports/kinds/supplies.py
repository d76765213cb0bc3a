"""Products, suppliers and their offers, stock, consumption, orders, deliveries, money."""

from collections.abc import Callable, Iterator
from typing import Any

from hospital.equivalents import Tie, contradicting
from hospital.imports.kind import Column, Extent, Kind, Many, Whole, Wrong
from hospital.models import (
    Budget,
    Consumption,
    Delivery,
    Equivalent,
    Offer,
    OfferTier,
    Order,
    Product,
    StockLot,
    Supplier,
    Vehicle,
)
from hospital.models.equivalents import disagrees, ties
from hospital.models.supplies import offers_without_mode, unclear_mode
from hospital.packs import other_pack

TIERS = Many("price_cents", through=OfferTier, owner="offer_id", target="from_packs")


def _ratios() -> Iterator[Wrong]:
    """Equivalents whose ratios contradict each other."""
    for tie in contradicting(map(Tie._make, ties())):
        yield Wrong({"product": tie.product, "stand_in": tie.stand_in}, "units", disagrees())


def _modes() -> Iterator[Wrong]:
    """Offers that name no transport beside others that do."""
    for supplier, product in offers_without_mode().values_list("supplier", "product"):
        key = {"supplier": supplier, "product": product, "mode": ""}
        yield Wrong(key, "mode", unclear_mode())


def _packs() -> Iterator[Wrong]:
    """Offers whose price is, as they say, for another pack than their product's."""
    told = Offer.objects.exclude(unit="", pack_size=None).select_related("product")
    for offer in told.order_by("pk"):
        offered, planned = offer.pack(offer.product), offer.product.pack
        if column := offered.differing(planned):
            key = {"supplier": offer.supplier_id, "product": offer.product_id, "mode": offer.mode}
            yield Wrong(key, column, other_pack(offer.product.code, offered, planned))


def _offers() -> Iterator[Wrong]:
    yield from _modes()
    yield from _packs()


def _lots_left(told: Callable[[tuple[Any, ...]], bool], extent: Extent) -> dict[int, str]:
    """Lots with stock that a file does not have of what it tells of: one that was used up is often
    left out, and would count for ever."""
    width = 2 if extent is Extent.PRODUCTS else 1
    keys = StockLot.objects.order_by().values_list("facility", "product", "lot")
    places = {key[:width] for key in keys.iterator() if told(key)}
    there = StockLot.objects.filter(quantity__gt=0, facility__in={place[0] for place in places})
    named = there.order_by("pk").values_list(
        "pk", "facility__code", "product__code", "facility", "product", "lot"
    )
    return {
        pk: f"{facility}/{product}/{key[2]}"
        for pk, facility, product, *key in named.iterator()
        if tuple(key[:width]) in places and not told(tuple(key))
    }


SUPPLIES = (
    Kind(
        "products",
        Product,
        ("code",),
        (
            Column("code", "AMOX500"),
            Column("name", "Amoxicillin 500 mg"),
            Column("atc", "J01CA04"),
            Column("unit", "capsule"),
            Column("pack_size", "100"),
            Column("volume_ml", "250"),
            Column("cold_chain", "no"),
            Column("ven", "V"),
            Column("shelf_life_days", "730"),
            Column("minimum_life_days", "60"),
            Column("funding_line", "DRUGS"),
        ),
    ),
    Kind(
        "equivalents",
        Equivalent,
        ("product", "stand_in"),
        (
            Column("product", "AMOX250"),
            Column("stand_in", "AMOX500"),
            Column("units", "2"),
            Column("stand_in_units", "1"),
            Column("unit_cents", "1"),
        ),
        differ=(("product", "stand_in"),),
        together=_ratios,
    ),
    Kind(
        "suppliers",
        Supplier,
        ("code",),
        (
            Column("code", "PHARMA-SUD"),
            Column("name", "Pharma Sud"),
            Column("address", "12 Rue Atlas, Tanger"),
            Column("order_cost_cents", "25000"),
            Column("lead_time_days", "45"),
            Column("emergency", "no"),
            Column("active", "yes"),
        ),
    ),
    Kind(
        "offers",
        Offer,
        ("supplier", "product", "mode"),
        (
            Column("supplier", "PHARMA-SUD"),
            Column("product", "AMOX500"),
            Column("price_cents", "4200"),
            Column("minimum_packs", "10"),
            Column("pack_multiple", "5"),
            Column("valid_until", "2027-12-31"),
            Column("tiers", "100:3900 500:3600", many=TIERS),
            Column("mode", "sea"),
            Column("lead_time_days", "90"),
            Column("emergency", "no"),
            Column("unit", "capsule"),
            Column("pack_size", "100"),
        ),
        together=_offers,
    ),
    Kind(
        "lots",
        StockLot,
        ("facility", "product", "lot"),
        (
            Column("facility", "CHU"),
            Column("product", "AMOX500"),
            Column("lot", "L2403"),
            Column("expiry", "2027-03-31"),
            Column("quantity", "1200"),
        ),
        whole=Whole("quantity", _lots_left),
    ),
    Kind(
        "consumption",
        Consumption,
        ("facility", "product", "period", "first_day"),
        (
            Column("facility", "CHU"),
            Column("product", "AMOX500"),
            Column("first_day", "2026-05-01"),
            Column("period", "month"),
            Column("quantity", "830"),
            Column("stockout_days", "0"),
            Column("stock_end", "1200"),
        ),
    ),
    Kind(
        "orders",
        Order,
        ("number",),
        (
            Column("number", "PO-2026-017"),
            Column("supplier", "PHARMA-SUD"),
            Column("product", "AMOX500"),
            Column("facility", "CHU"),
            Column("packs", "50"),
            Column("price_cents", "4200"),
            Column("mode", "truck"),
            Column("ordered", "2026-03-02"),
            Column("expected", "2026-04-20"),
            Column("received", "2026-04-28"),
            Column("state", "received"),
        ),
        in_order=(("ordered", "received"),),
    ),
    Kind(
        "deliveries",
        Delivery,
        ("number",),
        (
            Column("number", "D-2026-101"),
            Column("origin", "CHU"),
            Column("destination", "CS1"),
            Column("product", "AMOX500"),
            Column("lot", "L2403"),
            Column("units", "200"),
            Column("sent", "2026-05-04"),
            Column("received", "2026-05-04"),
        ),
        in_order=(("sent", "received"),),
        differ=(("origin", "destination"),),
    ),
    Kind(
        "vehicles",
        Vehicle,
        ("code",),
        (
            Column("facility", "CHU"),
            Column("code", "VAN-1"),
            Column("volume_litres", "3000"),
            Column("cold_box_litres", "120"),
            Column("starts_minute", "420"),
            Column("shift_minutes", "600"),
            Column("speed_kmh", "50"),
            Column("cost_per_km_cents", "300"),
            Column("cost_per_day_cents", "40000"),
            Column("days_per_week", "5"),
        ),
    ),
    Kind(
        "budgets",
        Budget,
        ("network", "funding_line", "first_day"),
        (
            Column("network", "NORD"),
            Column("funding_line", "DRUGS"),
            Column("first_day", "2026-01-01"),
            Column("last_day", "2026-12-31"),
            Column("amount_cents", "500000000"),
        ),
        in_order=(("first_day", "last_day"),),
    ),
)
