"""Self-rostering: a person proposes their own days, two people propose a swap.

The same judge says what each breaks; what becomes of it is decided by who plans the ward, and the
roster changes through `roster_change` alone.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hospital.access import may, require
from hospital.errors import ApplicationError, Conflict, Forbidden, NotFound
from hospital.models import ShiftRequest, ShiftType, StaffMember
from hospital.said import Message, Said
from operations.core.errors import BadProblem
from operations.core.staffing.cells import Change
from operations.core.staffing.replacements import Option, exchange
from operations.core.staffing.standing import Standing
from operations.models import CLOSED, Plan, PlanEvent, ShiftSwap, SwapState
from operations.services.edits import EditEffect
from operations.services.order_steps import today_of
from operations.services.publish import ACT, actor_name
from operations.services.rosters import (
    changes_checked,
    roster_change,
    roster_standing,
)
from operations.services.swaps_follow import OPEN
from operations.words import violation_message

WISH_WEIGHT = 5
"""Of everybody's own wishes; who plans the ward weighs one otherwise."""


def own_required(plan: Plan, staff: StaffMember, actor: Any) -> None:
    """One's own days are one's own to speak for, and the planner's. Raises Forbidden, Conflict."""
    own = actor is not None and staff.user_id == actor.pk
    if not own and actor is not None:
        require(actor, ACT[plan.family], plan.facility, plan.network)
    if plan.state in CLOSED:
        raise Conflict(_("This plan was replaced by a newer one; change that one."))


def wishes_weighed(plan: Plan, actor: Any) -> bool:
    """Whether the person decides what wishes on this roster weigh, not only what they wish."""
    return actor is None or may(actor, ACT[plan.family], plan.facility, plan.network)


def staff_named(plan: Plan, number: str) -> StaffMember:
    """Raises NotFound for somebody who is not of the plan's facility."""
    found = StaffMember.objects.filter(number=number, facility=plan.facility).first()
    if found is None:
        raise NotFound(_("%(what)s is not planned on this ward.") % {"what": number})
    return found


def wishes_keep(
    *,
    plan: Plan,
    staff: StaffMember,
    cells: Collection[Change],
    actor: Any,
    weight: int = WISH_WEIGHT,
) -> int:
    """Keep proposed days as wishes for the next time the roster is made; returns how many.

    A cell without a shift is a wish to be off. One wish a day: a new one replaces what was wished
    before. Raises Forbidden, Conflict, ApplicationError.
    """
    own_required(plan, staff, actor)
    changes_checked(roster_standing(plan), cells)
    if {cell.person for cell in cells} != {staff.number}:
        raise Forbidden(_("Wishes are one's own; name no other person."))
    if weight != WISH_WEIGHT and not wishes_weighed(plan, actor):
        raise Forbidden(
            _("One's own wishes weigh %(weight)d; who plans the ward can weigh one otherwise.")
            % {"weight": WISH_WEIGHT}
        )
    shifts = {s.code: s for s in ShiftType.objects.filter(facility=plan.facility)}
    days = [plan.start + timedelta(days=cell.day) for cell in cells]
    with transaction.atomic():
        ShiftRequest.objects.filter(staff=staff, date__in=days).delete()
        for cell, day in zip(cells, days, strict=True):
            wanted = cell.shift is not None
            wish = ShiftRequest(
                staff=staff,
                date=day,
                shift=shifts[cell.shift] if cell.shift else None,
                wanted=wanted,
                weight=weight,
            )
            wish.full_clean()
            wish.save()
            PlanEvent.objects.create(
                plan=plan,
                actor=actor_name(actor),
                action="wished",
                subject=f"{staff} {day}",
                after={"shift": cell.shift, "weight": weight},
            )
    return len(days)


def swap_judged(plan: Plan, asking: str, first: date, other: str, second: date) -> Option:
    """What a swap would do. Raises ApplicationError for what is no swap."""
    return _judged(plan, roster_standing(plan), asking, first, other, second)


def _judged(
    plan: Plan, standing: Standing, asking: str, first: date, other: str, second: date
) -> Option:
    days = [(day - plan.start).days for day in (first, second)]
    cells = [Change(asking, days[0])] + [Change(other, days[1])] * (asking != other)
    changes_checked(standing, cells)
    try:
        return exchange(standing, asking, days[0], other, days[1])
    except BadProblem as no:
        raise ApplicationError(
            _(
                "%(asking)s on %(first)s and %(other)s on %(second)s cannot be exchanged: both "
                "must work one shift then, not the same, and each be off on the other's day."
            )
            % {"asking": asking, "first": _day(first), "other": other, "second": _day(second)}
        ) from no


def _day(day: date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def swap_propose(
    *,
    plan: Plan,
    asking: StaffMember,
    asking_date: date,
    other: StaffMember,
    other_date: date,
    actor: Any,
    why: str = "",
) -> ShiftSwap:
    """Ask a colleague to exchange shifts; nothing changes yet.

    Raises Forbidden (somebody else's shift), Conflict (asked already, replaced plan),
    ApplicationError (no swap).
    """
    own_required(plan, asking, actor)
    option = swap_judged(plan, asking.number, asking_date, other.number, other_date)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)  # two at once would both see none
        same = ShiftSwap.objects.filter(plan=plan, state__in=OPEN, asking=asking)
        if same.filter(asking_date=asking_date, other=other, other_date=other_date).exists():
            raise Conflict(_("This swap has been asked already."))
        swap = ShiftSwap.objects.create(
            plan=plan,
            asking=asking,
            asking_date=asking_date,
            other=other,
            other_date=other_date,
            why=why,
            cost_change=option.cost,
            hard_change=option.hard,
            asked_by=actor_name(actor),
        )
        _record(swap, actor, "swap proposed", why)
    return swap


def swap_answer(*, swap: ShiftSwap, agree: bool, actor: Any) -> None:
    """The other person, and nobody else, agrees or refuses. Raises Forbidden, Conflict."""
    if actor is None or swap.other.user_id != actor.pk:
        raise Forbidden(_("Only %(staff)s can answer this.") % {"staff": swap.other})
    state = SwapState.AGREED if agree else SwapState.REFUSED
    _move(swap, (SwapState.PROPOSED,), state, actor)


def swap_withdraw(*, swap: ShiftSwap, actor: Any) -> None:
    """Who asked, or who plans the ward, takes it back. Raises Forbidden, Conflict."""
    own_required(swap.plan, swap.asking, actor)
    _move(swap, OPEN, SwapState.WITHDRAWN, actor)


def swap_refuse(*, swap: ShiftSwap, actor: Any, reason: str = "") -> None:
    """Who plans the ward refuses, and both are told why. Raises Forbidden, Conflict."""
    require(actor, ACT[swap.plan.family], swap.plan.facility, swap.plan.network)
    _move(swap, OPEN, SwapState.REFUSED, actor, reason)


def swap_approve(*, swap: ShiftSwap, actor: Any, base_version: int, reason: str = "") -> EditEffect:
    """Who plans the ward carries out what both agreed on, judged as the roster stands now.

    Raises Forbidden, Conflict (not agreed, stale version, breaks what is hard and nobody says
    why), ApplicationError (no swap any more).
    """
    require(actor, ACT[swap.plan.family], swap.plan.facility, swap.plan.network)
    with transaction.atomic():
        _move(swap, (SwapState.AGREED,), SwapState.DONE, actor, reason)
        option = swap_judged(
            swap.plan, swap.asking.number, swap.asking_date, swap.other.number, swap.other_date
        )
        if not option.lawful and not reason:
            raise Conflict(_hard_said(option))
        return roster_change(
            plan=swap.plan,
            changes=option.changes,
            actor=actor,
            base_version=base_version,
            reason=reason or swap.why,
            action="swapped",
        )


def _still_to_come(swap: ShiftSwap) -> None:
    """What was worked is not exchanged any more. Raises Conflict."""
    if (first := min(swap.asking_date, swap.other_date)) < today_of(swap.plan):
        raise Conflict(
            _("%(day)s is over; these shifts cannot be exchanged any more.") % {"day": _day(first)}
        )


def _hard_said(option: Option) -> str:
    """What speaks against a swap as the roster stands, and what to do."""
    broken = " ".join(str(violation_message("staffing", each)) for each in option.stops())
    return _("%(broken)s Say why the swap is carried out all the same.") % {"broken": broken}


def _move(
    swap: ShiftSwap, before: tuple[SwapState, ...], state: SwapState, actor: Any, reason: str = ""
) -> None:
    """One of two who decide at once wins. Raises Conflict for the other."""
    with transaction.atomic():
        moved = ShiftSwap.objects.filter(pk=swap.pk, state__in=before).update(
            state=state,
            decided=timezone.now(),
            decided_by=actor_name(actor),
            answer=Said.of(Message("swap.said", {"why": reason}) if reason else None),
        )
        if not moved:
            swap.refresh_from_db(fields=["state"])
            raise Conflict(
                _("This swap is %(state)s; that cannot be done now.")
                % {"state": swap.get_state_display()}
            )
        if state in (SwapState.AGREED, SwapState.DONE):
            _still_to_come(swap)
        _record(swap, actor, f"swap {state}", reason)
    swap.refresh_from_db(fields=["state", "decided", "decided_by", "answer"])


def _record(swap: ShiftSwap, actor: Any, action: str, reason: str) -> None:
    PlanEvent.objects.create(
        plan=swap.plan, actor=actor_name(actor), action=action, subject=str(swap), reason=reason
    )
