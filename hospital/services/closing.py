"""Stays and referrals that are linked to no patient any more: what forecasts count of them stays.

Ward, moments, age band, gender and urgency are kept as they are, so that every history reads the
same before and after; who it was, which bed, and the number that the hospital's own system knows
are not. Nothing of it passes through the record, which would keep what is taken away.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from hospital.models import Network, Patient, Referral, ReferralState, Stay, StayMove
from hospital.pseudonyms import REFERRAL_NUMBER, closed_number
from hospital.spans import spans

NOBODY = "nobody"
"""The patient of all stays of a network that are nobody's any more."""
Renamed = dict[str, str]
"""Former id in plans ("stay:NUMBER") -> the one from now on."""


def stays_close(*, keys: Collection[int]) -> Renamed:
    """Unlink these stays. What is closed already is left alone."""
    gone = {"bed": None, "beside": None, "expected_discharge": None}
    with transaction.atomic():
        renamed, pks, patients = _unlinked(Stay, keys, "stay", **gone)
        StayMove.objects.filter(stay__in=pks).update(bed=None)
        Stay.objects.filter(beside__in=pks).update(beside=None)
        patients_drop(patients)
    return renamed


def referrals_close(*, keys: Collection[int]) -> Renamed:
    """Unlink these referrals; one that still waits is cancelled with it."""
    with transaction.atomic():
        renamed, pks, patients = _unlinked(Referral, keys, "referral", before=REFERRAL_NUMBER)
        Referral.objects.filter(pk__in=pks, state=ReferralState.WAITING).update(
            state=ReferralState.CANCELLED
        )
        patients_drop(patients)
    return renamed


def _unlinked(
    model: type[Stay] | type[Referral],
    keys: Collection[int],
    name: str,
    *,
    before: str = "",
    **gone: None,
) -> tuple[Renamed, list[int], set[int]]:
    """Rows that are somebody's become nobody's, under numbers that tell nothing, without what they
    needed and these fields. What they are called now, their keys, and whose they were."""
    rows = model._default_manager.filter(pk__in=keys).exclude(patient__pseudonym=NOBODY)
    told = list(rows.select_for_update(no_key=True).values_list(
        "pk", "number", "facility__code", "facility__network", "patient"))  # fmt: skip
    nobody = {network: _nobody(network) for network in {row[3] for row in told}}
    renamed: Renamed = {}
    for pk, number, facility, network, _patient in told:
        closed = closed_number(facility, before + number)
        renamed[f"{name}:{number}"] = f"{name}:{closed}"
        model._default_manager.filter(pk=pk).update(number=closed, patient=nobody[network], **gone)
    pks = [row[0] for row in told]
    needs = model.equipment.through._default_manager
    needs.filter(**{f"{name}__in": pks})._raw_delete("default")
    return renamed, pks, {row[4] for row in told}


def patients_drop(keys: Collection[int]) -> int:
    """Of these patients, those of whom no row is left; not by way of the record."""
    dropped = 0
    for part in spans("pk", keys):
        gone = Patient.objects.filter(**part, stays=None, referrals=None)
        pks = list(gone.exclude(pseudonym=NOBODY).order_by().values_list("pk", flat=True))
        for each in spans("pk", pks):
            Patient.objects.filter(**each)._raw_delete("default")
        dropped += len(pks)
    return dropped


def _nobody(network: int) -> Patient:
    row = Network(pk=network)
    return Patient.objects.get_or_create(network=row, pseudonym=NOBODY)[0]
