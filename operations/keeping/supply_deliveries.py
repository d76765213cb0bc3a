"""Deliveries of a supply plan between core and database: which lot a line names, and which lines
change where they follow an order that a person moved."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.formats import date_format

from hospital.modes import Mode
from hospital.said import listed
from operations.core.supply.lots import lot_expiry_days
from operations.core.supply.plan import DeliveryLine as CoreDelivery
from operations.core.supply.plan import OrderLine as CoreOrder
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.refeed import Fed
from operations.keeping.supply_orders import DAYS, seller, week_of
from operations.models import DeliveryLine
from operations.models import Plan as PlanRow

LONGEST = 60
"""Characters of a lot's name on a line."""


def lot_names(problem: Problem, orders: Iterable[CoreOrder]) -> dict[str, str]:
    """Lot's id -> its name on lines: of stock as it is counted, of an order on the way its number,
    of a new order supplier, mode and week."""
    names = {
        lot.id: _cut(lot.id.removeprefix(f"{lot.facility}/{lot.product}/")) for lot in problem.lots
    }
    for order in orders:
        own = order.lot.removeprefix(f"{order.supplier}/{order.product}/")
        names[order.lot] = _cut(order.lot if order.on_the_way else f"{order.supplier}/{own}")
    return names


ORDERED = re.compile(rf"(.+)/(?:({'|'.join(Mode.values)})-)?week-(\d{{1,4}})")


def lot_said(name: str, start: date) -> str:
    """A line's lot for people: of a new order by whom and how it comes, and when it was placed."""
    found = ORDERED.fullmatch(name)
    if found is None:
        return name
    supplier, mode, week = found.groups()
    day = start + timedelta(days=DAYS * int(week))
    return listed((seller(supplier, mode or ""), date_format(day, "SHORT_DATE_FORMAT")))


def _cut(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9]}~{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def days_visited(plan: Plan) -> dict[tuple[str, int], int]:
    """The day of its week on which a tour is at a facility."""
    return {(visit.facility, route.week): route.day
            for route in plan.routes for visit in route.visits}  # fmt: skip


class _Lots:
    """Which lot the lines of a plan mean. Lines of before lots were named by supplier too have the
    last part of the lot's id, which several lots may share."""

    def __init__(self, problem: Problem, orders: Iterable[CoreOrder], stored: Plan) -> None:
        orders = (*stored.orders, *orders)
        self.names = lot_names(problem, orders)
        self.ids: dict[tuple[str, str, str], dict[str, None]] = {}
        self.days = lot_expiry_days(problem, replace(stored, orders=orders))
        depot = problem.depot.id
        for lot in problem.lots:
            self._known(lot.product, "" if lot.facility == depot else lot.facility, lot.id)
        for order in orders:
            self._known(order.product, "", order.lot)
        for known in dict.fromkeys((d.product, d.origin, d.lot) for d in stored.deliveries):
            self._known(*known)

    def _known(self, product: str, origin: str, lot: str) -> None:
        for name in (self.names.get(lot, _cut(lot)), lot.rpartition("/")[2][:LONGEST]):
            self.ids.setdefault((product, origin, name), {})[lot] = None

    def meant(self, product: str, origin: str, name: str, day: int | None) -> list[str]:
        """Lots that a line may mean, the likeliest first; day: on which its lot expires."""
        found = [*self.ids.get((product, origin, name), (name,))]
        if len(found) > 1:
            found.sort(key=lambda lot: (self.names.get(lot) != name,
                                        self.days.get((product, lot)) != day))  # fmt: skip
        return found


def deliveries_now(
    plan_row: PlanRow, problem: Problem, stored: Plan, orders: Iterable[CoreOrder]
) -> tuple[CoreDelivery, ...]:
    """Deliveries as their lines stand, in the order of the lines; orders: as theirs stand."""
    sizes = {p.id: p.pack_units for p in problem.products}
    lots, depot = _Lots(problem, orders, stored), problem.depot.id
    known: dict[tuple[str, str, str, int, str], list[CoreDelivery]] = {}
    for d in reversed(stored.deliveries):
        known.setdefault((d.facility, d.product, d.lot, d.week, d.origin), []).append(d)
    found = []
    # A region has tens of thousands of them: as plain values, and as they are where nobody changed
    # them.
    rows_now = (
        DeliveryLine.objects.filter(plan=plan_row)
        .order_by("pk")
        .values_list(
            "destination__code", "product__code", "lot", "expiry", "date", "origin__code", "packs"
        )
    )
    start = plan_row.start
    for place, code, name, expiry, day, giver, packs in rows_now.iterator(chunk_size=5_000):
        week, origin = week_of(plan_row, day), "" if giver == depot else giver
        meant = lots.meant(code, origin, name, expiry and (expiry - start).days)
        same = (known.get((place, code, lot, week, origin)) for lot in meant)
        mine = next((lines for lines in same if lines), None)
        line = mine.pop() if mine else CoreDelivery(place, code, meant[0], week, 0, 0, origin)
        units = packs * sizes[code]
        if (line.packs, line.units) != (packs, units):
            line = replace(line, packs=packs, units=units)
        if packs:
            found.append(line)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Followed:
    """Lines to write where deliveries follow their order; cells are for people: what stood there
    in packs before and after."""

    changed: list[DeliveryLine] = field(default_factory=list)
    gone: list[DeliveryLine] = field(default_factory=list)
    new: list[DeliveryLine] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)


def followed(
    plan_row: PlanRow, problem: Problem, plan: Plan, rows: Sequence[DeliveryLine], fed: Fed
) -> Followed:
    """rows: the product's lines with packs by key, as `deliveries_now` read them; plan: with the
    orders that feed them now."""
    names, days = lot_names(problem, plan.orders), lot_expiry_days(problem, plan)
    found, on = Followed(), days_visited(plan)
    places = {row.destination.code: row.destination for row in rows}
    depot = next((row.origin for row in rows if row.origin.code == problem.depot.id), None)
    fixed = {(lock.facility, lock.product, lock.week) for lock in problem.delivery_locks}

    def write(row: DeliveryLine, line: CoreDelivery) -> None:
        row.lot = names.get(line.lot, row.lot or _cut(line.lot))
        day = days.get((line.product, line.lot))
        row.expiry = row.expiry if day is None else plan_row.start + timedelta(days=day)
        row.packs, row.units = line.packs, line.units
        found.after[_cell(row)] = found.after.get(_cell(row), 0) + line.packs

    for row, (before, line) in zip(rows, fed.lines, strict=True):
        if line == before:
            continue
        found.before[_cell(row)] = found.before.get(_cell(row), 0) + row.packs
        if line is None:
            found.gone.append(row)
        else:
            write(row, line)
            found.changed.append(row)
    for line in fed.more:
        day = DAYS * line.week + on.get((line.facility, line.week), 0)
        row = DeliveryLine(
            plan=plan_row,
            origin=depot,
            destination=places[line.facility],
            product=rows[0].product,
            date=plan_row.start + timedelta(days=day),
            locked=(line.facility, line.product, line.week) in fixed,
        )
        write(row, line)
        found.new.append(row)
    return found


def _cell(row: DeliveryLine) -> str:
    return f"{row.destination.code} {row.date:%Y-%m-%d} {row.lot}"


def lots_known(problem: Problem, plan: Plan, start: date) -> dict[str, tuple[str, date]]:
    """Lot's id -> its name on lines, and the day on which it expires."""
    names = lot_names(problem, plan.orders)
    days = {lot.id: lot.expiry_day for lot in problem.lots}
    days |= {order.lot: order.expiry_day for order in plan.orders}
    return {lot: (names[lot], start + timedelta(days=day)) for lot, day in days.items()}
