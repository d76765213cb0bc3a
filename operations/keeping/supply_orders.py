"""Orders of a supply plan between core and database: why they are so, what a person may make of
them, and what was decided of them before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.models import Offer, Product, Supplier
from hospital.modes import Mode
from hospital.said import Message, Said, listed
from operations.core.supply import network as core
from operations.core.supply.need import offer_of
from operations.core.supply.plan import Bound, OrderReason, Plan, new_lot
from operations.core.supply.plan import OrderLine as CoreOrder
from operations.core.supply.problem import Problem
from operations.models import OrderLine, PlanState
from operations.models import Plan as PlanRow
from operations.naming import Called
from operations.packed import unpack

DAYS = 7

Decided = dict[tuple[int, str, int, date], OrderLine]
"""Supplier, mode, product and day -> a locked order line of a published plan."""
OrderKey = tuple[core.Source, str, int]
"""Supplier and mode, product and week, by which plans name an order."""


def order_said(reason: OrderReason, unit: str, start: date) -> tuple[Message, Message]:
    """The sum behind an order line: what is missing, what was added or cut, and the usual rule."""
    facts = {
        "level": reason.level_units,
        "unit": unit,
        "expected": reason.expected_units,
        "safety": reason.safety_units,
        "weeks": reason.cover_weeks,
        "usable": reason.usable_units,
        "on_order": reason.on_order_units,
        "missing": reason.level_units - reason.usable_units - reason.on_order_units,
    }
    usual = Message("line.average_rule.units", {"average": reason.openlmis_units, "unit": unit})
    if reason.bound_by is Bound.EMERGENCY:
        return _emergency_said(reason, start), usual
    code = "line.order"
    if reason.bound_by is Bound.OTHER_ORDER:
        return Message("line.order.shared", facts | {"other": reason.other_supplier}), usual
    if reason.rounding_units:
        code = "line.order.more" if reason.rounding_units > 0 else "line.order.fewer"
        facts |= {"rounding": abs(reason.rounding_units), "why_word": str(reason.bound_by)}
    return Message(code, facts), usual


def travels_said(line: CoreOrder) -> Message | None:
    """By which mode the order comes, and how long that is planned to take; None where it is not
    known how it travels."""
    if not line.mode:
        return None
    facts = {"mode_word": line.mode, "weeks": line.arrival_week - line.week}
    return Message("line.travels", facts)


def seller(supplier: str, mode: str) -> str:
    """The supplier for people, with how it sends where that is known."""
    if not mode:
        return supplier
    if supplier.endswith(")"):
        return f"{supplier.removesuffix(')')}, {Mode(mode).label})"
    return f"{supplier} ({Mode(mode).label})"


def only_modes() -> dict[tuple[str, str], str]:
    """The mode of each supplier's only usual offer of a product, where there is just one."""
    named = Offer.objects.filter(emergency=False).exclude(mode="")
    modes: dict[tuple[str, str], set[str]] = {}
    for supplier, product, mode in named.values_list("supplier__code", "product__code", "mode"):
        modes.setdefault((supplier, product), set()).add(mode)
    return {key: found.pop() for key, found in modes.items() if len(found) == 1}


def _emergency_said(reason: OrderReason, start: date) -> Message:
    """Why an order did not wait for its week, and what that costs."""
    code: str = "line.order.emergency"
    facts: dict[str, Any] = {}
    if reason.regular_week is not None:
        code, facts = (
            "line.order.emergency.sooner",
            {"regular_date": (start + timedelta(days=DAYS * reason.regular_week)).isoformat()},
        )
    if reason.premium_percent is not None:
        return Message(f"{code}.dearer", facts | {"premium": reason.premium_percent})
    return Message(code, facts)


def intervals_said(problem: Problem, product: str) -> Message | None:
    """How far the safety behind an order is learned from whole intervals; None where none is."""
    uses = [demand for demand in problem.demands if demand.product == product]
    longest = [demand.interval_weeks or 0 for demand in uses if demand.shorter]
    if not longest:
        return None
    facts = {"places": len(uses), "learned": len(longest), "weeks": max(longest)}
    return Message("line.intervals", facts)


def overridden_said(problem: Problem, product: str) -> Message | None:
    """Where the need behind an order is not the computed one: at which facility, by whom, why."""
    said = [
        (demand.facility, Said.read(demand.overridden))
        for demand in problem.demands
        if demand.product == product and demand.overridden
    ]
    if not said:
        return None
    facility, what = said[0]
    facts = {"facility": facility, "what": what.messages or what.verbatim}
    if len(said) == 1:
        return Message("line.overridden", facts)
    return Message("line.overridden.and_more", facts | {"more": len(said) - 1})


def in_force_orders(plan_row: PlanRow) -> Decided:
    """What people decided of the orders of the published plans of this scope."""
    lines = OrderLine.objects.filter(
        plan__family=plan_row.family,
        plan__scope=plan_row.scope,
        plan__network=plan_row.network,
        plan__state=PlanState.PUBLISHED,
        locked=True,
    )
    found = lines.order_by("plan__start", "pk").defer("reason")
    return {(row.supplier_id, row.mode, row.product_id, row.order_date): row for row in found}


def decided_before(line: OrderLine, decided: Decided) -> None:
    """A locked order that comes again keeps its approval, its reason, and what was suggested."""
    rest = line.product_id, line.order_date
    # A line of before its offer named a mode is the same order.
    was = decided.get((line.supplier_id, line.mode, *rest)) or decided.get(
        (line.supplier_id, "", *rest)
    )
    if was is None or was.counted != line.packs:
        return
    line.units = was.packs * (line.units // line.packs)
    line.packs, line.suggested_packs = was.packs, was.suggested_packs
    line.cost_cents = line.packs * line.price_cents
    line.approved_packs, line.state = was.approved_packs, was.state
    line.edited, line.why = was.edited, was.why


@lru_cache(maxsize=2)
def _unpacked(problem: bytes) -> Problem:
    found: Problem = unpack(problem, Problem)
    return found


def asked_of(plan_row: PlanRow) -> Problem:
    """What the plan answers; many lines of one plan are looked at one after the other."""
    return _unpacked(bytes(plan_row.problem))


def cover_days(line: OrderLine) -> int | None:
    """Days that usable stock, what is on order, and this line last at the expected use; None where
    the line does not say what it is reckoned from."""
    for message in line.reason.messages:
        facts = message.facts
        if message.code.startswith("line.order") and facts.get("expected") and facts.get("weeks"):
            size = line.units // line.packs if line.packs else line.product.pack_size
            there = facts["usable"] + facts["on_order"] + line.counted * size
            return int(there * DAYS * facts["weeks"] // facts["expected"])
    return None


def order_can_be(row: OrderLine, changes: dict[str, Any]) -> None:
    """Raises ApplicationError, with what can be, for a supplier who does not offer the product, a
    mode by which the supplier does not, a day outside the plan, and a second line of one supplier,
    mode, product and week."""
    plan, product = row.plan, row.product.code
    supplier, day = changes.get("supplier", row.supplier), changes.get("order_date", row.order_date)
    problem = asked_of(plan)
    offering = sorted({offer.supplier for offer in problem.offers if offer.product == product})
    if supplier.code not in offering:
        raise ApplicationError(
            _("%(supplier)s does not offer %(product)s; these do: %(offering)s.")
            % {"supplier": supplier.code, "product": product, "offering": listed(offering)}
        )
    offer = offer_of(problem.offers, supplier.code, product, changes.get("mode", row.mode))
    if offer is not None and changes.get("mode", offer.mode) != offer.mode:
        raise ApplicationError(
            _("%(supplier)s does not send %(product)s so; choose of: %(modes)s.")
            % {"supplier": supplier.code, "product": product, "modes": _modes(problem, offer)}
        )
    last = plan.start + timedelta(days=DAYS * problem.weeks - 1)
    if not plan.start <= day <= last:
        raise ApplicationError(
            _("%(day)s is not in this plan; choose a day from %(start)s to %(last)s.")
            % {"day": day, "start": plan.start, "last": last}
        )
    mode = offer.mode if offer is not None else row.mode
    same = OrderLine.objects.filter(plan=plan, product=row.product, supplier=supplier, mode=mode)
    days = same.exclude(pk=row.pk).values_list("order_date", flat=True)
    if week_of(plan, day) in {week_of(plan, other) for other in days}:
        raise ApplicationError(
            _("%(product)s is ordered from %(supplier)s in that week already; change that line.")
            % {"product": product, "supplier": supplier.code}
        )


def _modes(problem: Problem, of: core.Offer) -> str:
    """How the supplier sends this product, for people."""
    own = [o for o in problem.offers if (o.supplier, o.product) == (of.supplier, of.product)]
    return listed(str(Mode(o.mode).label) if o.mode else "-" for o in own)


def order_key(row: OrderLine) -> OrderKey:
    week = week_of(row.plan, row.order_date)
    return (row.supplier.code, row.mode), row.product.code, week


def order_cell(plan_row: PlanRow, key: OrderKey, names: Called) -> str:
    """The same for people."""
    (supplier, mode), code, week = key
    by = seller(names.get((Supplier, supplier), supplier), mode)
    product = names.get((Product, code), code)
    return f"{by}: {product}, {plan_row.start + timedelta(days=DAYS * week)}"


def week_of(plan_row: PlanRow, day: date) -> int:
    return (day - plan_row.start).days // DAYS


def orders_now(plan_row: PlanRow, problem: Problem, stored: Plan) -> tuple[CoreOrder, ...]:
    offers = {(o.source, o.product): o for o in problem.offers}
    products = {p.id: p for p in problem.products}
    known = {(o.source, o.product, o.week): o for o in stored.orders if not o.on_the_way}
    orders = [order for order in stored.orders if order.on_the_way]
    lines = OrderLine.objects.filter(plan=plan_row).select_related("supplier", "product")
    for row in lines.order_by("pk"):
        week = week_of(plan_row, row.order_date)
        key = ((row.supplier.code, row.mode), row.product.code, week)
        product, offer = products[key[1]], offers.get(key[:2])
        line = known.get(key) or _new_order(key, product, offer)
        orders.append(
            replace(
                line,
                packs=row.counted,
                units=row.counted * product.pack_units,
                price_cents=row.counted * pack_price(offer, row.counted, row.price_cents),
                tier_from_packs=_tier(offer, row.counted),
            )
        )
    return tuple(order for order in orders if order.packs)


def _new_order(key: OrderKey, product: core.Product, offer: core.Offer | None) -> CoreOrder:
    """A line that a person moved to another supplier or week."""
    (supplier, mode), code, week = key
    arrival = week + (offer.lead_weeks if offer else 0)
    return CoreOrder(
        supplier,
        code,
        week,
        arrival,
        0,
        0,
        0,
        0,
        new_lot(supplier, mode, code, week),
        DAYS * arrival + product.shelf_life_days,
        mode=mode,
    )


def _tier(offer: core.Offer | None, packs: int) -> int:
    reached = [tier.from_packs for tier in offer.tiers if tier.from_packs <= packs] if offer else []
    return max(reached, default=0)


def price_for(row: OrderLine, packs: int) -> int:
    """Cents a pack where so many are ordered: another number may reach another price tier."""
    if packs == row.packs or not row.plan.problem:
        return row.price_cents
    offers = asked_of(row.plan).offers
    offer = offer_of(offers, row.supplier.code, row.product.code, row.mode)
    return pack_price(offer, packs, row.price_cents)


def pack_price(offer: core.Offer | None, packs: int, fallback: int) -> int:
    if offer is None:
        return fallback
    tier = _tier(offer, packs)
    prices = [t.price_cents for t in offer.tiers if t.from_packs == tier]
    return prices[0] if prices else offer.price_cents
