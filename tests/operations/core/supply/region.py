"""Random but believable little regions, the same for the same seed."""

from __future__ import annotations

import random

from operations.core.supply.network import (
    Budget,
    Demand,
    Facility,
    FacilityKind,
    Lot,
    Offer,
    OrderOnTheWay,
    Product,
    Tier,
    Vehicle,
    Ven,
)
from operations.core.supply.problem import Problem

DEPOT = Facility("depot", FacilityKind.DEPOT, 34.0, -5.0)


def region(
    seed: int,
    products: int = 4,
    centres: int = 3,
    hospitals: int = 1,
    weeks: int = 12,
    budget_share: float | None = None,
    trucks: int = 1,
    truck_ml: int = 6_000_000,
) -> Problem:
    """A region whose stock, offers and need are drawn from `seed`.

    budget_share: money per quarter as a share of the value of its expected use.
    """
    rng = random.Random(seed)
    places = [_facility(rng, k, k < hospitals, weeks) for k in range(hospitals + centres)]
    goods = [_product(rng, k) for k in range(products)]
    demands = [_demand(rng, f, p, weeks) for p in goods for f in places if rng.random() < 0.9]
    value = {p.id: p.unit_price_cents for p in goods}
    spend = sum(sum(d.expected_units) * value[d.product] for d in demands)
    return Problem(
        start_date="2026-01-05",
        facilities=(DEPOT, *places),
        products=tuple(goods),
        demands=tuple(demands),
        offers=tuple(o for p in goods for o in _offers(rng, p)),
        lots=tuple(lot for d in demands for lot in _lots(rng, d))
        + _depot_lots(rng, goods, demands),
        on_the_way=tuple(_on_the_way(rng, p, demands) for p in goods if rng.random() < 0.5),
        budgets=(Budget("state", 0, weeks, int(spend * budget_share)),) if budget_share else (),
        vehicles=tuple(
            Vehicle(
                f"truck{k}",
                truck_ml,
                truck_ml // 10,
                cost_per_km_cents=300,
                cost_per_day_cents=40_000,
            )
            for k in range(trucks)
        ),
        weeks=weeks,
        order_weeks=tuple(range(0, weeks, 4)),
    )


def _facility(rng: random.Random, k: int, hospital: bool, weeks: int) -> Facility:
    return Facility(
        f"hospital{k}" if hospital else f"centre{k}",
        FacilityKind.HOSPITAL if hospital else FacilityKind.CENTRE,
        34.0 + rng.uniform(-0.6, 0.6),
        -5.0 + rng.uniform(-0.6, 0.6),
        tuple(range(0, weeks, 1 if hospital else 4)) if hospital else tuple(range(k % 4, weeks, 4)),
        fridge_ml=400_000 if hospital else 120_000,
    )


def _product(rng: random.Random, k: int) -> Product:
    return Product(
        f"p{k:03d}",
        (Ven.VITAL, Ven.ESSENTIAL, Ven.NECESSARY)[k % 3],
        rng.choice((5, 20, 100, 800)),
        rng.choice((10, 20, 50, 100)),
        rng.choice((200, 500, 1000)),
        shelf_life_days=rng.choice((180, 365, 730)),
        life_on_arrival_days=rng.choice((0, 30)),
        cold_chain=k % 5 == 4,
        funding_line="state",
    )


def _demand(rng: random.Random, facility: Facility, product: Product, weeks: int) -> Demand:
    base = rng.uniform(5, 40) * (8 if facility.kind is FacilityKind.HOSPITAL else 1)
    expected = tuple(int(base * rng.uniform(0.7, 1.3)) for _ in range(weeks))
    return Demand(facility.id, product.id, expected, tuple(int(1.6 * e) + 2 for e in expected))


def _offers(rng: random.Random, product: Product) -> list[Offer]:
    pack = product.pack_units * product.unit_price_cents
    cheap = Offer(
        "cheap",
        product.id,
        pack,
        rng.choice((4, 8, 14)),
        20,
        rng.choice((1, 5)),
        (Tier(200, max(1, pack * 9 // 10)),),
        3_000,
    )
    quick = Offer("quick", product.id, pack * 112 // 100 + 1, 2, 1, 1, (), 3_000)
    return [cheap, quick] if rng.random() < 0.7 else [cheap]


def _lots(rng: random.Random, demand: Demand) -> list[Lot]:
    units = sum(demand.expected_units[:4])
    days = rng.choice((10, 40, 200, 400))
    where = f"{demand.facility}-{demand.product}"
    lots = [Lot(f"{where}-a", demand.facility, demand.product, rng.randint(0, units), days)]
    return [*lots, Lot(f"{where}-b", demand.facility, demand.product, units // 4, 300)]


def _depot_lots(rng: random.Random, goods: list[Product], demands: list[Demand]) -> tuple[Lot, ...]:
    lots = []
    for product in goods:
        use = sum(sum(d.expected_units) for d in demands if d.product == product.id)
        for k, days in enumerate((45, 150, 500)):
            units = int(use * rng.uniform(0, 0.3))
            lots.append(Lot(f"{product.id}-{k}", "depot", product.id, units, days))
    return tuple(lots)


def _on_the_way(rng: random.Random, product: Product, demands: list[Demand]) -> OrderOnTheWay:
    use = sum(sum(d.expected_units) for d in demands if d.product == product.id)
    week = rng.randint(0, 6)
    packs = int(use * 0.3) // product.pack_units
    return OrderOnTheWay(f"po-{product.id}", "cheap", product.id, packs, week, 7 * week + 400)
