"""Steps of one order line: from where to where, and what they put among the hospital's records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Conflict
from hospital.models import Order, StockLot
from hospital.models import OrderState as RecordState
from hospital.said import listed
from operations.keeping.supply_orders import price_for
from operations.models import LineState, OrderLine, Plan, PlanEvent

FROM: dict[str, tuple[LineState, ...]] = {
    LineState.SUGGESTED: (LineState.REVIEWED,),
    LineState.REVIEWED: (LineState.SUGGESTED, LineState.APPROVED),
    LineState.APPROVED: (LineState.SUGGESTED, LineState.REVIEWED, LineState.APPROVED),
    LineState.ORDERED: (LineState.APPROVED,),
    LineState.RECEIVED: (LineState.ORDERED,),
}
"""State -> the states from which a line gets there. Approved to reviewed takes an approval back."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a line. packs: None for all that is still to come. lot, expiry: what is put in
    stock; without a lot nothing is. rest_comes: what lacks of it is still on its way."""

    line: int
    packs: int | None = None
    lot: str = ""
    expiry: date | None = None
    rest_comes: bool = False


def step_checked(row: OrderLine, to: str) -> None:
    if row.state not in FROM[to]:
        raise Conflict(
            _("%(line)s is %(state)s and cannot become %(to)s; it can from: %(from)s.")
            % {
                "line": row,
                "state": row.get_state_display(),
                "to": LineState(to).label,
                "from": listed(str(each.label) for each in FROM[to]),
            }
        )


def ordered(row: OrderLine, reason: str) -> PlanEvent:
    """The order is among the records, where the next plan counts it as on its way. Placed later
    than planned it comes as much later."""
    step_checked(row, LineState.ORDERED)
    row.state = LineState.ORDERED
    row.save(update_fields=["state"])
    day = today_of(row.plan)
    if row.counted:
        late = max(day - row.order_date, timedelta())
        facts = {
            "supplier": row.supplier,
            "product": row.product,
            "facility": row.facility,
            "packs": row.counted,
            "price_cents": price_for(row, row.counted),
            "mode": row.mode,
            "ordered": day,
            "expected": max(day, row.arrival_date + late) if row.arrival_date else None,
            "state": RecordState.PLACED,
        }
        # One that was cancelled and is placed again has its number already.
        if not Order.objects.filter(number=row.number, state=RecordState.CANCELLED).update(**facts):
            Order.objects.create(number=row.number, **facts)
    after = {"state": row.state, "order": row.number, "packs": row.counted}
    return event_of(row, "ordered", {"state": LineState.APPROVED}, after, reason)


def received(row: OrderLine, came: Receipt, reason: str) -> PlanEvent:
    """What came closes the order, or its part, and is in stock where its lot is said."""
    step_checked(row, LineState.RECEIVED)
    so_far = row.received_packs or 0
    due = row.counted - so_far
    packs = due if came.packs is None else came.packs
    if packs < 0 or (due and not packs):
        raise ApplicationError(
            _("%(line)s: nothing came of it; leave it, or cancel the order.") % {"line": row}
        )
    rest_comes = came.rest_comes and packs < due
    if packs != due and not rest_comes and not reason:
        raise ApplicationError(
            _("%(line)s: %(received)s packs came instead of %(ordered)s: say why.")
            % {
                "line": row,
                "received": number_format(packs),
                "ordered": number_format(due),
            }
        )
    if came.lot.strip():
        _stocked(row, packs, came, reason)
    _closed(row, packs, rest_comes)
    before = {"state": row.state} | ({"received_packs": so_far} if so_far else {})
    row.received_packs = so_far + packs
    row.state = LineState.ORDERED if rest_comes else LineState.RECEIVED
    row.save(update_fields=["state", "received_packs"])
    after: dict[str, Any] = {"state": row.state, "received_packs": row.received_packs}
    if came.lot.strip():
        after |= {"lot": came.lot.strip(), "expiry": str(came.expiry)}
    return event_of(row, "received", before, after, reason)


def _closed(row: OrderLine, packs: int, rest_comes: bool) -> None:
    """The order's record is of what came; a part is a record of its own beside what is to come, so
    that both together are what is paid."""
    order = Order.objects.filter(number=row.number, state=RecordState.PLACED).first()
    if order is None:
        return
    today = today_of(row.plan)
    if not rest_comes:
        order.packs, order.received, order.state = packs, today, RecordState.RECEIVED
        order.save(update_fields=["packs", "received", "state"])
        return
    parts = Order.objects.filter(number__startswith=f"{row.number}-").count()
    Order.objects.create(
        number=f"{row.number}-{parts + 1}", supplier=order.supplier, product=order.product,
        facility=order.facility, packs=packs, price_cents=order.price_cents, mode=order.mode,
        ordered=order.ordered, expected=order.expected, received=today,
        state=RecordState.RECEIVED,
    )  # fmt: skip
    order.packs -= packs
    order.save(update_fields=["packs"])


def _stocked(row: OrderLine, packs: int, came: Receipt, reason: str) -> None:
    """The lot among the depot's stock, as many units more."""
    lot, today = came.lot.strip(), today_of(row.plan)
    facts = {"line": row, "lot": lot}
    if came.expiry is None:
        raise ApplicationError(_("%(line)s: enter the expiry of lot %(lot)s.") % facts)
    facts["expiry"] = date_format(came.expiry)
    if came.expiry <= today:
        raise ApplicationError(
            _("%(line)s: lot %(lot)s expired on %(expiry)s and cannot be put in stock.") % facts
        )
    left, asked = (came.expiry - today).days, row.product.minimum_life_days
    if left < asked and not reason:
        raise ApplicationError(
            _("%(line)s: lot %(lot)s lives %(left)s days more, and %(asked)s are asked for: say "
              "why it is accepted.")
            % (facts | {"left": number_format(left), "asked": number_format(asked)})
        )  # fmt: skip
    of_it = {"facility": row.facility, "product": row.product, "lot": lot}
    known = StockLot.objects.select_for_update().filter(**of_it).first()
    units = packs * row.product.pack_size
    if known is None:
        StockLot.objects.create(**of_it, expiry=came.expiry, quantity=units)
        return
    if known.expiry != came.expiry:
        raise ApplicationError(
            _("%(line)s: lot %(lot)s is in stock with the expiry %(known)s, not %(expiry)s. Look "
              "at the packs again.")
            % (facts | {"known": date_format(known.expiry)})
        )  # fmt: skip
    known.quantity += units
    known.save(update_fields=["quantity"])


def cancelled(row: OrderLine, reason: str) -> PlanEvent:
    """The order is cancelled among the records; what came of it before stays."""
    if row.state != LineState.ORDERED:
        raise Conflict(
            _("%(line)s is %(state)s; only what is ordered can be cancelled.")
            % {"line": row, "state": row.get_state_display()}
        )
    if not reason:
        raise ApplicationError(_("%(line)s: say why the order is cancelled.") % {"line": row})
    before = {"state": row.state, "approved_packs": row.approved_packs}
    Order.objects.filter(number=row.number, state=RecordState.PLACED).update(
        state=RecordState.CANCELLED
    )
    if row.received_packs:
        row.state = LineState.RECEIVED
    else:
        row.state, row.approved_packs, row.locked = LineState.REVIEWED, None, False
    row.save(update_fields=["state", "approved_packs", "locked"])
    return event_of(row, "order cancelled", before, {"state": row.state}, reason)


def today_of(plan: Plan) -> date:
    return datetime.now(ZoneInfo(plan.network.time_zone)).date()


def event_of(row: OrderLine, action: str, before: Any, after: Any, reason: str) -> PlanEvent:
    return PlanEvent(
        plan=row.plan, action=action, **row.on_record(), before=before, after=after, reason=reason
    )
