"""A network's records as a supply problem: one depot, what it supplies, and what is needed there.

Week 0 starts on the plan's first day. A record that cannot be planned with is left out and named
in a note; the plan is made for the rest.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.db.models import QuerySet

from hospital.models import Equivalent as EquivalentRow
from hospital.models import Facility as FacilityRow
from hospital.models import Network, StockLot
from hospital.models import Product as ProductRow
from operations.core.rule import Kind, Policy
from operations.core.supply.need import offer_of
from operations.core.supply.network import (
    DeliveryLock,
    Equivalent,
    Facility,
    Lot,
    Offer,
    OrderLock,
    PreviousDelivery,
    PreviousOrder,
    Product,
    Ven,
)
from operations.core.supply.problem import Problem
from operations.core.supply.rules import RULES
from operations.families import Asked
from operations.in_force import RowT, in_force
from operations.models import (
    PLACED,
    DeliveryLine,
    Family,
    OrderLine,
    Plan,
    PlanState,
    RulePolicy,
)
from operations.sources.records.supply_buying import Buying, read_buying
from operations.sources.records.supply_need import read_need
from operations.sources.records.supply_places import (
    Reading,
    planned_depot,
    read_facilities,
    read_vehicles,
    slowest_kmh,
    within_reach,
)

DAYS = 7
ORDER_EVERY_WEEKS = 4
TRANSFER_PACK_CENTS = 200
"""What handing a pack from one facility to another is taken to cost."""
VENS = {"V": Ven.VITAL, "E": Ven.ESSENTIAL, "N": Ven.NECESSARY}


def scopes(network: Network) -> list[str]:
    """The network's own code, where it has a depot to plan from."""
    return [network.code] if planned_depot(network) else []


def problem(
    network: Network, scope: str, start: date, days: int, around: Plan | None = None
) -> Asked:
    """The supply problem of the network on [start, start + days), whole weeks, with what is wrong
    in its records. Raises Facility.DoesNotExist for a network without an active depot."""
    depot = planned_depot(network)
    if depot is None:
        raise FacilityRow.DoesNotExist(f"network {scope} has no active depot")
    reading = Reading(network, depot, start, max(1, days // DAYS), around=around)
    vehicles = read_vehicles(reading)
    reading.routed = bool(vehicles)
    facilities = read_facilities(reading)
    need = read_need(network, start, reading.weeks, {f.id for f in facilities} - {depot.code})
    reading.notes += need.notes
    needed = {d.product for d in need.demands}
    equivalents = _equivalents(needed)
    needed |= {each.stand_in for each in equivalents}
    rows = _product_rows(reading, needed, facilities)
    buying = read_buying(network, depot, rows, start, reading.weeks)
    reading.notes += buying.notes
    products = tuple(_product(row, buying) for row in rows)
    known = {p.id for p in products}
    _name_what_nobody_sells(reading, products, buying)
    order_locks, previous = _orders_in_force(reading, buying)
    delivery_locks, told = _deliveries_in_force(reading, facilities, known)
    asked = Problem(
        start_date=start.isoformat(),
        facilities=facilities,
        products=products,
        demands=tuple(d for d in need.demands if d.product in known),
        offers=buying.offers,
        lots=_lots(reading, facilities, known),
        on_the_way=buying.on_the_way,
        order_locks=order_locks,
        delivery_locks=delivery_locks,
        budgets=buying.budgets,
        vehicles=vehicles,
        policies=_policies(reading),
        previous=previous,
        previous_deliveries=told,
        previous_weeks=_weeks_in_force(reading),
        weeks=reading.weeks,
        order_weeks=_order_weeks(reading),
        speed_kmh=slowest_kmh(depot),
        transfer_pack_cents=TRANSFER_PACK_CENTS,
        equivalents=tuple(e for e in equivalents if {e.product, e.stand_in} <= known),
    )
    return Asked(within_reach(reading, asked), tuple(reading.notes))


def _equivalents(needed: set[str]) -> list[Equivalent]:
    """What may stand in for what is needed, whether it is needed itself or not."""
    rows = EquivalentRow.objects.filter(product__code__in=needed)
    fields = ("product__code", "stand_in__code", "units", "stand_in_units", "unit_cents")
    return [Equivalent(*row) for row in rows.order_by("pk").values_list(*fields)]


def _product_rows(
    reading: Reading, needed: set[str], facilities: tuple[Facility, ...]
) -> list[ProductRow]:
    rows = []
    cold_at = [f.id for f in facilities if f.fridge_ml is None and f.delivery_weeks]
    for row in ProductRow.objects.filter(code__in=needed).order_by("code"):
        if row.pack_size < 1:
            reading.note(
                "pack_size",
                f"product {row.code}",
                {"product": row.code, "size": row.pack_size},
            )
            continue
        rows.append(row)
    if cold_at and any(row.cold_chain for row in rows):
        reading.note(
            "no_fridge",
            f"facility {cold_at[0]}",
            {"count": len(cold_at), "first": cold_at[0]},
        )
    return rows


def _product(row: ProductRow, buying: Buying) -> Product:
    return Product(
        id=row.code,
        ven=VENS[row.ven],
        unit_price_cents=buying.unit_price_cents(row.code, row.pack_size),
        pack_units=row.pack_size,
        pack_ml=row.volume_ml,
        shelf_life_days=row.shelf_life_days,
        life_on_arrival_days=row.minimum_life_days,
        cold_chain=row.cold_chain,
        atc=row.atc,
        funding_line=row.funding_line,
    )


def _name_what_nobody_sells(
    reading: Reading, products: tuple[Product, ...], buying: Buying
) -> None:
    sold = {offer.product for offer in buying.offers}
    for product in products:
        if product.id not in sold:
            reading.note(
                "no_offer",
                f"product {product.id}",
                {"product": product.id},
            )


def _lots(
    reading: Reading, facilities: tuple[Facility, ...], products: set[str]
) -> tuple[Lot, ...]:
    """Stock that can still be used; what is negative or past its expiry is named and left out."""
    places = {f.id for f in facilities}
    rows = StockLot.objects.filter(facility__network=reading.network)
    found = []
    for row in rows.select_related("facility", "product").order_by("pk"):
        place, product = row.facility.code, row.product.code
        name = f"{place}/{product}/{row.lot}"
        if row.quantity < 0:
            reading.note(
                "negative_stock",
                f"lot {name}",
                {"lot": name, "units": row.quantity},
            )
        elif row.quantity and row.expiry < reading.start:
            reading.note(
                "expired_lot",
                f"lot {name}",
                {"lot": name, "units": row.quantity, "expiry_date": row.expiry},
            )
        elif row.quantity and place in places and product in products:
            days = (row.expiry - reading.start).days
            found.append(Lot(name, place, product, row.quantity, days))
    return tuple(found)


def _policies(reading: Reading) -> dict[str, Policy]:
    """The network's decisions about rules; physics and law keep their kind."""
    rules = {rule.code: rule for rule in RULES}
    found = {}
    rows = RulePolicy.objects.filter(
        network=reading.network, family=Family.SUPPLY, facility=None
    ).order_by("rule")
    for row in rows:
        rule = rules.get(row.rule)
        if rule is None or (rule.kind is Kind.HARD and row.kind != Kind.HARD):
            reading.note(
                "rule_unknown" if rule is None else "rule_stays_hard",
                f"rule {row.rule}",
                {"rule": row.rule},
                "supply" if rule is None else "",
            )
        else:
            found[row.rule] = Policy(Kind(row.kind), row.weight, row.active)
    return found


def _order_weeks(reading: Reading) -> tuple[int, ...]:
    """The first week, and every fourth of the calendar, so that planned orders keep their week when
    the plan moves on."""
    first = reading.start.toordinal() // DAYS
    later = (w for w in range(1, reading.weeks) if (first + w) % ORDER_EVERY_WEEKS == 0)
    return (0, *later)


def _in_force(reading: Reading, rows: QuerySet[RowT], day: str) -> QuerySet[RowT]:
    """Lines of the published plans, each as long as it holds, or of the plan `around`."""
    if reading.around is not None:
        return rows.filter(plan=reading.around)
    ours = rows.filter(
        plan__family=Family.SUPPLY,
        plan__scope=reading.network.code,
        plan__network=reading.network,
    )
    return in_force(ours, day)


def _weeks_in_force(reading: Reading) -> int:
    """Weeks of this horizon that a published plan covers."""
    plans = Plan.objects.filter(
        family=Family.SUPPLY,
        scope=reading.network.code,
        network=reading.network,
        state=PlanState.PUBLISHED,
    )
    if reading.around is not None:
        plans = Plan.objects.filter(pk=reading.around.pk)
    ends = (start + timedelta(days=days) for start, days in plans.values_list("start", "days"))
    last = max(ends, default=reading.start)
    return min(reading.weeks, max(0, (last - reading.start).days // DAYS))


def _orders_in_force(
    reading: Reading, buying: Buying
) -> tuple[tuple[OrderLock, ...], tuple[PreviousOrder, ...]]:
    """Orders of the published plan that lie in this plan's weeks, and which of them are locked."""
    offers: defaultdict[str, list[Offer]] = defaultdict(list)
    for each in buying.offers:
        offers[each.product].append(each)
    locks, previous = [], []
    open_lines = OrderLine.objects.exclude(state__in=PLACED)
    orders = _in_force(reading, open_lines, "order_date")
    orders = orders.select_related("supplier", "product")
    for row in orders.order_by("pk"):
        week = (row.order_date - reading.start).days // DAYS
        supplier, product = row.supplier.code, row.product.code
        packs = row.counted
        if not 0 <= week < reading.weeks:
            continue
        offer = offer_of(offers[product], supplier, product, row.mode)
        if offer is not None:
            previous.append(PreviousOrder(supplier, product, week, packs, offer.mode))
            if row.locked:
                locks.append(OrderLock(supplier, product, week, packs, offer.mode))
        elif row.locked:
            reading.note(
                "lock_without_offer",
                f"order line {supplier}/{product}",
                {
                    "packs": packs,
                    "product": product,
                    "supplier": supplier,
                    "order_date": row.order_date,
                },
            )
    return tuple(locks), tuple(previous)


def _deliveries_in_force(
    reading: Reading, facilities: tuple[Facility, ...], products: set[str]
) -> tuple[tuple[DeliveryLock, ...], tuple[PreviousDelivery, ...]]:
    """Deliveries of the published plan that lie in this plan's weeks, all lots together, and those
    of which officers locked a lot."""
    places = {f.id for f in facilities} - {reading.depot.code}
    packs: Counter[tuple[str, str, int]] = Counter()
    locked: dict[tuple[str, str, int], None] = {}
    rows = _in_force(reading, DeliveryLine.objects.all(), "date")
    fields = ("destination__code", "product__code", "date", "packs", "locked")
    for place, product, day, count, fixed in rows.order_by("pk").values_list(*fields):
        week = (day - reading.start).days // DAYS
        key = (place, product, week)
        if 0 <= week < reading.weeks and place in places and product in products:
            packs[key] += count
            if fixed:
                locked[key] = None
    return (
        tuple(DeliveryLock(*key, packs[key]) for key in locked),
        tuple(PreviousDelivery(*key, count) for key, count in packs.items()),
    )
