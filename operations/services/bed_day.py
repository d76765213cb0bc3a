"""What became of a bed plan's day: who left, who lies where now, entered in the records and known
to the plan from then on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError, Conflict
from hospital.models import Stay
from hospital.services.in_bed import InBed, patients_in_bed
from operations.core.beds.standing import Change
from operations.keeping import beds as keeping
from operations.models import BedAssignment, Plan, PlanEvent
from operations.services.beds import beds_mend
from operations.services.edits import EditEffect, change_required
from operations.services.publish import actor_name

ACTION = "in bed"


def bed_day_done(
    *,
    plan: Plan,
    left: Collection[Stay],
    placed: Collection[InBed],
    actor: Any,
    base_version: int,
    today: date,
    reason: str = "",
) -> EditEffect:
    """Discharge these patients, put those in their beds, and let the plan begin today with all
    that the records say by now. All of it or nothing.

    Nobody is pinned: whoever lies in a bed is held there by the price of a transfer. Raises
    Forbidden, Conflict (stale version, replaced plan), ApplicationError.
    """
    change_required(plan, actor)
    if not left and not placed:
        raise ApplicationError(_("Tick who has left and who is in bed."))
    if today < plan.start:
        raise Conflict(_("This plan is still to begin; open the one in force."))
    with transaction.atomic():
        stays = patients_in_bed(left=left, placed=placed, at=timezone.now())
        for each, stay in zip(placed, stays, strict=True):
            if each.referral is not None:
                _line_is_of(plan, each.referral.pk, stay)
        elsewhere = _elsewhere(plan, placed, stays)
        effect = beds_mend(
            plan=plan,
            changes=elsewhere,
            actor=actor,
            base_version=base_version,
            today=today,
            reason=reason,
            action=ACTION,
            pinned=False,
        )
        _as_planned_told(plan, stays, elsewhere, actor_name(actor), reason)
    return effect


def _as_planned_told(
    plan: Plan, stays: list[Stay], elsewhere: Collection[Change], actor: str, reason: str
) -> None:
    """Whoever is where the plan has them is on the plan's record too."""
    told = {change.patient for change in elsewhere}
    lines = BedAssignment.objects.filter(plan=plan, stay__in=stays)
    PlanEvent.objects.bulk_create(
        PlanEvent(plan=plan, actor=actor, action=ACTION, reason=reason, **line.on_record())
        for line in lines.select_related("stay", "referral", "room__ward")
        if keeping.patient_of(line) not in told
    )


def _line_is_of(plan: Plan, referral: int, stay: Stay) -> None:
    """The place that was planned for who waited is the stay's, theatre and surgeon with it; where
    the plan has one for the stay as well, that one goes."""
    lines = BedAssignment.objects.filter(plan=plan)
    planned = lines.filter(referral=referral).first()
    if planned is None:
        return
    lines.filter(stay=stay).delete()
    planned.stay, planned.referral = stay, None
    planned.save()


def _elsewhere(plan: Plan, placed: Collection[InBed], stays: list[Stay]) -> list[Change]:
    """Who is in another room than the plan has for them."""
    lines = BedAssignment.objects.filter(plan=plan, stay__in=stays)
    rooms = dict(lines.values_list("stay", "room"))
    found = []
    for each, stay in zip(placed, stays, strict=True):
        if rooms.get(stay.pk) != each.bed.room_id:
            room = keeping.room_key(each.bed.room)
            found.append(Change(f"{keeping.STAY}:{stay.number}", room, 0))
    return found
