"""One product's supply side as numbers: lots at the depot by how long they last, and what may be
ordered when."""

from __future__ import annotations

from dataclasses import dataclass, field

from operations.core.rule import Kind
from operations.core.supply import terms
from operations.core.supply.index import Index
from operations.core.supply.levels import Level, network_level
from operations.core.supply.need import regular_arrival
from operations.core.supply.network import Offer, OrderLock, Product, expiry_week
from operations.core.supply.packs import order_price_cents, packs_up
from operations.core.supply.rules import RULES
from operations.core.supply.shelf import Shelf

_BY_CODE = {rule.code: rule for rule in RULES}


def weight(look: Index, code: str) -> int:
    """Cents a unit of the rule's amount; 0 where it is off, hard or free."""
    policy = _BY_CODE[code].policy(look.problem.policies)
    return policy.weight if policy.active and policy.kind is not Kind.HARD else 0


def active(look: Index, code: str) -> bool:
    return _BY_CODE[code].policy(look.problem.policies).active


@dataclass(slots=True)
class Stock:
    """Packs of lots that are alike: gone from week `expiry` on, sent in week `last` at the latest.

    arriving[t]: packs that come in week t (week 0: with what is there).
    """

    expiry: int
    last: int
    arriving: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chance:
    """An order that may be placed: from `least` to `most` packs at a price each, in steps."""

    offer: Offer
    week: int
    least: int
    most: int
    step: int
    price_cents: int
    stock: tuple[int, int] | None
    """Which `Stock` it joins (expiry, last); None when it comes after the horizon."""


@dataclass(slots=True)
class Supply:
    stocks: dict[tuple[int, int], Stock]
    chances: list[Chance]
    locks: list[OrderLock]
    levels: dict[int, tuple[Level, int]]
    """Ordering week: its level, and the units that count towards it whatever is ordered."""


def read_supply(look: Index, product: Product, wasted: list[int], useful: int) -> Supply:
    """wasted[t]: units of facilities' own lots that expire at the start of week t. useful: units
    that facilities can make any use of."""
    locks = [lock for lock in look.order_locks[product.id] if lock.packs]
    levels = _levels(look, product, wasted)
    found = Supply({}, [], locks, levels)
    for lot in look.lots[product.id]:
        if lot.facility == look.depot and lot.units:
            packs = lot.units // product.pack_units
            _add(look, product, found, lot.expiry_day, 0, packs)
    for way in look.on_the_way[product.id]:
        _add(look, product, found, way.expiry_day, way.arrival_week, way.packs)
    for lock in locks:
        arrival = lock.week + look.offer[lock.source, product.id].lead_weeks
        _add(look, product, found, 7 * arrival + product.shelf_life_days, arrival, lock.packs)
    closed = {(lock.source, lock.week) for lock in look.order_locks[product.id]}
    most = _most(look, product, found, useful)
    offers, reviewed = look.offers[product.id], look.problem.order_weeks
    for offer in offers:
        for week in range(look.problem.weeks) if offer.emergency else reviewed:
            regular = regular_arrival(offers, reviewed, week)
            if (offer.source, week) not in closed and _open(look, offer, week, regular):
                found.chances += _chances(look, product, found, offer, week, most)
    return found


def _open(look: Index, offer: Offer, week: int, regular: int | None) -> bool:
    needed = active(look, "emergency_order_needed")
    return not needed or terms.emergency_order_needed(offer, week, regular)


def _add(
    look: Index, product: Product, found: Supply, day: int, week: int, packs: int
) -> tuple[int, int] | None:
    """Packs that last until `day` come in `week`; None when they cannot be of use."""
    weeks = look.problem.weeks
    expiry = min(expiry_week(day), weeks)
    if not 0 <= week < expiry:
        return None
    last = expiry - 1
    if active(look, "minimum_shelf_life_on_arrival"):
        last = min(last, (day - product.life_on_arrival_days) // 7)
    key = (expiry, max(-1, last))
    stock = found.stocks.setdefault(key, Stock(*key))
    stock.arriving[week] = stock.arriving.get(week, 0) + packs
    return key


def _levels(look: Index, product: Product, wasted: list[int]) -> dict[int, tuple[Level, int]]:
    """Levels with the position that there is without orders, shortage or waste at the depot."""
    coming = sum(o.packs for o in look.on_the_way[product.id]) * product.pack_units
    held = sum(lot.units for lot in look.lots[product.id])
    found = {}
    for week in look.problem.order_weeks:
        level = network_level(look, product.id, week)
        if level is None:
            continue
        if week == 0:
            position = _usable_now(look, product) + coming
        else:
            used = sum(sum(d.expected_units[:week]) for d in look.demands[product.id])
            position = held - used - sum(wasted[: week + 1]) + coming
        for lock in look.order_locks[product.id]:
            position += lock.packs * product.pack_units if lock.week <= week else 0
        found[week] = (level, position)
    return found


def _usable_now(look: Index, product: Product) -> int:
    pool = Shelf()
    for lot in look.lots[product.id]:
        pool.add(f"{lot.facility}/{lot.id}", lot.expiry_day, lot.units)
    pool.expire(0)
    until = [0]
    for weekly in zip(*(d.expected_units for d in look.demands[product.id]), strict=True):
        until.append(until[-1] + sum(weekly))
    return pool.usable(until[: look.problem.weeks])


def _most(look: Index, product: Product, found: Supply, useful: int) -> int:
    """Packs beyond which no order is of use: what facilities can take besides lots that last, or
    what is missing from a level."""
    lasting = sum(
        sum(stock.arriving.values())
        for (expiry, last), stock in found.stocks.items()
        if last >= look.problem.weeks - 1
    )
    missing = max((level.units - at for level, at in found.levels.values()), default=0)
    units = max(missing, useful - lasting * product.pack_units)
    return max(1, packs_up(units, product.pack_units) + 1)


def _chances(
    look: Index, product: Product, found: Supply, offer: Offer, week: int, most: int
) -> list[Chance]:
    least = offer.minimum_order_packs if active(look, "minimum_order_reached") else 1
    step = offer.pack_multiple if active(look, "pack_multiple_kept") else 1
    most = max(most, least, step) // step * step + step
    arrival = week + offer.lead_weeks
    key = _add(look, product, found, 7 * arrival + product.shelf_life_days, arrival, 0)
    starts = sorted({1, *(tier.from_packs for tier in offer.tiers)})
    found_chances = []
    for start, following in zip(starts, [*starts[1:], most + 1], strict=True):
        low, high = max(start, least), min(following - 1, most)
        low, high = -(-low // step) * step, high // step * step
        if low <= high:
            price = order_price_cents(offer, low) // low
            found_chances.append(Chance(offer, week, low, high, step, price, key))
    return found_chances
