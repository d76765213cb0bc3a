"""Opening, ending and reviewing a look at a hospital that one's role does not reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.access import Act, may, openable
from hospital.audit.entries import record
from hospital.errors import ApplicationError, Forbidden
from hospital.models import BreakGlass, Facility
from hospital.said import listed

HOURS = (1, 2, 4, 8, 12)
SHORTEST_REASON = 15
"""Characters: enough for a sentence that a reviewer can judge."""
LONGEST_REASON = 500


def break_glass_open(*, user: Any, facility: Facility, reason: str, hours: int) -> BreakGlass:
    """In force at once. Raises ApplicationError for a reason that says nothing, Forbidden for a
    hospital that is not the person's to open."""
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ApplicationError(
            _("Say why in a sentence of %(least)s to %(most)s characters; it will be reviewed.")
            % {"least": SHORTEST_REASON, "most": LONGEST_REASON}
        )
    if hours not in HOURS:
        raise ApplicationError(
            _("Choose one of these hours: %(hours)s.") % {"hours": listed(map(str, HOURS))}
        )
    if not openable(user).filter(pk=facility.pk).exists():
        raise Forbidden(_("This hospital is not yours to open, or you read it already."))
    now = timezone.now()
    with transaction.atomic():
        made = BreakGlass.objects.create(
            facility=facility,
            user=user,
            name=user.get_username(),
            reason=reason,
            began=now,
            until=now + timedelta(hours=hours),
        )
        record("broke the glass", made, reason=reason, after={"facility": facility.code,
               "until": made.until.isoformat()})  # fmt: skip
    _forget(user)
    return made


def break_glass_end(*, glass: BreakGlass, user: Any) -> bool:
    """By who opened it, or by who answers for the hospital. False where it was over already."""
    if glass.user_id != user.pk:
        _answers_for(glass, user)
    now = timezone.now()
    with transaction.atomic():
        running = BreakGlass.objects.filter(pk=glass.pk, ended=None, until__gt=now)
        done = running.update(ended=now, ended_by=user.get_username())
        if done:
            record("ended break-glass", glass)
    _forget(user)
    return bool(done)


def break_glass_review(*, glass: BreakGlass, user: Any, verdict: str = "") -> bool:
    """Looked at by who answers for the hospital, who is not the one who opened it."""
    _answers_for(glass, user)
    if glass.user_id == user.pk:
        raise Forbidden(_("Somebody else has to review what you opened."))
    verdict = verdict.strip()[:LONGEST_REASON]
    with transaction.atomic():
        done = BreakGlass.objects.filter(pk=glass.pk, reviewed=None).update(
            reviewed=timezone.now(), reviewed_by=user.get_username(), verdict=verdict
        )
        if done:
            record("reviewed break-glass", glass, reason=verdict)
    return bool(done)


def break_glass_read(*, glass: BreakGlass, address: str) -> None:
    """A page that was asked for while the glass was open: its path, never what was searched for."""
    record("read under break-glass", glass, after={"address": address[:200]})


def _answers_for(glass: BreakGlass, user: Any) -> None:
    if not may(user, Act.RECORDS, glass.facility):
        raise Forbidden(_("Your role does not allow this here."))


def _forget(user: Any) -> None:
    """What this user object knew of its own reach."""
    for holder in (user, getattr(user, "_wrapped", user)):
        for name in ("_mizan_memberships", "_mizan_opened", "_mizan_reach"):
            holder.__dict__.pop(name, None)
