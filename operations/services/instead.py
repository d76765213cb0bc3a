"""An equivalent ordered in the place of what lacks: worked out, shown, and kept as a decision."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Conflict
from operations.core.supply.report import judge
from operations.keeping.supply_orders import OrderKey, order_key
from operations.models import OrderLine, Plan, PlanEvent
from operations.services.edits import bump, change_required, difference
from operations.services.publish import actor_name
from operations.services.replans import Replanned, outcome_kept, outcome_of
from operations.services.standing import OrdersStanding, orders_standing

ACTION = "equivalent ordered"


def orders_instead(
    *,
    plan: Plan,
    product: str,
    stand_in: str,
    actor: Any,
    base_version: int,
    preview: bool = False,
    mark: str = "",
    reason: str = "",
    standing: OrdersStanding | None = None,
) -> Replanned:
    """Ask an equivalent for all that lacks of a product: it is ordered and brought for that too, as
    far as offers, money, fridges and tours allow. Order lines that come out otherwise are a
    person's and locked, with the packs from before as their suggestion.

    preview: say what comes out, and leave everything as it is. mark: of the outcome that was seen;
    another one is not kept.
    Raises Forbidden, Conflict, ApplicationError.
    """
    from operations.core.supply.replan import asked_instead  # the solver: only when it is asked

    change_required(plan, actor)
    known = standing or orders_standing(plan)
    if not any((e.product, e.stand_in) == (product, stand_in) for e in known.problem.equivalents):
        raise ApplicationError(
            _("%(stand_in)s does not stand in for %(product)s in this plan; a new plan knows what "
              "was entered since.")
            % {"stand_in": stand_in, "product": product}
        )  # fmt: skip
    made = asked_instead(known.problem, known.answer, product, stand_in)
    effect = difference(known.report, judge(known.problem, made))
    found = outcome_of(plan, (stand_in,), effect, made)
    if mark and mark != found.mark:
        raise Conflict(_("It came out otherwise this time; look at it again."))
    if preview:
        return found
    with transaction.atomic():
        bump(plan, base_version)
        lines = OrderLine.objects.filter(plan=plan, product__code=stand_in)
        before = {order_key(row): row for row in lines.select_related("supplier", "product")}
        subject = f"{product} → {stand_in}"[:200]
        event = PlanEvent(actor=actor_name(actor), action=ACTION, subject=subject, reason=reason)
        outcome_kept(plan, known.problem, made, found, event)
        _decided(plan, stand_in, before, reason)
    return found


def _decided(plan: Plan, product: str, before: dict[OrderKey, OrderLine], reason: str) -> None:
    """What came out otherwise is a person's: locked, with what was suggested beside it."""
    lines = OrderLine.objects.filter(plan=plan, product__code=product)
    for row in lines.select_related("supplier", "product"):
        was = before.get(order_key(row))
        if was is not None and was.packs == row.packs:
            continue
        row.suggested_packs = was.suggestion if was else 0
        row.locked = row.edited = True
        row.why = reason
        row.save(update_fields=["suggested_packs", "locked", "edited", "why"])
