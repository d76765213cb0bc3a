"""Made regions to supply, of any size: a depot, hospitals, health centres, seeded.

The same arguments give the same Problem, byte for byte. Whoever measures speed or growth measures
on these: hospitals are served every week, centres every fourth in turn; a centre's need of a cycle
is about a pack or two, some shelves hold more than they will use before it expires, and suppliers
sell cheaply and slowly from a minimum on, or dearly and soon.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

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

WEEKS = 12
Floats = npt.NDArray[np.float64]
HOSPITALS = 1 / 11
VENS = (Ven.VITAL, Ven.ESSENTIAL, Ven.NECESSARY)
VEN_SHARES = (0.2, 0.5, 0.3)
COLD = 0.08
LINES = ("state", "insurance", "programme")
FACILITIES_A_TRUCK = 16
CENTRE_EVERY = 4
TRANSFER_CENTS = 200
TRUCK_ML = 8_000_000
"""Smaller ones cost less in proportion, so that a part of a region costs a part of it."""
SHORT_DATED, SURPLUS_WEEKS = 0.04, (6, 14)
"""Shelves that hold so many weeks' worth of a lot which expires within two months."""


class Purse(StrEnum):
    """How much money, room on trucks and stock there is for the need."""

    SLACK = "slack"
    TIGHT = "tight"
    SHORT = "short"
    """Stock for 70 % of the need and nobody who sells: what there is must be shared."""


TRUCKS = {Purse.SLACK: 1.7, Purse.TIGHT: 1.1, Purse.SHORT: 1.7}
MONEY = {Purse.SLACK: 1.6, Purse.TIGHT: 0.62, Purse.SHORT: 1.6}
STOCKED = 0.7


@dataclass(frozen=True, slots=True)
class _Goods:
    """A product with who uses it: weekly[facility, week] expected units."""

    product: Product
    users: list[int]
    weekly: npt.NDArray[np.int64]
    cycle_weeks: Floats


def made_region(
    products: int, facilities: int, purse: Purse = Purse.SLACK, seed: int = 1, weeks: int = WEEKS
) -> Problem:
    """A region of so many products and facilities besides the depot. Raises ValueError below two
    facilities, which are no region."""
    if products < 1 or facilities < 2:
        raise ValueError("a region has at least a product and two facilities")
    rng = np.random.default_rng([seed, products, facilities, weeks])
    places = _places(rng, facilities, weeks)
    sizes = np.array(
        [
            rng.lognormal(2.2, 0.5) if f.kind is FacilityKind.HOSPITAL else rng.lognormal(0, 0.6)
            for f in places
        ]
    )
    goods = [_goods(rng, k, places, sizes, weeks) for k in range(products)]
    demands = [_demands(entry, places) for entry in goods]
    lots = [_lots(rng, entry, places, purse, weeks) for entry in goods]
    sold = purse is not Purse.SHORT
    on_the_way = [_on_the_way(rng, entry, weeks) for entry in goods]
    return Problem(
        start_date="2026-01-05",
        facilities=(Facility("depot", FacilityKind.DEPOT, 34.0, -5.0), *_fridges(places, goods)),
        products=tuple(entry.product for entry in goods),
        demands=tuple(d for entry in demands for d in entry),
        offers=tuple(o for entry in goods for o in _offers(rng, entry)) if sold else (),
        lots=tuple(lot for entry in lots for lot in entry),
        on_the_way=tuple(o for o in on_the_way if o is not None and sold),
        budgets=_budgets(goods, MONEY[purse], weeks),
        vehicles=_vehicles(goods, places, TRUCKS[purse]),
        weeks=weeks,
        order_weeks=tuple(range(0, weeks, 4)),
        transfer_pack_cents=TRANSFER_CENTS,
    )


def _places(rng: np.random.Generator, count: int, weeks: int) -> list[Facility]:
    hospitals = max(1, round(count * HOSPITALS))
    found = []
    for k in range(count):
        hospital = k < hospitals
        every, first = (1, 0) if hospital else (CENTRE_EVERY, k % CENTRE_EVERY)
        found.append(
            Facility(
                f"H{k + 1:02}" if hospital else f"C{k - hospitals + 1:03}",
                FacilityKind.HOSPITAL if hospital else FacilityKind.CENTRE,
                round(34.0 + float(rng.uniform(-0.7, 0.7)), 4),
                round(-5.0 + float(rng.uniform(-1.0, 1.0)), 4),
                tuple(range(first, weeks, every)),
            )
        )
    return found


def _goods(
    rng: np.random.Generator, k: int, places: list[Facility], sizes: Floats, weeks: int
) -> _Goods:
    popular = rng.random()
    hospital = np.array([place.kind is FacilityKind.HOSPITAL for place in places])
    chance = np.where(hospital, 0.55 + 0.45 * popular, max(0.0, popular - 0.45) / 0.55 * 1.3)
    users = np.flatnonzero(rng.random(len(places)) < chance)
    if not len(users):
        users = np.array([0])
    pack = int(rng.choice([10, 20, 30, 50, 100]))
    season = 1 + 0.2 * np.sin(2 * np.pi * (np.arange(weeks) + k) / 52)
    rate = rng.lognormal(1.2, 1.2) * pack / 10 * sizes[users][:, None] * season[None, :]
    total = np.rint(np.cumsum(rate, axis=1)).astype(np.int64)
    product = Product(
        f"P{k + 1:04}",
        VENS[int(rng.choice(3, p=VEN_SHARES))],
        max(1, int(rng.lognormal(2.3, 1.1) * 100 / pack)),
        pack,
        int(rng.lognormal(-0.5, 0.8) * 1000) + 20,
        shelf_life_days=int(rng.choice([365, 540, 730])),
        life_on_arrival_days=int(rng.choice([0, 14, 30])),
        cold_chain=bool(rng.random() < COLD),
        funding_line=LINES[k % len(LINES)],
    )
    cycle = np.where(hospital[users], 1.0, float(CENTRE_EVERY))
    return _Goods(product, users.tolist(), np.diff(total, axis=1, prepend=0), cycle)


def _demands(goods: _Goods, places: list[Facility]) -> list[Demand]:
    found = []
    for row, user in enumerate(goods.users):
        expected = goods.weekly[row]
        quantile = expected + np.ceil(1.64 * np.sqrt(1.5 * np.maximum(expected, 0.2)))
        found.append(
            Demand(
                places[user].id,
                goods.product.id,
                tuple(expected.tolist()),
                tuple(quantile.astype(int).tolist()),
            )
        )
    return found


def _lots(
    rng: np.random.Generator, goods: _Goods, places: list[Facility], purse: Purse, weeks: int
) -> list[Lot]:
    """Shelves last until the first delivery, more or less; the depot for three to twelve weeks."""
    found = []
    for row, user in enumerate(goods.users):
        weekly = float(goods.weekly[row].mean())
        until = places[user].delivery_weeks[0] + 1 + 0.5 * goods.cycle_weeks[row]
        held = int(weekly * until * rng.uniform(0.8, 1.6))
        found.append(_lot(places[user].id, goods, "a", held, int(rng.integers(120, 600))))
        if rng.random() < SHORT_DATED:
            held = int(weekly * rng.uniform(*SURPLUS_WEEKS)) + goods.product.pack_units
            found.append(_lot(places[user].id, goods, "b", held, int(rng.integers(20, 60))))
    return [*found, *_depot_lots(rng, goods, purse, sum(lot.units for lot in found), weeks)]


def _depot_lots(
    rng: np.random.Generator, goods: _Goods, purse: Purse, elsewhere: int, weeks: int
) -> list[Lot]:
    pack, use = goods.product.pack_units, float(goods.weekly.sum())
    held = use / weeks * rng.uniform(3, 12)
    if purse is Purse.SHORT:
        held = max(0.0, STOCKED * use - elsewhere)
    packs, short = int(held / pack), 0
    week = int(rng.integers(3, max(4, weeks - 1)))
    if rng.random() < 0.4 and purse is not Purse.SHORT:
        short = int(0.35 * packs)
    return [
        _lot("depot", goods, "s", short * pack, 7 * week + 3),
        _lot("depot", goods, "l", (packs - short) * pack, int(rng.integers(200, 700))),
    ]


def _lot(place: str, goods: _Goods, name: str, units: int, days: int) -> Lot:
    product = goods.product.id
    return Lot(f"{place}/{product}/{name}", place, product, units, days)


def _on_the_way(rng: np.random.Generator, goods: _Goods, weeks: int) -> OrderOnTheWay | None:
    if rng.random() > 0.3:
        return None
    packs = int(goods.weekly.sum() / weeks * rng.uniform(3, 6) / goods.product.pack_units)
    week = int(rng.integers(1, 7))
    days = 7 * week + goods.product.shelf_life_days
    return OrderOnTheWay(f"PO-{goods.product.id}", "CHEAP", goods.product.id, packs, week, days)


def _offers(rng: np.random.Generator, goods: _Goods) -> list[Offer]:
    pack = goods.product.unit_price_cents * goods.product.pack_units
    tier = Tier(200, max(1, pack * 95 // 100))
    lead, multiple = int(rng.choice([3, 4, 6, 8])), int(rng.choice([1, 5]))
    return [
        Offer("CHEAP", goods.product.id, pack, lead, 20, multiple, (tier,), 15_000),
        Offer("QUICK", goods.product.id, pack * 112 // 100 + 1, 2, 1, 1, (), 15_000),
    ]


def _budgets(goods: list[_Goods], share: float, weeks: int) -> tuple[Budget, ...]:
    """Each funding line has the rest of this quarter and a part of the next."""
    half, found = weeks // 2, []
    for line in LINES:
        value = sum(
            float(entry.weekly.sum()) * entry.product.unit_price_cents
            for entry in goods
            if entry.product.funding_line == line
        )
        for start, end in ((0, half), (half, weeks)):
            found.append(Budget(line, start, end, int(value * share * (end - start) / weeks)))
    return tuple(found)


def _weekly_ml(goods: list[_Goods], cold: bool) -> Any:
    """Millilitres that each facility uses in a week, by its number."""
    volume: dict[int, float] = {}
    for entry in goods:
        if entry.product.cold_chain or not cold:
            scale = entry.product.pack_ml / entry.product.pack_units
            for row, user in enumerate(entry.users):
                used = float(entry.weekly[row].mean()) * scale
                volume[user] = volume.get(user, 0.0) + used
    return volume


def _vehicles(goods: list[_Goods], places: list[Facility], room: float) -> tuple[Vehicle, ...]:
    days = 5
    trucks = max(1, -(-len(places) // FACILITIES_A_TRUCK))
    volume = sum(_weekly_ml(goods, cold=False).values()) * room / (trucks * days)
    cold = sum(_weekly_ml(goods, cold=True).values()) * room * 1.1 / (trucks * days)
    share = min(1.0, max(0.05, volume / TRUCK_ML))
    return tuple(
        Vehicle(
            f"T{k + 1:02}",
            int(volume) + 1,
            int(cold) + 1,
            cost_per_km_cents=int(300 * share),
            cost_per_day_cents=int(40_000 * share),
        )
        for k in range(trucks)
    )


def _fridges(places: list[Facility], goods: list[_Goods]) -> tuple[Facility, ...]:
    cold = _weekly_ml(goods, cold=True)
    found = []
    for k, place in enumerate(places):
        cycle = 1 if place.kind is FacilityKind.HOSPITAL else CENTRE_EVERY
        room = int(cold.get(k, 0.0) * (2.5 * cycle + 3)) + 2_000
        found.append(
            Facility(
                place.id, place.kind, place.latitude, place.longitude, place.delivery_weeks, room
            )
        )
    return tuple(found)
