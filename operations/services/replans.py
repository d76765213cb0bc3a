"""A supply plan made again around what people changed: only the changed products, in seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.errors import ApplicationError, Conflict
from operations.core import snapshot
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.keeping import supply as keeping
from operations.keeping.supply_orders import order_cell, order_key
from operations.models import DeliveryLine, Family, OrderLine, Plan, PlanEvent, RouteStop
from operations.packed import pack
from operations.services.edits import EditEffect, bump, change_required, difference, keep_figures
from operations.services.publish import actor_name
from operations.services.standing import OrdersStanding, orders_standing

MOST_PRODUCTS = 20
"""Products at once: more are a plan of their own, asked for as a run."""


@dataclass(frozen=True, slots=True)
class OrderMoved:
    """One order before and after, in words; an empty side orders nothing."""

    order: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Replanned:
    """What came out: by judge, and order by order. mark: the same for the same outcome."""

    products: tuple[str, ...]
    effect: EditEffect
    changes: tuple[OrderMoved, ...]
    mark: str


def products_changed(plan: Plan) -> tuple[str, ...]:
    """Products of which a person changed a line."""
    lines = OrderLine.objects.filter(plan=plan, edited=True)
    codes = lines.order_by("product__code").values_list("product__code", flat=True)
    return tuple(dict.fromkeys(codes))


def orders_replan(
    *,
    plan: Plan,
    actor: Any,
    base_version: int,
    products: Collection[str] = (),
    preview: bool = False,
    mark: str = "",
    reason: str = "",
    standing: OrdersStanding | None = None,
) -> Replanned:
    """Plan these products (none: those that a person changed) again, around what is locked; lines
    of other products and the tours stay.

    preview: say what comes out, and leave everything as it is. mark: of the outcome that was seen;
    another one is not kept. standing: the plan as it is, of whoever has read it already.
    Raises Forbidden, Conflict, ApplicationError.
    """
    from operations.core.supply.replan import replan  # the solver: only when it is asked

    change_required(plan, actor)
    if plan.family != Family.SUPPLY:
        raise ApplicationError(_("This plan orders nothing; choose one of family supply."))
    asked = tuple(products) or products_changed(plan)
    known = standing or orders_standing(plan)
    problem = known.problem
    _products_checked(problem, asked)
    made = restate(problem, replan(problem, known.answer, list(asked)))
    after = judge(problem, made)
    if (after.hard, after.cost) > (known.report.hard, known.report.cost):
        made, after = known.answer, known.report  # as it stands is the best that is known
    found = _outcome(plan, asked, difference(known.report, after), made)
    if mark and mark != found.mark:
        raise Conflict(_("It came out otherwise this time; look at it again."))
    if preview:
        return found
    with transaction.atomic():
        bump(plan, base_version)
        _lines_replaced(plan, problem, made, asked)
        plan.answer = pack(made)
        plan.save(update_fields=["answer"])
        keep_figures(plan, found.effect.report_after)
        PlanEvent.objects.create(
            plan=plan,
            actor=actor_name(actor),
            action="planned again",
            subject=", ".join(asked)[:200],
            before={each.order: each.before for each in found.changes},
            after={each.order: each.after for each in found.changes},
            reason=reason,
        )
    return found


def _products_checked(problem: Problem, asked: tuple[str, ...]) -> None:
    if not 0 < len(asked) <= MOST_PRODUCTS:
        raise ApplicationError(
            _("Plan 1 to %(most)d products again, not %(count)d; for more ask for a new plan.")
            % {"most": MOST_PRODUCTS, "count": len(asked)}
        )
    known = {product.id for product in problem.products}
    for product in asked:
        if product not in known:
            raise ApplicationError(_("%(what)s is not in this plan.") % {"what": product})


def _outcome(plan: Plan, asked: tuple[str, ...], effect: EditEffect, made: CorePlan) -> Replanned:
    lines = OrderLine.objects.filter(plan=plan, product__code__in=asked)
    had = {order_key(row): row.counted for row in lines.select_related("supplier", "product")}
    has = {
        (order.supplier, order.product, order.week): order.packs
        for order in made.orders
        if order.product in asked and not order.on_the_way
    }
    changes = tuple(
        OrderMoved(order_cell(plan, key), _packs(had.get(key, 0)), _packs(has.get(key, 0)))
        for key in sorted(had.keys() | has.keys())
        if had.get(key, 0) != has.get(key, 0)
    )
    mark = hashlib.sha256(snapshot.dumps(made)).hexdigest()[:20]
    return Replanned(asked, effect, changes, mark)


def _packs(packs: int) -> str:
    return ngettext("%(packs)d pack", "%(packs)d packs", packs) % {"packs": packs} if packs else ""


def _lines_replaced(plan: Plan, problem: Problem, made: CorePlan, asked: tuple[str, ...]) -> None:
    """Suggestions and deliveries of the products as they came out; decided lines as they stand."""
    rows = keeping.rows(plan, problem, made, judge(problem, made))
    mine = {"plan": plan, "product__code__in": asked}
    OrderLine.objects.filter(**mine, locked=False).delete()
    DeliveryLine.objects.filter(**mine).delete()
    suggested = [row for row in rows[OrderLine] if row.product.code in asked and not row.locked]
    OrderLine.objects.bulk_create(suggested, batch_size=1_000)
    moved = [row for row in rows[DeliveryLine] if row.product.code in asked]
    DeliveryLine.objects.bulk_create(moved, batch_size=1_000)
    held = RouteStop.objects.filter(plan=plan, locked=True)
    locked = {*held.values_list("vehicle", "date", "sequence")}
    RouteStop.objects.filter(plan=plan).delete()
    for stop in rows[RouteStop]:
        stop.locked = (stop.vehicle_id, stop.date, stop.sequence) in locked
    RouteStop.objects.bulk_create(rows[RouteStop], batch_size=1_000)
