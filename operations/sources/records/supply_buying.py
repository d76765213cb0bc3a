"""What can be bought: offers, lead times learnt from past orders, orders on their way, money."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hospital.models import Budget as BudgetRow
from hospital.models import Facility, Network, Order, OrderState
from hospital.models import Offer as OfferRow
from hospital.models import Product as ProductRow
from hospital.modes import mode_of
from operations.core.supply.network import Budget, LeadQuantile, Offer, OrderOnTheWay, Tier
from operations.families import Note
from operations.sources.records.supply_lead import FEWEST_ORDERS, PLANNED_LEVEL, Taken

DAYS = 7
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
    taken = Taken.read(network, start)
    codes = {p.code: p for p in products}
    found.offers = _offers(found.notes, codes, taken, start)
    rows = Order.objects.filter(
        facility__network=network, price_cents__gt=0, product__code__in=codes
    )
    for code, cents in rows.order_by("ordered").values_list("product__code", "price_cents"):
        found.paid_cents[code] = cents
    found.on_the_way = _on_the_way(found.notes, depot, codes, taken, start)
    lines = {p.funding_line for p in products}
    found.budgets = _budgets(found.notes, network, lines, start, weeks)
    return found


def _offers(
    notes: list[Note],
    products: dict[str, ProductRow],
    taken: Taken,
    start: date,
) -> tuple[Offer, ...]:
    rows = OfferRow.objects.filter(supplier__active=True, product__code__in=products)
    rows = rows.select_related("supplier", "product").prefetch_related("tiers")
    found: list[Offer] = []
    unknown: dict[str, int] = {}
    for row in rows.order_by("supplier__code", "product__code", "mode"):
        wrong = _wrong(row, start)
        if wrong:
            name = "/".join(filter(None, (row.supplier.code, row.product.code, row.mode)))
            facts = {"offer": name, **_facts(row, wrong)}
            notes.append(Note("offer_unusable", f"offer {name}", facts, wrong))
            continue
        past = taken.within(row.supplier.code, row.mode)
        if not past and _entered_days(row) is None:
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
    return "other_pack" if row.pack(row.product).differing(row.product.pack) else ""


def _facts(row: OfferRow, wrong: str) -> dict[str, Any]:
    """What the sentence about an offer that cannot be used says besides its name."""
    if wrong == "not_valid":
        return {"valid_date": row.valid_until}
    if wrong == "other_pack":
        return {"offered": str(row.pack(row.product)), "planned": str(row.product.pack)}
    return {}


def _entered_days(row: OfferRow) -> int | None:
    return row.supplier.lead_time_days if row.lead_time_days is None else row.lead_time_days


def _offer(row: OfferRow, past: dict[float, int]) -> Offer:
    days = _entered_days(row)
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
        lead_quantiles=tuple(LeadQuantile(*each) for each in past.items()),
        emergency=row.supplier.emergency or row.emergency,
        mode=row.mode,
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
    taken: Taken,
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
        week = _arrival_week(notes, row, taken, start)
        expiry = DAYS * week + row.product.shelf_life_days
        found.append(
            OrderOnTheWay(row.number, row.supplier.code, row.product.code, row.packs, week, expiry)
        )
    return tuple(found)


def _arrival_week(notes: list[Note], row: Order, taken: Taken, start: date) -> int:
    """The first week whose deliveries can count on the order."""
    if row.expected is not None:
        days = (row.expected - start).days
    else:
        mode = mode_of(row.mode) or ""
        # Of a mode seldom used, all that is known of the supplier.
        within = taken.within(row.supplier.code, mode) or taken.within(row.supplier.code, "")
        days = DAYS * within.get(PLANNED_LEVEL, UNKNOWN_LEAD_WEEKS) - (start - row.ordered).days
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
        left = row.amount_cents - _placed_cents(network, row)
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


def _placed_cents(network: Network, row: BudgetRow) -> int:
    """Also of what was placed since the plan's first day: a plan made again within its week must
    not spend that money twice."""
    placed = Order.objects.filter(
        facility__network=network,
        product__funding_line=row.funding_line,
        ordered__gte=row.first_day,
        ordered__lte=row.last_day,
    ).exclude(state=OrderState.CANCELLED)
    return sum(packs * cents for packs, cents in placed.values_list("packs", "price_cents"))
