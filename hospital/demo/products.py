"""Products, suppliers and their offers, with tiers: reference records all networks share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hospital.demo.book import Book
from hospital.demo.catalogue import Item
from hospital.demo.draws import Floats, Ints, stream
from hospital.demo.equivalents import write_equivalents
from hospital.models import Offer, OfferTier, Product, Supplier
from hospital.models.supplies import Ven
from hospital.modes import mode_of

SUPPLIERS = (
    # code, name, order cost in cents, median and log-deviation of the lead time in days, mode
    ("DEMO-OCEAN1", "Overseas generics house", 60_000, 101, 0.62, "ocean"),
    ("DEMO-OCEAN2", "International procurement agency", 45_000, 101, 0.62, "ocean"),
    ("DEMO-AIR", "Overseas cold chain house", 90_000, 60, 0.45, "air"),
    ("DEMO-LOCAL1", "National manufacturer", 20_000, 32, 0.5, "truck"),
    ("DEMO-LOCAL2", "National wholesaler", 15_000, 18, 0.55, "truck"),
    ("DEMO-DEVICE", "Devices and consumables", 25_000, 45, 0.55, "truck"),
)
AIR_FREIGHT, AIR_FREIGHT_DAYS = 1.55, 21
OCEAN1, OCEAN2, AIR, LOCAL1, LOCAL2, DEVICE = range(6)


@dataclass(slots=True)
class Market:
    """Products' keys and prices; offers by product position as (supplier position, cents a pack).

    The first offer of a product is the one it has mostly been bought by.
    """

    products: Ints
    prices: Ints
    suppliers: Ints
    offers: list[list[tuple[int, int]]]


def write_market(book: Book, seed: int, items: tuple[Item, ...]) -> Market:
    """Products and offers depend on the seed only, so that networks agree about them."""
    rng = stream(seed, "", "market")
    prices = _prices(rng, items)
    products = book.refer(Product, [_product(item, rng) for item in items])
    write_equivalents(items, products)
    codes = book.refer(
        Supplier,
        [
            {"code": code, "name": name, "order_cost_cents": cost, "lead_time_days": days}
            for code, name, cost, days, _, _ in SUPPLIERS
        ],
    )
    market = Market(
        np.array([products[item.code] for item in items]),
        prices,
        np.array([codes[supplier[0]] for supplier in SUPPLIERS]),
        [_offers(rng, item, int(price)) for item, price in zip(items, prices, strict=True)],
    )
    _write_offers(book, rng, market)
    _write_air_freight(book, items, market)
    return market


def _prices(rng: np.random.Generator, items: tuple[Item, ...]) -> Ints:
    """Cents a pack; cancer and cold chain products cost more."""
    base = np.array([item.form.price_cents for item in items], float)
    dear = np.array([4.0 if item.profile.level == 3 else 1.8 if item.cold else 1 for item in items])
    return np.rint(base * dear * rng.lognormal(0.0, 0.45, len(items)) / 10).astype(np.int64) * 10


def _product(item: Item, rng: np.random.Generator) -> dict[str, object]:
    life = int(rng.choice([545, 730] if item.cold else [730, 1_095, 1_460]))
    return {
        "code": item.code,
        "name": item.name,
        "atc": item.atc,
        "unit": item.form.unit,
        "pack_size": item.form.pack,
        "volume_ml": int(item.form.volume_ml * rng.uniform(0.8, 1.25)),
        "cold_chain": item.cold,
        "ven": item.ven,
        "shelf_life_days": life,
        "minimum_life_days": 90 if item.cold else 120,
        "funding_line": item.profile.line,
    }


def _offers(rng: np.random.Generator, item: Item, price: int) -> list[tuple[int, int]]:
    """One to three suppliers: the cheap one is far away, the near one costs more."""
    if item.cold:
        chosen = [AIR] + ([LOCAL2] if rng.random() < 0.4 else [])
    elif item.atc == "":
        chosen = [DEVICE] + ([OCEAN2] if rng.random() < 0.5 else [])
    else:
        far = OCEAN1 if rng.random() < 0.5 else OCEAN2
        chosen = [far] + [s for s, odds in ((LOCAL1, 0.6), (LOCAL2, 0.35)) if rng.random() < odds]
        if rng.random() < 0.25:
            chosen = chosen[1:] + chosen[:1]
    markup = {OCEAN1: 1.0, OCEAN2: 1.03, AIR: 1.1, LOCAL1: 1.12, LOCAL2: 1.25, DEVICE: 1.0}
    return [(s, round(price * markup[s] * rng.uniform(0.96, 1.06))) for s in chosen]


def _write_offers(book: Book, rng: np.random.Generator, market: Market) -> None:
    rows = [(p, s, cents) for p, offers in enumerate(market.offers) for s, cents in offers]
    far = np.array([supplier in (OCEAN1, OCEAN2) for _, supplier, _ in rows])
    cents = np.array([row[2] for row in rows])
    # Cheap packs are sold by the carton.
    multiple = np.where(cents < 5_000, np.where(far, 10, 5), np.where(far, 5, 1))
    pks = book.add(
        Offer,
        supplier_id=market.suppliers[[row[1] for row in rows]],
        product_id=market.products[[row[0] for row in rows]],
        price_cents=cents,
        minimum_packs=multiple * np.where(far, 4, 1),
        pack_multiple=multiple,
        mode=[mode_of(SUPPLIERS[row[1]][5]) for row in rows],
    )
    tiers: list[tuple[int, int, int]] = []
    for pk, price, distant in zip(pks.tolist(), cents.tolist(), far.tolist(), strict=True):
        if rng.random() < 0.6:
            step = 200 if distant else 100
            tiers += [(pk, step, round(price * 0.96)), (pk, step * 5, round(price * 0.91))]
    book.add(
        OfferTier,
        offer_id=[tier[0] for tier in tiers],
        from_packs=[tier[1] for tier in tiers],
        price_cents=[tier[2] for tier in tiers],
    )


def _write_air_freight(book: Book, items: tuple[Item, ...], market: Market) -> None:
    """What is vital and comes by sea, the agency also flies in: in emergencies, at a premium."""
    rows = [
        (product, round(cents * AIR_FREIGHT))
        for product, item, offers in zip(market.products, items, market.offers, strict=True)
        for supplier, cents in offers
        if supplier == OCEAN2 and item.ven == Ven.VITAL
    ]
    book.add(
        Offer,
        supplier_id=np.full(len(rows), market.suppliers[OCEAN2]),
        product_id=np.array([row[0] for row in rows], np.int64),
        price_cents=[row[1] for row in rows],
        mode=["air"] * len(rows),
        lead_time_days=[AIR_FREIGHT_DAYS] * len(rows),
        emergency=[True] * len(rows),
    )


def lead_days(rng: np.random.Generator, supplier: Ints) -> Ints:
    """Drawn lead times, long-tailed: by sea half within 101 days, one in twenty above 280."""
    median: Floats = np.array([entry[3] for entry in SUPPLIERS], float)[supplier]
    spread = np.array([entry[4] for entry in SUPPLIERS])[supplier]
    drawn = median * np.exp(rng.normal(0.0, 1.0, len(supplier)) * spread)
    return np.clip(np.rint(drawn), 4, 540).astype(np.int64)
