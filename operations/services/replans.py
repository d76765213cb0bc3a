"""A supply plan made again around what people changed: only the changed products, in seconds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.errors import ApplicationError, Conflict
from hospital.numbers import whole_number
from operations.core import snapshot
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.families import Asked
from operations.keeping import supply as keeping
from operations.keeping.supply_orders import order_cell, order_key
from operations.models import (
    DeliveryLine,
    Family,
    OrderLine,
    Plan,
    PlanEvent,
    RouteStop,
    Run,
    RunState,
)
from operations.naming import names_in
from operations.packed import pack
from operations.services.edits import EditEffect, bump, change_required, difference, keep_figures
from operations.services.publish import actor_name
from operations.services.runs import run_about
from operations.services.standing import OrdersStanding, orders_standing

MOST_PRODUCTS = 20
"""Products at once: more are a plan of their own, asked for as a run."""
AT_ONCE, LARGE = 3, 5_000
"""Products, and deliveries of a plan, up to which a page waits for the answer."""
START_SECONDS, SECONDS_EACH = 10, 4
"""What a run of its own may take, and for each product."""


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
    answered: Run | None = None,
) -> Replanned:
    """Plan these products (none: those that a person changed) again, around what is locked; lines
    of other products and the tours stay.

    preview: say what comes out, and leave everything as it is. mark: of the outcome that was seen;
    another one is not kept. standing: the plan as it is, of whoever has read it already. answered:
    the run that has worked it out (`replan_request`), with its own products.
    Raises Forbidden, Conflict, ApplicationError.
    """
    from operations.core.supply.replan import replan  # the solver: only when it is asked

    change_required(plan, actor)
    if plan.family != Family.SUPPLY:
        raise ApplicationError(_("This plan orders nothing; choose one of family supply."))
    told = _answer_of(answered, plan) if answered else None
    asked = told[0] if told else tuple(products) or products_changed(plan)
    known = standing or orders_standing(plan)
    problem = known.problem
    _products_checked(problem, asked)
    made = restate(problem, told[1] if told else replan(problem, known.answer, list(asked)))
    after = judge(problem, made)
    if (after.hard, after.cost) > (known.report.hard, known.report.cost):
        made, after = known.answer, known.report  # as it stands is the best that is known
    found = outcome_of(plan, asked, difference(known.report, after), made)
    if mark and mark != found.mark:
        raise Conflict(_("It came out otherwise this time; look at it again."))
    if preview:
        return found
    with transaction.atomic():
        bump(plan, base_version)
        subject = ", ".join(asked)[:200]
        who, action = actor_name(actor), "planned again"
        event = PlanEvent(actor=who, action=action, subject=subject, reason=reason)
        outcome_kept(plan, problem, made, found, event)
    return found


def outcome_kept(
    plan: Plan, problem: Problem, made: CorePlan, found: Replanned, event: PlanEvent
) -> None:
    """The products' lines as they came out, the plan with its figures, and what is to be read of it
    on the record. In the caller's transaction, after its `bump`."""
    _lines_replaced(plan, problem, made, found.products)
    plan.answer = pack(made)
    plan.save(update_fields=["answer"])
    keep_figures(plan, problem, found.effect.report_after)
    event.plan = plan
    event.before = {each.order: each.before for each in found.changes}
    event.after = {each.order: each.after for each in found.changes}
    event.save()


def _products_checked(problem: Problem, asked: tuple[str, ...]) -> None:
    _count_checked(asked)
    known = {product.id for product in problem.products}
    for product in asked:
        if product not in known:
            raise ApplicationError(_("%(what)s is not in this plan.") % {"what": product})


def _count_checked(asked: tuple[str, ...]) -> None:
    if not 0 < len(asked) <= MOST_PRODUCTS:
        raise ApplicationError(
            _("Plan 1 to %(most)d products again, not %(count)d; for more ask for a new plan.")
            % {"most": MOST_PRODUCTS, "count": len(asked)}
        )


def outcome_of(plan: Plan, asked: tuple[str, ...], effect: EditEffect, made: CorePlan) -> Replanned:
    """What came out, order by order."""
    lines = OrderLine.objects.filter(plan=plan, product__code__in=asked)
    had = {order_key(row): row.counted for row in lines.select_related("supplier", "product")}
    has = {
        (order.source, order.product, order.week): order.packs
        for order in made.orders
        if order.product in asked and not order.on_the_way
    }
    named = [{"supplier": key[0][0], "product": key[1]} for key in had.keys() | has.keys()]
    names = names_in(named)
    changes = tuple(
        OrderMoved(order_cell(plan, key, names), _packs(had.get(key, 0)), _packs(has.get(key, 0)))
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


def replan_is_long(plan: Plan) -> bool:
    """Whether nobody should wait for it at a page that loads: it is asked for as a run."""
    if len(products_changed(plan)) > AT_ONCE:
        return True
    return DeliveryLine.objects.filter(plan=plan)[LARGE:].exists()


def replan_request(*, plan: Plan, actor: Any) -> Run:
    """A run of its own that works out what `orders_replan` would: it keeps its answer to be looked
    at, and changes nothing. Raises Forbidden, ApplicationError."""
    change_required(plan, actor)
    asked = products_changed(plan)
    _count_checked(asked)
    return run_about(
        plan=plan,
        actor=actor,
        params={
            "seconds": START_SECONDS + SECONDS_EACH * len(asked),
            "replan": {"plan": plan.pk, "version": plan.edit_version, "products": list(asked)},
        },
    )


def replan_of(plan: Plan, run_id: str) -> Run | None:
    """The run of this number, where it was asked about this plan."""
    runs = Run.objects.filter(params__replan__plan=plan.pk)
    return runs.filter(pk=whole_number(run_id)).first()


@dataclass(frozen=True, slots=True)
class ReplanAsked:
    """What a run is to plan again, and the plan as it stands."""

    asked: Asked
    known: CorePlan


def replan_asked(run: Run) -> ReplanAsked | None:
    """None for any other run. Raises Conflict where the plan was changed since."""
    asked = run.params.get("replan")
    if not asked:
        return None
    plan = Plan.objects.get(pk=asked["plan"])
    _version_checked(run, plan)
    known = orders_standing(plan)
    return ReplanAsked(Asked(known.problem), known.answer)


def _answer_of(run: Run, plan: Plan) -> tuple[tuple[str, ...], CorePlan]:
    """The products that the run was asked about, and what it found."""
    _version_checked(run, plan)
    if run.state != RunState.DONE or run.incumbent is None:
        raise ApplicationError(_("Nothing came of it."))
    made: CorePlan = snapshot.loads(json.dumps(run.incumbent), CorePlan)
    return tuple(run.params["replan"]["products"]), made


def _version_checked(run: Run, plan: Plan) -> None:
    if run.params["replan"]["version"] != plan.edit_version:
        raise Conflict(_("The plan has changed since this was asked; ask again."))
