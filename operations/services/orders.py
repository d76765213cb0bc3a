"""An officer's day with a procurement plan: lines changed, approved, ordered and received, each
judged and on the record. Several at once, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hospital.access import Act, require
from hospital.errors import ApplicationError
from hospital.said import listed
from operations.core.report import Report
from operations.models import (
    CLOSED,
    Family,
    LineState,
    OrderLine,
    Plan,
    PlanEvent,
    PlanState,
)
from operations.services.edits import (
    EditEffect,
    bump,
    change_required,
    difference,
    edit_apply,
    keep_figures,
    order_change_checked,
)
from operations.services.following import deliveries_follow, follows_of
from operations.services.order_steps import (
    FROM,
    Receipt,
    cancelled,
    event_of,
    ordered,
    received,
    step_checked,
)
from operations.services.plan_seals import lines_seal
from operations.services.publish import actor_name
from operations.services.standing import (
    OrdersFollowed,
    OrdersStanding,
    orders_followed,
    orders_standing,
    orders_stood,
)

MOST_LINES = 5_000
"""Lines in one request."""


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What a person wants of one line: fields to change, packs to approve, and why."""

    line: int
    values: Mapping[str, Any] = field(default_factory=dict)
    approved_packs: int | None = None
    why: str = ""


def order_line_approve(
    *, line: OrderLine, approved_packs: int, actor: Any, base_version: int, reason: str = ""
) -> EditEffect:
    """An officer approves a quantity; one that departs from the suggestion needs a reason."""
    return orders_step(
        plan=line.plan,
        lines=[line.pk],
        to=LineState.APPROVED,
        actor=actor,
        base_version=base_version,
        reason=reason,
        packs={line.pk: approved_packs},
    )


def lines_of(plan: Plan, numbers: Sequence[int]) -> dict[int, OrderLine]:
    """The plan's order lines by key. Raises ApplicationError for one that it does not have."""
    if plan.family != Family.SUPPLY:
        raise ApplicationError(_("This plan orders nothing; choose one of family supply."))
    if not 0 < len(numbers) <= MOST_LINES:
        raise ApplicationError(
            _("Change 1 to %(most)s lines at once, not %(count)s.")
            % {"most": number_format(MOST_LINES), "count": number_format(len(numbers))}
        )
    rows = OrderLine.objects.filter(plan=plan).select_related("supplier", "product", "facility")
    found = {row.pk: row for row in rows if row.pk in set(numbers)}
    for number in numbers:
        if number not in found:
            raise ApplicationError(_("%(what)s is not in this plan.") % {"what": number})
        found[number].plan = plan
    return found


def orders_change(
    *,
    plan: Plan,
    changes: Sequence[OrderChange],
    actor: Any,
    base_version: int,
    preview: bool = False,
    standing: OrdersStanding | None = None,
) -> EditEffect:
    """Change and approve lines, pin them, and say what that does; all of them or none.

    preview: say it, and leave everything as it is. standing: the plan at base_version, of whoever
    has read it already.

    Raises Forbidden, Conflict (stale version, decided line), ApplicationError, ValidationError.
    """
    change_required(plan, actor)
    rows = lines_of(plan, [change.line for change in changes])

    def written() -> list[PlanEvent]:
        return [event for change in changes for event in _changed(rows[change.line], change)]

    return _carried_out(plan, actor, base_version, rows, written, preview, standing)


def _carried_out(
    plan: Plan,
    actor: Any,
    base_version: int,
    rows: Mapping[int, OrderLine],
    written: Callable[[], list[PlanEvent]],
    preview: bool = False,
    standing: OrdersStanding | None = None,
) -> EditEffect:
    """Judge, write, let deliveries follow, judge again, and put it on the record; a refusal or
    preview leaves no trace. Of a replaced plan nothing is judged any more."""
    if plan.state in CLOSED:
        _on_record(plan, actor, base_version, written)
        return EditEffect(Report(), Report(), (), ())
    seen, kept = plan.edit_version, False
    stood = orders_stood(rows.values())
    try:
        with transaction.atomic():
            bump(plan, base_version)
            before = standing or orders_standing(plan)
            events = written()
            after = orders_followed(plan, before, rows.values(), stood)
            follows = follows_of(plan, after)
            if not preview:
                _recorded(plan, actor, after, events)
            transaction.set_rollback(preview)
        kept = not preview
    finally:
        if not kept:
            plan.edit_version = seen
    return replace(difference(before.report, after.report), follows=follows)


def _recorded(plan: Plan, actor: Any, after: OrdersFollowed, events: list[PlanEvent]) -> None:
    follow = deliveries_follow(plan, after)
    for event in follow:  # what a person did is read as the latest
        event.at = min(each.at for each in events)
    events = [*follow, *events]
    keep_figures(plan, after.problem, after.report)
    for event in events:
        event.actor = actor_name(actor)
    PlanEvent.objects.bulk_create(events, batch_size=500)


def _changed(row: OrderLine, change: OrderChange) -> list[PlanEvent]:
    events = []
    if change.values:
        order_change_checked(row, dict(change.values))
        before, after = edit_apply(row, dict(change.values), change.why)
        events.append(event_of(row, "edited", before, after, change.why))
    elif change.why and change.why != row.why:
        before = {"why": row.why}
        row.why = change.why
        row.save(update_fields=["why"])
        events.append(event_of(row, "edited", before, {"why": change.why}, change.why))
    if change.approved_packs is not None:
        events.append(approve(row, change.approved_packs, change.why))
    return events


def approve(row: OrderLine, packs: int, why: str) -> PlanEvent:
    """The line with its approved packs; a number that departs from the suggestion needs a reason,
    here or from when it was changed."""
    if packs < 0:
        raise ApplicationError(_("A number of packs is not negative."))
    if packs != row.suggestion and not (why or row.why):
        raise ApplicationError(
            _("%(line)s: %(approved)s packs instead of %(suggested)s suggested: say why.")
            % {
                "line": row,
                "approved": number_format(packs),
                "suggested": number_format(row.suggestion),
            }
        )
    step_checked(row, LineState.APPROVED)
    before = {"approved_packs": row.approved_packs, "state": row.state}
    row.approved_packs, row.state, row.locked = packs, LineState.APPROVED, True
    row.why = why or row.why
    row.save(update_fields=["approved_packs", "state", "locked", "why"])
    after = {"approved_packs": packs, "state": row.state}
    return event_of(row, "approved", before, after, why or row.why)


def orders_step(
    *,
    plan: Plan,
    lines: Sequence[int],
    to: str,
    actor: Any,
    base_version: int,
    reason: str = "",
    packs: Mapping[int, int] | None = None,
) -> EditEffect:
    """Lines become reviewed, approved, ordered or received; all of them or none.

    packs: by line, what is approved (else what is planned) or was received (else what was
    approved). Ordering puts an order on the hospital's records, where the next plan counts it as
    on its way; receiving closes it, and lead times are learnt from it.
    Raises Forbidden, Conflict, ApplicationError.
    """
    if to == LineState.RECEIVED:
        _placed_required(plan, actor)
    else:
        change_required(plan, actor)
    if to not in FROM:
        raise ApplicationError(
            _("%(state)s is no state of an order line; these are: %(known)s.")
            % {"state": to, "known": listed(FROM)}
        )
    rows, given = lines_of(plan, lines), packs or {}
    step = STEPS.get(to, _named)

    def written() -> list[PlanEvent]:
        return [step(rows[number], to, given.get(number), reason) for number in lines]

    return _carried_out(plan, actor, base_version, rows, written)


def _named(row: OrderLine, to: str, packs: int | None, reason: str) -> PlanEvent:
    """Reviewed, or back to suggested; an approval that is taken back says why."""
    step_checked(row, to)
    before = {"state": row.state}
    if row.state == LineState.APPROVED:
        if not reason:
            raise ApplicationError(
                _("%(line)s is approved: say why that is taken back.") % {"line": row}
            )
        before["approved_packs"] = row.approved_packs
        row.approved_packs = None
    row.state = to
    row.save(update_fields=["state", "approved_packs"])
    return event_of(row, str(to), before, {"state": str(to)}, reason)


def _approved(row: OrderLine, to: str, packs: int | None, reason: str) -> PlanEvent:
    return approve(row, row.packs if packs is None else packs, reason)


def _ordered(row: OrderLine, to: str, packs: int | None, reason: str) -> PlanEvent:
    return ordered(row, reason)


def _received(row: OrderLine, to: str, packs: int | None, reason: str) -> PlanEvent:
    return received(row, Receipt(row.pk, packs), reason)


STEPS: dict[str, Callable[[OrderLine, str, int | None, str], PlanEvent]] = {
    LineState.APPROVED: _approved,
    LineState.ORDERED: _ordered,
    LineState.RECEIVED: _received,
}


def _placed_required(plan: Plan, actor: Any) -> None:
    """As `change_required`, of lines that are ordered: the order outlives the plan, which a night
    replaced long before the goods come."""
    if actor is not None:
        require(actor, Act.SUPPLY, plan.facility, plan.network)
    if plan.state == PlanState.TRIAL:
        change_required(plan, actor)


def orders_receive(
    *,
    plan: Plan,
    receipts: Sequence[Receipt],
    actor: Any,
    base_version: int,
    reason: str = "",
) -> None:
    """What came of lines that are ordered, by lot, put in stock where its lot is said; the rest of
    a line may still come. All of it or nothing, also of a plan that was replaced since.

    Raises Forbidden, Conflict, ApplicationError.
    """
    _placed_required(plan, actor)
    rows = lines_of(plan, [each.line for each in receipts])

    def written() -> list[PlanEvent]:
        return [received(rows[each.line], each, reason) for each in receipts]

    _on_record(plan, actor, base_version, written)


def _on_record(
    plan: Plan, actor: Any, base_version: int, written: Callable[[], list[PlanEvent]]
) -> None:
    """Write what changes nothing that is judged: what a plan orders stays what it is."""
    seen, kept = plan.edit_version, False
    try:
        with transaction.atomic():
            bump(plan, base_version)
            events = written()
            for event in events:
                event.actor = actor_name(actor)
            PlanEvent.objects.bulk_create(events, batch_size=500)
            lines_seal(plan)
        kept = True
    finally:
        if not kept:
            plan.edit_version = seen


def orders_cancel(
    *, plan: Plan, lines: Sequence[int], actor: Any, base_version: int, reason: str
) -> EditEffect:
    """Orders that will not come: their lines are reviewed ones again, to be decided anew; what came
    of them before stays received. Of a replaced plan too, where only the record changes.

    Raises Forbidden, Conflict, ApplicationError.
    """
    _placed_required(plan, actor)
    rows = lines_of(plan, lines)

    def written() -> list[PlanEvent]:
        return [cancelled(rows[number], reason) for number in lines]

    return _carried_out(plan, actor, base_version, rows, written)
