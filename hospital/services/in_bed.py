"""Who left, who lies in which bed now, who came from the waiting list: one writer, in one go.

Beds that some leave are others' at the same moment, so that what one ward does in a morning is
checked as it stands at the end.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.models import Bed, Referral, ReferralState, Stay, Urgency
from hospital.selectors import bed_usable
from hospital.services.stays import Where, stay_followed


@dataclass(frozen=True, slots=True)
class InBed:
    """Somebody lies in this bed now: a patient who is here, or who came from the waiting list;
    such a one is a stay of this `number` from now on, or `who` is both: here already, and no
    longer waiting."""

    bed: Bed
    stay: Stay | None = None
    referral: Referral | None = None
    number: str = ""

    @property
    def named(self) -> str:
        row = self.stay or self.referral
        return row.number if row else ""


def patients_in_bed(
    *, left: Collection[Stay], placed: Collection[InBed], at: datetime
) -> list[Stay]:
    """Discharge these, put those in their beds; all or none. The stays of `placed`, in its order.

    Raises ApplicationError that names whom it is about: a bed that is taken or cannot be used, a
    stay without a number or with another's, a patient who has left meanwhile.
    """
    with transaction.atomic():
        _still_so(left, placed)
        for stay in left:
            _left(stay, at)
        found = [_placed(each, at) for each in placed]
        _each_alone(placed, found, at)
    return found


def _still_so(left: Collection[Stay], placed: Collection[InBed]) -> None:
    stays = [each.stay for each in placed if each.stay]
    twice = {stay.pk for stay in left} & {stay.pk for stay in stays}
    for stay in (*left, *stays):
        if stay.pk in twice:
            said = _("%(patient)s is said to have left and to be in a bed: tick one of them.")
            raise ApplicationError(said % {"patient": stay.number})
        # Asked anew: somebody else may have entered it since this page was shown.
        if Stay.objects.filter(pk=stay.pk).exclude(discharged=None).exists():
            raise ApplicationError(_("%(patient)s has left.") % {"patient": stay.number})
    for each in placed:
        row = each.referral
        if row and not Referral.objects.filter(pk=row.pk, state=ReferralState.WAITING).exists():
            raise ApplicationError(_("%(patient)s waits no more.") % {"patient": row.number})


def _left(stay: Stay, at: datetime) -> None:
    before = Where.of(stay)
    stay.discharged = max(at, stay.admitted)
    stay.save()
    stay_followed(stay=stay, before=before)


def _placed(each: InBed, at: datetime) -> Stay:
    found = each.stay
    if found is not None:
        before = Where.of(found)
        found.bed, found.ward = each.bed, each.bed.room.ward
        found.save()
        stay_followed(stay=found, before=before)
    if each.referral is not None:
        found = found or _came(each.referral, each, at)
        each.referral.state = ReferralState.ADMITTED
        each.referral.save()
    if found is None:
        raise ValueError("somebody is in a bed: a stay, or a referral")
    return found


def _came(referral: Referral, each: InBed, at: datetime) -> Stay:
    """The stay of who waited for it, with all that was known."""
    if not each.number:
        said = _("Enter the number that %(patient)s's stay has in the hospital's own system.")
        raise ApplicationError(said % {"patient": referral.number})
    zone = ZoneInfo(referral.facility.network.time_zone)
    stay = Stay(
        facility=referral.facility,
        number=each.number,
        patient=referral.patient,
        ward=each.bed.room.ward,
        bed=each.bed,
        specialty=referral.specialty,
        gender=referral.gender,
        age_band=referral.age_band,
        urgency=Urgency.ELECTIVE,
        admitted=at,
        expected_discharge=at.astimezone(zone).date() + timedelta(days=referral.expected_nights),
        isolation=referral.isolation,
    )
    try:
        stay.full_clean()
    except ValidationError as wrong:
        facts = {"patient": referral.number, "why": " ".join(wrong.messages)}
        raise ApplicationError(_("%(patient)s: %(why)s") % facts) from wrong
    stay.save()
    stay.equipment.set(referral.equipment.all())
    return stay


def _each_alone(placed: Collection[InBed], stays: list[Stay], at: datetime) -> None:
    """A bed is one patient's; a child lies in its mother's."""
    both = {stay.pk for stay in stays}
    for each, stay in zip(placed, stays, strict=True):
        bed = each.bed
        today = at.astimezone(ZoneInfo(stay.facility.network.time_zone)).date()
        facts = {"patient": each.named, "bed": str(bed)}
        if not bed_usable(bed.status, bed.status_until, today, today):
            said = _("%(patient)s: bed %(bed)s is not open. Open it, or choose another.")
            raise ApplicationError(said % facts)
        others = Stay.objects.filter(bed=bed, discharged=None).exclude(pk=stay.pk)
        other = others.exclude(beside=stay.pk).exclude(pk=stay.beside_id or 0).first()
        if other is not None and other.pk in both:
            said = _("%(patient)s: bed %(bed)s is chosen twice.")
            raise ApplicationError(said % facts)
        if other is not None:
            said = _(
                "%(patient)s: stay %(other)s is in bed %(bed)s. Say that it has left or lies "
                "elsewhere now, or choose another bed."
            )
            raise ApplicationError(said % {**facts, "other": other.number})
