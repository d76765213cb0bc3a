"""Supply plans between core and database: orders, deliveries and routes as lines and back."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from hospital.models import Facility, Product, Supplier, Vehicle
from hospital.said import Message, Said
from operations.core.report import Report
from operations.core.supply import network as core
from operations.core.supply.need import offer_of
from operations.core.supply.plan import DeliveryLine as CoreDelivery
from operations.core.supply.plan import OrderLine as CoreOrder
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.restate import restate
from operations.keeping.supply_deliveries import (
    LONGEST,
    days_visited,
    deliveries_now,
    lots_known,
)
from operations.keeping.supply_orders import (
    DAYS,
    asked_of,
    decided_before,
    in_force_orders,
    intervals_said,
    only_modes,
    order_said,
    orders_now,
    overridden_said,
    pack_price,
    seller,
    travels_said,
    week_of,
)
from operations.keeping.supply_stand_ins import StandInsSaid
from operations.models import PLACED, DeliveryLine, OrderLine, RouteStop
from operations.models import Plan as PlanRow
from operations.naming import Called, called, named
from operations.packed import unpack


class _Records:
    """The network's records by the ids that problems use."""

    def __init__(self, plan_row: PlanRow) -> None:
        here = {"network": plan_row.network}
        self.facilities = {f.code: f for f in Facility.objects.filter(**here)}
        self.products = {p.code: p for p in Product.objects.all()}
        self.suppliers = {s.code: s for s in Supplier.objects.all()}
        vehicles = Vehicle.objects.filter(facility__network=plan_row.network)
        self.vehicles = {v.code: v for v in vehicles}
        places = {(Facility, code): called(row) for code, row in self.facilities.items()}
        self.names: Called = places | {(Supplier, c): called(s) for c, s in self.suppliers.items()}

    def said(self, *messages: Message | None) -> Said:
        """With places and suppliers by name."""
        return Said.of(*(each and named(each, self.names) for each in messages))


def rows(plan_row: PlanRow, problem: Problem, plan: Plan, report: Report) -> dict[Any, list[Any]]:
    """Order lines still to place, deliveries by lot, and every stop of every truck."""
    del report
    records, decided = _Records(plan_row), in_force_orders(plan_row)
    names = {code: product.name for code, product in records.products.items()}
    said = StandInsSaid(plan, names, plan_row.start)
    locked = {(k.source, k.product, k.week) for k in problem.order_locks}
    orders = [
        _order_line(
            plan_row,
            problem,
            records,
            line,
            (line.source, line.product, line.week) in locked,
            said,
        )
        for line in plan.orders
        if not line.on_the_way
    ]
    for order in orders:
        if order.locked:
            decided_before(order, decided)
    return {
        OrderLine: orders,
        DeliveryLine: _delivery_lines(plan_row, problem, plan, records, said),
        RouteStop: _route_stops(plan_row, plan, records),
    }


def _order_line(
    plan_row: PlanRow,
    problem: Problem,
    records: _Records,
    line: CoreOrder,
    locked: bool,
    said: StandInsSaid,
) -> OrderLine:
    product = records.products[line.product]
    reason = line.reason
    average = None if reason is None else -(-reason.openlmis_units // product.pack_size)
    return OrderLine(
        plan=plan_row,
        supplier=records.suppliers[line.supplier],
        product=product,
        facility=records.facilities[problem.depot.id],
        order_date=plan_row.start + timedelta(days=DAYS * line.week),
        arrival_date=plan_row.start + timedelta(days=DAYS * line.arrival_week),
        packs=line.packs,
        units=line.units,
        price_cents=line.price_cents // max(1, line.packs),
        cost_cents=line.price_cents,
        average_rule_packs=average,
        locked=locked,
        mode=line.mode,
        reason=Said()
        if reason is None
        else records.said(
            *order_said(reason, product.unit, plan_row.start),
            travels_said(line),
            *said.of_order(line),
            intervals_said(problem, line.product),
            overridden_said(problem, line.product),
        ),
    )


def _delivery_lines(
    plan_row: PlanRow, problem: Problem, plan: Plan, records: _Records, said: StandInsSaid
) -> list[DeliveryLine]:
    days, lots = days_visited(plan), lots_known(problem, plan, plan_row.start)
    depot = records.facilities[problem.depot.id]
    locked = {(k.facility, k.product, k.week) for k in problem.delivery_locks}
    lines = []
    for line in plan.deliveries:
        day = DAYS * line.week + days.get((line.facility, line.week), 0)
        name, expiry = lots.get(line.lot, (line.lot[:LONGEST], None))
        lines.append(
            DeliveryLine(
                plan=plan_row,
                origin=records.facilities[line.origin] if line.origin else depot,
                destination=records.facilities[line.facility],
                product=records.products[line.product],
                lot=name,
                expiry=expiry,
                date=plan_row.start + timedelta(days=day),
                packs=line.packs,
                units=line.units,
                locked=(line.facility, line.product, line.week) in locked,
                reason=records.said(
                    _surplus_said(line, day, expiry, plan_row), *said.of_delivery(line)
                ),
            )
        )
    return lines


def _surplus_said(
    line: CoreDelivery, day: int, expiry: date | None, plan_row: PlanRow
) -> Message | None:
    """Why a facility hands a lot on to another: rule transfer_of_surplus allows nothing else."""
    if not line.origin or expiry is None:
        return None
    left = (expiry - plan_row.start).days - day
    facts = {"origin": line.origin, "expiry_date": expiry.isoformat(), "left": left}
    return Message("line.surplus", facts)


def _route_stops(plan_row: PlanRow, plan: Plan, records: _Records) -> list[RouteStop]:
    return [
        RouteStop(
            plan=plan_row,
            vehicle=records.vehicles[route.vehicle],
            date=plan_row.start + timedelta(days=DAYS * route.week + route.day),
            sequence=number,
            facility=records.facilities[visit.facility],
            arrival_minute=visit.arrival_minute,
            load_litres=visit.volume_ml / 1000,
            cold_litres=visit.cold_ml / 1000,
        )
        for route in plan.routes
        for number, visit in enumerate(route.visits, 1)
    ]


def answer(plan_row: PlanRow, problem: Problem) -> Plan:
    """The plan as its lines stand now: changed packs change what follows from them."""
    return answer_of(plan_row, problem, unpack(plan_row.answer, Plan))


def answer_of(plan_row: PlanRow, problem: Problem, stored: Plan) -> Plan:
    """The same for whoever has read already how the plan was made."""
    orders = orders_now(plan_row, problem, stored)
    deliveries = deliveries_now(plan_row, problem, stored, orders)
    return restate(problem, replace(stored, orders=orders, deliveries=deliveries))


def cells(plan_row: PlanRow, first: date, until: date) -> dict[str, str]:
    """Packs by order (supplier, product, day) and by delivery (facility, product, week's day).

    A line of before its offer named a mode is the order that it would be read as now.
    """
    orders = OrderLine.objects.filter(plan=plan_row, order_date__gte=first, order_date__lt=until)
    only = only_modes() if orders.filter(mode="").exists() else {}
    products = {row.code: called(row) for row in Product.objects.all()}
    by = {row.code: called(row) for row in Supplier.objects.all()}
    to = {row.code: called(row) for row in Facility.objects.filter(network=plan_row.network)}
    found = {
        f"{seller(by[supplier], mode or only.get((supplier, product), ''))}: "
        f"{products[product]}, {day}": _packs(packs)
        for supplier, mode, product, day, packs in orders.values_list(
            "supplier__code",
            "mode",
            "product__code",
            "order_date",
            Coalesce("approved_packs", "packs"),
        )
    }
    deliveries = DeliveryLine.objects.filter(plan=plan_row, date__gte=first, date__lt=until)
    totals: dict[str, int] = {}
    for place, product, day, packs in deliveries.values_list(
        "destination__code", "product__code", "date", "packs"
    ):
        key = f"{to[place]}: {products[product]}, {day - timedelta(days=day.weekday())}"
        totals[key] = totals.get(key, 0) + packs
    return found | {key: _packs(packs) for key, packs in totals.items()}


def _packs(packs: int) -> str:
    return ngettext("%(packs)d pack", "%(packs)d packs", packs) % {"packs": packs}


def settle(row: OrderLine | DeliveryLine | RouteStop) -> None:
    """Units follow from packs; an order's price from the tier that its packs reach."""
    if isinstance(row, RouteStop):
        return
    problem = asked_of(row.plan)
    sizes = {p.id: p.pack_units for p in problem.products}
    row.units = row.packs * sizes.get(row.product.code, row.product.pack_size)
    if isinstance(row, OrderLine):
        offer = offer_of(problem.offers, row.supplier.code, row.product.code, row.mode)
        row.price_cents = pack_price(offer, row.packs, row.price_cents)
        row.cost_cents = row.packs * row.price_cents
        if offer is not None:
            row.mode = offer.mode
            row.arrival_date = row.order_date + timedelta(days=DAYS * offer.lead_weeks)


def with_locks(plan_row: PlanRow, problem: Problem) -> Problem:
    """The problem with the locks of the lines as they stand now. Where one lot of a delivery is
    locked, what the place gets of all lots together stays."""
    orders = OrderLine.objects.filter(plan=plan_row, locked=True)
    totals: Counter[tuple[str, str, int]] = Counter()
    locked = set()
    deliveries = DeliveryLine.objects.filter(plan=plan_row)
    if deliveries.filter(locked=True).exists():
        for place, product, day, packs, fixed in deliveries.values_list(
            "destination__code", "product__code", "date", "packs", "locked"
        ):
            key = (place, product, week_of(plan_row, day))
            totals[key] += packs
            if fixed:
                locked.add(key)
    return replace(
        problem,
        order_locks=tuple(
            core.OrderLock(
                row.supplier.code,
                row.product.code,
                week_of(plan_row, row.order_date),
                row.counted,
                _mode_now(problem, row),
            )
            for row in orders.select_related("supplier", "product").order_by("pk")
        ),
        delivery_locks=tuple(
            core.DeliveryLock(*key, packs) for key, packs in totals.items() if key in locked
        ),
    )


def _mode_now(problem: Problem, row: OrderLine) -> str:
    offer = offer_of(problem.offers, row.supplier.code, row.product.code, row.mode)
    return row.mode if offer is None else offer.mode


def pins_hold(plan_row: PlanRow, problem: Problem, plan: Plan) -> list[Message]:
    """Which locked order lines of the published plan the new one does not keep."""
    start = date.fromisoformat(problem.start_date)
    now = {(o.source, o.product, o.week): o.packs for o in plan.orders if not o.on_the_way}
    broken = []
    locked = OrderLine.objects.filter(plan=plan_row, locked=True).exclude(state__in=PLACED)
    for row in locked.select_related("supplier", "product").order_by("pk"):
        week = (row.order_date - start).days // DAYS
        supplier, product = row.supplier.code, row.product.code
        offer = offer_of(problem.offers, supplier, product, row.mode)
        facts = {"packs": row.counted, "product": called(row.product)}
        facts |= {"supplier": called(row.supplier)}
        facts |= {"order_date": row.order_date}
        if week >= problem.weeks and row.counted:
            broken.append(Message("pin.order_ends_before", facts))
        elif 0 <= week < problem.weeks and offer is not None:
            planned = now.get((offer.source, product, week), 0)
            if planned != row.counted:
                broken.append(Message("pin.order", facts | {"planned": planned}))
    return broken
