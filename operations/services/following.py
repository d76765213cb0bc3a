"""Deliveries that follow an order which a person moved or cut: written, and on the record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from hospital.models import Product
from hospital.said import Message, Said
from operations.core.supply.plan import Plan as CorePlan
from operations.keeping.supply_deliveries import followed
from operations.keeping.supply_orders import DAYS, week_of
from operations.keeping.supply_stand_ins import StandInsSaid
from operations.models import DeliveryLine, Plan, PlanEvent, RouteStop
from operations.services.standing import OrdersFollowed

ACTION = "deliveries followed"
STANDS_IN = "line.stands_in"
"""How the codes of what deliveries stand in for begin."""


@dataclass(frozen=True, slots=True)
class Follows:
    """What becomes of a product's deliveries: packs from another lot, packs that come later than
    they were to, and packs that do not come any more."""

    code: str
    product: str
    other_lot_packs: int
    later_packs: int
    fewer_packs: int

    @property
    def message(self) -> Message:
        kinds = {
            "other_lot": self.other_lot_packs,
            "later": self.later_packs,
            "fewer": self.fewer_packs,
        }
        what = [Message(f"follows.{kind}", {"packs": n}) for kind, n in kinds.items() if n]
        return Message("follows", {"product": self.product, "what": what})


def deliveries_follow(plan: Plan, after: OrdersFollowed) -> list[PlanEvent]:
    """Write what became of the deliveries; one event a product, for the caller to put on the
    record."""
    events = []
    for code, fed in after.fed.items():
        rows = _rows(plan, code)
        found = followed(plan, after.problem, after.answer, rows, fed)
        DeliveryLine.objects.filter(pk__in=[row.pk for row in found.gone]).delete()
        DeliveryLine.objects.bulk_update(
            found.changed, ["lot", "expiry", "packs", "units"], batch_size=500
        )
        DeliveryLine.objects.bulk_create(found.new, batch_size=1_000)
        events.append(
            PlanEvent(
                plan=plan,
                action=ACTION,
                subject=str(rows[0].product),
                before=found.before,
                after=found.after,
            )
        )
    if events:
        stops_load(plan, after.answer)
        told_anew(plan, after.answer, products=after.fed)
    return events


def told_anew(
    plan: Plan,
    answer: CorePlan,
    *,
    places: Collection[str] | None = None,
    products: Collection[str] | None = None,
) -> None:
    """What deliveries stand in for, after lines were changed: at these places (None: any), and
    where one of these products lacks or stands in (None: any)."""
    concerned = [
        each
        for each in answer.stand_ins
        if products is None or each.product in products or each.stand_in in products
    ]
    serving = {each.stand_in for each in concerned}
    rows = DeliveryLine.objects.filter(plan=plan).order_by("pk")
    rows = rows.select_related("destination", "product")
    if places is not None:
        rows = rows.filter(destination__code__in=places)
    told = Q(reason__contains=STANDS_IN)
    rows = rows.filter(Q(product__code__in=serving) | told)
    if products is not None:
        rows = rows.filter(product__code__in={*serving, *products})
    said = _stand_ins_said(plan, answer, serving, places)
    other = []
    for row in rows:
        key = row.destination.code, row.product.code, week_of(plan, row.date)
        kept = [each for each in row.reason.messages if not each.code.startswith(STANDS_IN)]
        now = Said.of(*kept, *(said.pop(key, []) if row.packs else []))
        if now != row.reason:
            row.reason = now
            other.append(row)
    DeliveryLine.objects.bulk_update(other, ["reason"], batch_size=500)


def _stand_ins_said(
    plan: Plan, answer: CorePlan, serving: Collection[str], places: Collection[str] | None
) -> dict[tuple[str, str, int], list[Message]]:
    """By place, product and week what the first of these deliveries says."""
    codes = {code for each in answer.stand_ins for code in (each.product, each.stand_in)}
    names = dict(Product.objects.filter(code__in=codes).values_list("code", "name"))
    told = StandInsSaid(answer, names, plan.start)
    return {
        (line.facility, line.product, line.week): messages
        for line in answer.deliveries
        if line.product in serving
        and (places is None or line.facility in places)
        and (messages := told.of_delivery(line))
    }


def _rows(plan: Plan, product: str) -> list[DeliveryLine]:
    """The product's lines that bring something, as a plan is read from them."""
    rows = DeliveryLine.objects.filter(plan=plan, product__code=product, packs__gt=0)
    return list(rows.select_related("origin", "destination", "product").order_by("pk"))


def stops_load(plan: Plan, answer: CorePlan) -> None:
    """What each truck unloads at its stops, after deliveries were changed."""
    loads = {
        (route.vehicle, plan.start + timedelta(days=DAYS * route.week + route.day), number): visit
        for route in answer.routes
        for number, visit in enumerate(route.visits, 1)
    }
    other = []
    for row in RouteStop.objects.filter(plan=plan).select_related("vehicle"):
        visit = loads.get((row.vehicle.code, row.date, row.sequence))
        if visit is None:
            continue
        now = visit.volume_ml / 1000, visit.cold_ml / 1000
        if (row.load_litres, row.cold_litres) != now:
            row.load_litres, row.cold_litres = now
            other.append(row)
    RouteStop.objects.bulk_update(other, ["load_litres", "cold_litres"], batch_size=500)


def follows_of(plan: Plan, after: OrdersFollowed) -> tuple[Follows, ...]:
    """What becomes of each product's deliveries, for whoever changes its orders."""
    lines = DeliveryLine.objects.filter(plan=plan, product__code__in=after.fed).order_by()
    names = dict(lines.values_list("product__code", "product__name"))
    return tuple(
        Follows(code, names.get(code, code), *fed.packs()) for code, fed in after.fed.items()
    )
