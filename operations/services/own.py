"""What a person of the staff writes themself: wishes, and the address of their calendar."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from hospital.access import Act, require
from hospital.errors import ApplicationError
from hospital.models import ShiftRequest, ShiftType, StaffMember
from operations.models import CalendarLink
from operations.services.swaps import WISH_WEIGHT


def token_digest(token: str) -> str:
    """What is kept of a calendar's secret: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _speaks_for(staff: StaffMember, actor: Any) -> None:
    """The person themself, or who plans there. Raises Forbidden."""
    if staff.user_id != actor.pk:
        require(actor, Act.STAFFING, staff.facility)


def _record(staff: StaffMember, actor: Any, what: str) -> None:
    LogEntry.objects.create(
        user=actor,
        content_type=ContentType.objects.get_for_model(StaffMember),
        object_id=str(staff.pk),
        object_repr=str(staff),
        action_flag=CHANGE,
        change_message=what,
    )


def calendar_link_make(*, staff: StaffMember, actor: Any) -> str:
    """A new secret for the person's calendar; an earlier one stops working. Returned once, kept
    nowhere. Raises Forbidden."""
    _speaks_for(staff, actor)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarLink.objects.filter(staff=staff).delete()
        CalendarLink.objects.create(staff=staff, token_sha256=token_digest(token))
        _record(staff, actor, "calendar link made")
    return token


def calendar_link_revoke(*, staff: StaffMember, actor: Any) -> bool:
    """Whether there was one to revoke. Raises Forbidden."""
    _speaks_for(staff, actor)
    with transaction.atomic():
        gone, _by_model = CalendarLink.objects.filter(staff=staff).delete()
        if gone:
            _record(staff, actor, "calendar link revoked")
    return bool(gone)


def wish_keep(
    *, staff: StaffMember, day: date, shift: ShiftType | None, wanted: bool, actor: Any
) -> ShiftRequest:
    """A wish for or against a shift, or working at all, on a day to come; it takes the place of
    what was wished for that day before. Raises Forbidden, ApplicationError."""
    _speaks_for(staff, actor)
    if day <= datetime.now(ZoneInfo(staff.facility.network.time_zone)).date():
        raise ApplicationError(_("Wishes are for days to come."))
    if shift is not None and shift.facility_id != staff.facility_id:
        raise ApplicationError(_("Choose a shift of your own hospital."))
    with transaction.atomic():
        ShiftRequest.objects.filter(staff=staff, date=day).delete()
        wish = ShiftRequest(
            staff=staff, date=day, shift=shift, wanted=wanted, weight=WISH_WEIGHT
        )  # fmt: skip
        wish.full_clean()
        wish.save()
        what = f"{shift.code if shift else '*'} {'wanted' if wanted else 'not wanted'}"
        _record(staff, actor, f"wish {day}: {what}")
    return wish


def wish_withdraw(*, wish: ShiftRequest, actor: Any) -> None:
    """Raises Forbidden."""
    _speaks_for(wish.staff, actor)
    with transaction.atomic():
        _record(wish.staff, actor, f"wish {wish.date} withdrawn")
        wish.delete()
