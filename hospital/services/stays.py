"""A stay as a person enters it: whose it is, and its bed history kept in step with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hospital.errors import ApplicationError
from hospital.models import Network, Patient, Stay, StayMove
from hospital.pseudonyms import key_mark, pseudonym_of
from hospital.spans import spans


def other_key(network: int) -> str:
    """The mark of another key that patients of the network have their pseudonyms of, or "": two
    keys would make two patients of one."""
    others = Patient.objects.filter(network=network).exclude(key_mark__in=["", key_mark()])
    return others.order_by().values_list("key_mark", flat=True).first() or ""


def other_key_said(other: str) -> str:
    return _(
        "The pseudonyms of this network's patients were made with another key (mark %(other)s, "
        "this one's is %(mark)s). Give MIZAN_PATIENT_KEY back, or make the pseudonyms anew: "
        "manage.py rekey_patients."
    ) % {"other": other, "mark": key_mark()}


def patient_named(*, network: Network, identifier: str) -> Patient:
    """Whom the hospital's own records call so; made where they were never here. Raises
    ApplicationError."""
    if other := other_key(network.pk):
        raise ApplicationError(other_key_said(other))
    pseudonym = pseudonym_of(network.pk, identifier)
    found, _made = Patient.objects.get_or_create(
        network=network, pseudonym=pseudonym, defaults={"key_mark": key_mark()}
    )
    return found


@dataclass(frozen=True, slots=True)
class Where:
    """What of a stay its bed history tells too."""

    ward: int
    bed: int | None
    discharged: datetime | None

    @classmethod
    def of(cls, stay: Stay) -> Where:
        return cls(stay.ward_id, stay.bed_id, stay.discharged)


def stay_followed(*, stay: Stay, before: Where) -> None:
    """Bring the bed history in step with a stay that was changed from `before`: where it has been
    until now stays told, and a patient who left is nowhere any more.

    A stay without a history needs none until it changes ward or bed.
    """
    now = Where.of(stay)
    moved = (now.ward, now.bed) != (before.ward, before.bed)
    moves = StayMove.objects.filter(stay=stay)
    if before.discharged is not None and now.discharged != before.discharged:
        moves.filter(ends=before.discharged).update(ends=None)  # it did not end then
    if moved and not moves.exists():
        moves.create(stay=stay, ward_id=before.ward, bed_id=before.bed, starts=stay.admitted)
    last = moves.filter(ends=None).order_by("starts").last()
    if last is None:
        return
    if now.discharged is not None:
        last.ends = max(now.discharged, last.starts)
        last.save()
    elif moved:
        _moved_on(last, now)


def discharges_followed(*, stays: Collection[int], before: Mapping[int, datetime | None]) -> None:
    """End the bed histories of those of these stays that have ended, as `stay_followed` does of
    one: many come with a file. before: former discharges of the stays whose discharge was changed.

    Where else a stay has been is told by the history's own file: only it knows from when.
    """
    for key, former in before.items():
        if former is not None:
            StayMove.objects.filter(stay=key, ends=former).update(ends=None)  # not ended then
    for part in spans("stay", stays):
        left = StayMove.objects.filter(**part, ends=None, stay__discharged__isnull=False)
        moves = list(left.select_related("stay").order_by("pk"))
        for move in moves:
            assert move.stay.discharged is not None
            move.ends = max(move.stay.discharged, move.starts)
        StayMove.objects.bulk_update(moves, ["ends"], batch_size=500)


def _moved_on(last: StayMove, now: Where) -> None:
    at = timezone.now()
    if last.starts >= at:  # only just begun: it was elsewhere from the beginning
        last.ward_id, last.bed_id = now.ward, now.bed
        last.save()
        return
    last.ends = at
    last.save()
    StayMove.objects.create(stay_id=last.stay_id, ward_id=now.ward, bed_id=now.bed, starts=at)
