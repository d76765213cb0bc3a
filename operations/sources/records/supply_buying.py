"""What can be bought: offers, lead times learnt from past orders, orders on their way, money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from hospital.models import Budget as BudgetRow
from hospital.models import Facility, Network, Order, OrderState
from hospital.models import Offer as OfferRow
from hospital.models import Product as ProductRow
from operations.core.supply.leadtime import days_within
from operations.core.supply.network import Budget, LeadQuantile, Offer, OrderOnTheWay, Tier
from operations.families import Note

DAYS = 7
PLANNED_LEVEL = 0.8
"""The quantile of the lead time that is planned with."""
LEVELS = (0.5, 0.8, 0.9, 0.95)
FEWEST_ORDERS = 5
UNKNOWN_LEAD_WEEKS = 12


@dataclass(slots=True)
class Buying:
    """Offers that can be ordered from, and the last price paid where nobody offers."""

    offers: tuple[Offer, ...] = ()
    on_the_way: tuple[OrderOnTheWay, ...] = ()
    budgets: tuple[Budget, ...] = ()
    paid_cents: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def unit_price_cents(self, product: str, pack_units: int) -> int:
        """Cheapest offer per unit, else the last price paid; at least one cent."""
        prices = [o.price_cents for o in self.offers if o.product == product and not o.emergency]
        pack = min(prices, default=self.paid_cents.get(product, 0))
        return max(1, -(-pack // pack_units))


def read_buying(
    network: Network, depot: Facility, products: list[ProductRow], start: date, weeks: int
) -> Buying:
    """Everything about buying these products for this depot."""
    found = Buying()
    weeks_within = _lead_weeks(network, start)
    codes = {p.code: p for p in products}
    found.offers = _offers(found.notes, codes, weeks_within, start)
    rows = Order.objects.filter(
        facility__network=network, price_cents__gt=0, product__code__in=codes
    )
    for code, cents in rows.order_by("ordered").values_list("product__code", "price_cents"):
        found.paid_cents[code] = cents
    planned = {supplier: within[PLANNED_LEVEL] for supplier, within in weeks_within.items()}
    found.on_the_way = _on_the_way(found.notes, depot, codes, planned, start)
    lines = {p.funding_line for p in products}
    found.budgets = _budgets(found.notes, network, lines, start, weeks)
    return found


@dataclass(frozen=True, slots=True)
class Taken:
    """Days that a supplier's orders took, and days since those that have not come."""

    received: tuple[int, ...]
    waiting: tuple[int, ...] = ()


def _lead_weeks(network: Network, start: date) -> dict[str, dict[float, int]]:
    """By supplier with enough orders received, the weeks within which each of `LEVELS` comes."""
    rows = Order.objects.filter(facility__network=network, ordered__lte=start)
    rows = rows.exclude(state=OrderState.CANCELLED)
    received: defaultdict[str, list[int]] = defaultdict(list)
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for supplier, ordered, came in rows.values_list("supplier__code", "ordered", "received"):
        if came is not None and came <= start:
            received[supplier].append((came - ordered).days)
        else:
            waiting[supplier].append((start - ordered).days)
    taken = {
        supplier: Taken(tuple(days), tuple(waiting[supplier]))
        for supplier, days in received.items()
        if len(days) >= FEWEST_ORDERS
    }
    return {s: {q: lead_weeks(each, q) for q in LEVELS} for s, each in taken.items()}


def lead_weeks(taken: Taken, level: float) -> int:
    """The smallest number of weeks within which a share `level` of orders come."""
    return -(-days_within(level, taken.received, taken.waiting) // DAYS)


def _offers(
    notes: list[Note],
    products: dict[str, ProductRow],
    within: dict[str, dict[float, int]],
    start: date,
) -> tuple[Offer, ...]:
    rows = OfferRow.objects.filter(supplier__active=True, product__code__in=products)
    rows = rows.select_related("supplier", "product").prefetch_related("tiers")
    found: list[Offer] = []
    unknown: dict[str, int] = {}
    for row in rows.order_by("supplier__code", "product__code"):
        wrong = _wrong(row, start)
        if wrong:
            name = f"{row.supplier.code}/{row.product.code}"
            facts = {"offer": name, "valid_date": row.valid_until or ""}
            notes.append(Note("offer_unusable", f"offer {name}", facts, wrong))
            continue
        past = within.get(row.supplier.code)
        if past is None and row.supplier.lead_time_days is None:
            unknown[row.supplier.code] = unknown.get(row.supplier.code, 0) + 1
        found.append(_offer(row, past))
    notes += [_no_lead_time(supplier, count) for supplier, count in unknown.items()]
    return tuple(found)


def _wrong(row: OfferRow, start: date) -> str:
    if row.price_cents < 1:
        return "no_price"
    if row.minimum_packs < 1 or row.pack_multiple < 1:
        return "below_one_pack"
    if row.valid_until is not None and row.valid_until < start:
        return "not_valid"
    return ""


def _offer(row: OfferRow, past: dict[float, int] | None) -> Offer:
    days = row.supplier.lead_time_days
    weeks = UNKNOWN_LEAD_WEEKS if days is None else -(-days // DAYS)
    return Offer(
        supplier=row.supplier.code,
        product=row.product.code,
        price_cents=row.price_cents,
        lead_weeks=past[PLANNED_LEVEL] if past else weeks,
        minimum_order_packs=row.minimum_packs,
        pack_multiple=row.pack_multiple,
        tiers=tuple(Tier(t.from_packs, t.price_cents) for t in row.tiers.all()),
        order_cost_cents=row.supplier.order_cost_cents,
        lead_quantiles=tuple(LeadQuantile(*each) for each in (past or {}).items()),
        emergency=row.supplier.emergency,
    )


def _no_lead_time(supplier: str, offers: int) -> Note:
    return Note(
        "no_lead_time",
        f"supplier {supplier}",
        {
            "supplier": supplier,
            "orders": FEWEST_ORDERS,
            "offers": offers,
            "weeks": UNKNOWN_LEAD_WEEKS,
        },
    )


def _on_the_way(
    notes: list[Note],
    depot: Facility,
    products: dict[str, ProductRow],
    planned_weeks: dict[str, int],
    start: date,
) -> tuple[OrderOnTheWay, ...]:
    rows = Order.objects.filter(
        facility__network=depot.network, state=OrderState.PLACED, received__isnull=True
    )
    found = []
    for row in rows.filter(product__code__in=products).select_related(
        "supplier", "product", "facility"
    ).order_by("number"):  # fmt: skip
        if row.facility_id != depot.pk:
            notes.append(
                Note(
                    "order_elsewhere",
                    f"order {row.number}",
                    {"order": row.number, "facility": row.facility.code},
                )
            )
            continue
        week = _arrival_week(notes, row, planned_weeks, start)
        expiry = DAYS * week + row.product.shelf_life_days
        found.append(
            OrderOnTheWay(row.number, row.supplier.code, row.product.code, row.packs, week, expiry)
        )
    return tuple(found)


def _arrival_week(notes: list[Note], row: Order, planned_weeks: dict[str, int], start: date) -> int:
    """The first week whose deliveries can count on the order."""
    if row.expected is not None:
        days = (row.expected - start).days
    else:
        lead = planned_weeks.get(row.supplier.code, UNKNOWN_LEAD_WEEKS)
        days = DAYS * lead - (start - row.ordered).days
    if days < 0:
        notes.append(
            Note(
                "order_overdue",
                f"order {row.number}",
                {
                    "order": row.number,
                    "packs": row.packs,
                    "product": row.product.code,
                    "days": -days,
                },
            )
        )
        return 1
    return -(-days // DAYS)


def _budgets(
    notes: list[Note], network: Network, lines: set[str], start: date, weeks: int
) -> tuple[Budget, ...]:
    """What is left of each budget after the orders already placed within it."""
    found = []
    rows = BudgetRow.objects.filter(network=network, funding_line__in=lines, last_day__gte=start)
    for row in rows.order_by("funding_line", "first_day"):
        first = max(0, -(-(row.first_day - start).days // DAYS))
        end = min(weeks, (row.last_day - start).days // DAYS + 1)
        if first >= end:
            continue
        left = row.amount_cents - _placed_cents(network, row, start)
        if left < 0:
            notes.append(
                Note(
                    "budget_overspent",
                    f"budget {row.funding_line} from {row.first_day}",
                    {
                        "over_cents": -left,
                        "funding_line": row.funding_line,
                        "first_date": row.first_day,
                        "last_date": row.last_day,
                    },
                )
            )
        found.append(Budget(row.funding_line, first, end, max(0, left)))
    return tuple(found)


def _placed_cents(network: Network, row: BudgetRow, start: date) -> int:
    placed = Order.objects.filter(
        facility__network=network,
        product__funding_line=row.funding_line,
        ordered__gte=row.first_day,
        ordered__lt=start,
    ).exclude(state=OrderState.CANCELLED)
    return sum(packs * cents for packs, cents in placed.values_list("packs", "price_cents"))
