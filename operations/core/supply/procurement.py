"""Which packs to order from whom: order-up-to levels, bridging orders, budgets, locks."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.supply import terms
from operations.core.supply.baselines import msupply_order_units, openlmis_order_units
from operations.core.supply.capacity import Capacity
from operations.core.supply.index import Index
from operations.core.supply.levels import Level
from operations.core.supply.need import reference_offer, regular_arrival
from operations.core.supply.network import Offer, OrderLock, OrderOnTheWay, Product, Source
from operations.core.supply.packs import order_price_cents, packs_up, tier_from_packs
from operations.core.supply.plan import Bound, OrderLine, OrderReason, new_lot

_WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True, slots=True)
class Situation:
    """What an order decision sees, in units: stock that will be used, orders not yet here.

    depot_units: what the depot can send. arriving_units[w]: what comes to it in week w.
    asked_units[w]: what facilities ask of the depot until goods of week w reach them.
    """

    week: int
    level: Level | None
    usable_units: int
    on_order_units: int
    depot_units: int
    asked_units: list[int]
    arriving_units: dict[int, int]


def orders(
    look: Index, product: Product, now: Situation, left: Capacity, locks: list[OrderLock]
) -> list[OrderLine]:
    """The lines to place this week: locked ones as they are, then what the level still asks."""
    lines = [fixed(look, product, now, left, lock) for lock in locks if lock.packs]
    closed = {lock.source for lock in locks}
    free = [o for o in look.offers[product.id] if o.source not in closed]
    offers = [o for o in free if not o.emergency]  # rules of thumb know of no emergency
    if now.level is None or not offers or now.week not in look.problem.order_weeks:
        return lines
    ordered = sum(line.units for line in lines)
    need = now.level.units - now.usable_units - now.on_order_units
    covered = now.week + now.level.cover_weeks
    if covered < len(now.asked_units):
        need = max(need, now.asked_units[covered] - now.depot_units - now.on_order_units)
    need -= ordered
    main = _cheapest(offers, product, max(1, need), left)
    bridge = _bridge(offers, product, main, now, ordered)
    if bridge is not None:
        lines += _line(look, product, now, left, bridge[0], bridge[1], Bound.BRIDGING)
        need -= sum(line.units for line in lines) - ordered
    if need > 0:
        lines += _line(look, product, now, left, main, need, Bound.NEED)
    return lines


def _cheapest(offers: list[Offer], product: Product, need: int, left: Capacity) -> Offer:
    def cents(offer: Offer) -> tuple[float, int, Source]:
        packs = _allowed(offer, packs_up(need, product.pack_units), left)
        total = order_price_cents(offer, packs) + offer.order_cost_cents
        return total, offer.lead_weeks, offer.source

    return min(offers, key=cents)


def _allowed(offer: Offer, packs: int, left: Capacity) -> int:
    if left.active("minimum_order_reached"):
        packs = terms.minimum_order_reached(packs, offer)
    return terms.pack_multiple_kept(packs, offer) if left.active("pack_multiple_kept") else packs


def _bridge(
    offers: list[Offer], product: Product, main: Offer, now: Situation, ordered: int
) -> tuple[Offer, int] | None:
    """A quicker offer and the units that would lack before the main order can be here."""
    quick = min(offers, key=lambda o: (o.lead_weeks, o.price_cents, o.source))
    if quick.lead_weeks >= main.lead_weeks:
        return None
    here = now.week + terms.arrival_kept(quick, 0)
    there = min(now.week + main.lead_weeks, len(now.asked_units) - 1)
    if here >= there:
        return None
    coming = sum(units for week, units in now.arriving_units.items() if week < there)
    asked = now.asked_units[there]
    supplied = max(now.depot_units + coming + ordered, now.asked_units[here])
    lacking = asked - supplied
    return (quick, lacking) if lacking >= product.pack_units else None


def _line(
    look: Index,
    product: Product,
    now: Situation,
    left: Capacity,
    offer: Offer,
    need: int,
    bound: Bound,
) -> list[OrderLine]:
    wanted = packs_up(need, product.pack_units)
    packs = _allowed(offer, wanted, left)
    if packs > wanted:
        minimum = packs == offer.minimum_order_packs
        bound = Bound.MINIMUM_ORDER if minimum else Bound.PACK_MULTIPLE
    paid = terms.budget_kept(packs, offer, product, now.week, left)
    if paid < packs:
        packs, bound = paid, Bound.BUDGET
    if not packs:
        return []
    return [order(look, product, now, left, offer, packs, need, bound)]


def fixed(
    look: Index, product: Product, now: Situation, left: Capacity, lock: OrderLock
) -> OrderLine:
    offer = look.offer[lock.source, lock.product]
    packs = terms.lock_kept(lock, 0)
    level = now.level.units if now.level else 0
    need = max(0, level - now.usable_units - now.on_order_units)
    return order(look, product, now, left, offer, packs, need, Bound.LOCK)


def on_its_way(placed: OrderOnTheWay, product: Product) -> OrderLine:
    """The line of an order that was placed before the horizon."""
    return OrderLine(
        supplier=placed.supplier,
        product=product.id,
        week=-1,
        arrival_week=placed.arrival_week,
        packs=placed.packs,
        units=placed.packs * product.pack_units,
        price_cents=0,
        tier_from_packs=0,
        lot=placed.id,
        expiry_day=placed.expiry_day,
        on_the_way=placed.id,
    )


def order(
    look: Index,
    product: Product,
    now: Situation,
    left: Capacity,
    offer: Offer,
    packs: int,
    need: int,
    bound: Bound,
) -> OrderLine:
    cents = order_price_cents(offer, packs)
    left.spend(product, now.week, cents)
    arrival = terms.arrival_kept(offer, now.week)
    return OrderLine(
        supplier=offer.supplier,
        product=product.id,
        week=now.week,
        arrival_week=arrival,
        packs=packs,
        units=packs * product.pack_units,
        price_cents=cents,
        tier_from_packs=tier_from_packs(offer, packs),
        lot=new_lot(offer.supplier, offer.mode, product.id, now.week),
        expiry_day=7 * arrival + product.shelf_life_days,
        reason=_reason(look, product, now, offer, packs, need, bound),
        mode=offer.mode,
    )


def _reason(
    look: Index,
    product: Product,
    now: Situation,
    offer: Offer,
    packs: int,
    need: int,
    bound: Bound,
) -> OrderReason:
    level = now.level or Level(0, 0, 0, 0)
    monthly = monthly_average_units(look, product)
    return OrderReason(
        level_units=level.units,
        expected_units=level.expected_units,
        safety_units=level.safety_units,
        cover_weeks=level.cover_weeks,
        usable_units=now.usable_units,
        on_order_units=now.on_order_units,
        rounding_units=packs * product.pack_units - need,
        bound_by=bound,
        openlmis_units=openlmis_order_units(monthly, now.usable_units),
        msupply_units=msupply_order_units(monthly, now.usable_units),
        premium_percent=_premium_percent(look, offer),
        regular_week=regular_arrival(look.offers[product.id], look.problem.order_weeks, now.week)
        if offer.emergency
        else None,
    )


def _premium_percent(look: Index, offer: Offer) -> int | None:
    """How much dearer an emergency's pack is than the usual offer's."""
    usual = reference_offer(look.offers[offer.product])
    if not offer.emergency or usual is None or not usual.price_cents:
        return None
    return round(100 * (offer.price_cents - usual.price_cents) / usual.price_cents)


def monthly_average_units(look: Index, product: Product) -> float:
    """The network's average monthly consumption: as recorded, else from the forecast."""
    total = 0.0
    for demand in look.demands[product.id]:
        if demand.monthly_average_units is not None:
            total += demand.monthly_average_units
        else:
            weekly = sum(demand.expected_units) / len(demand.expected_units)
            total += weekly * _WEEKS_PER_MONTH
    return total


def lead_weeks(look: Index, product: Product) -> int:
    """Planned lead time of the offer that levels are built on; 0 without an offer."""
    offer = reference_offer(look.offers[product.id])
    return offer.lead_weeks if offer else 0
