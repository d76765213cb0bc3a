"""Order lines read into what their suppliers get: what is approved, an order a supplier and day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.models import Order
from operations.export_rows import head
from operations.exports.tables import Purchase, PurchaseLine, Purchases
from operations.keeping.supply_orders import price_for
from operations.models import LineState, OrderLine, Plan

PLACED = (LineState.ORDERED, LineState.RECEIVED)


def purchases(plan: Plan, language: str = "en") -> Purchases:
    return of_lines(plan, OrderLine.objects.filter(plan=plan), language)


def of_lines(plan: Plan, lines: QuerySet[OrderLine], language: str = "en") -> Purchases:
    """Of these lines those that somebody approved. One that is not marked as ordered is a draft,
    without a number. Raises ApplicationError where there is none."""
    decided = lines.filter(state__in=(LineState.APPROVED, *PLACED))
    found = [
        line for line in decided.select_related("supplier", "product", "facility") if line.counted
    ]
    for line in found:
        line.plan = plan
    if not found:
        raise ApplicationError(
            _("None of these lines is approved: approve what is to be ordered, then print it.")
        )
    numbers = [line.number for line in found]
    days = dict(Order.objects.filter(number__in=numbers).values_list("number", "ordered"))
    orders: dict[tuple[str, date, bool], list[OrderLine]] = defaultdict(list)
    for line in found:
        placed = line.state in PLACED
        day = days.get(line.number, line.order_date) if placed else line.order_date
        orders[line.supplier.code, day, placed].append(line)
    return Purchases(
        head=head(plan, language),
        buyer=str(plan.network),
        currency=plan.network.currency,
        orders=tuple(_order(plan, day, placed, orders[code, day, placed])
                     for code, day, placed in sorted(orders)),
    )  # fmt: skip


def _order(plan: Plan, day: date, placed: bool, lines: list[OrderLine]) -> Purchase:
    supplier = lines[0].supplier
    return Purchase(
        supplier_code=supplier.code,
        supplier=supplier.name,
        address=supplier.address,
        day=day,
        number=f"MZ{plan.pk}-{supplier.code}-{day:%Y%m%d}" if placed else "",
        lines=tuple(_line(line, placed) for line in lines),
    )


def _line(line: OrderLine, placed: bool) -> PurchaseLine:
    product, place = line.product, line.facility
    as_planned = line.counted == line.packs and line.packs * product.pack_size == line.units
    where = f"{place.code} {place.name}"
    price = price_for(line, line.counted)
    return PurchaseLine(
        number=line.number if placed else "",
        product_code=product.code,
        product=product.name,
        unit=product.unit,
        pack_size=product.pack_size,
        packs=line.counted,
        price_cents=price,
        cost_cents=line.cost_cents if as_planned else line.counted * price,
        place=f"{where}, {place.address}" if place.address else where,
        arrives=line.arrival_date,
        mode=line.mode,
        cold=product.cold_chain,
        life_days=product.minimum_life_days,
    )
