"""A patient asks to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from hospital.audit.entries import record
from hospital.errors import ApplicationError, NotFound
from hospital.models import Erasure, Network, Patient, Referral, Stay
from hospital.services.closing import NOBODY, patients_drop, referrals_close, stays_close
from operations.models import BedAssignment, PlanState
from operations.services.forgetting import plans_forget, runs_forget

SHORTEST_REASON = 10


@dataclass(frozen=True, slots=True)
class Erased:
    stays: int
    referrals: int
    plans: int


def patient_erase(
    *, network: Network, pseudonym: str, reason: str, by: str, dry_run: bool = False
) -> Erased:
    """Stays and referrals become nobody's, the patient's row goes, files do not bring it back, and
    what is being planned there is planned again without them.

    Raises NotFound, and ApplicationError while the patient is in the house or in a plan that is in
    force: whoever cares for somebody needs to know whom.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ApplicationError("Say who asked for it and why: it is kept on the record.")
    with transaction.atomic():
        row = Patient.objects.select_for_update().filter(network=network, pseudonym=pseudonym)
        patient = row.exclude(pseudonym=NOBODY).first()
        if patient is None:
            raise NotFound(f"There is no patient {pseudonym} in {network.code}.")
        _not_needed(patient)
        stays = list(Stay.objects.filter(patient=patient).values_list("pk", flat=True))
        waits = list(Referral.objects.filter(patient=patient).values_list("pk", flat=True))
        if dry_run:
            return Erased(len(stays), len(waits), _plans(patient).count())
        renamed = stays_close(keys=stays) | referrals_close(keys=waits)
        plans = 0
        if renamed:
            plans = plans_forget(renamed=renamed)
            runs_forget(renamed=renamed, restart=True)
        patients_drop([patient.pk])
        counts = {"stays": len(stays), "referrals": len(waits), "plans": plans}
        Erasure.objects.update_or_create(
            network=network,
            pseudonym=pseudonym,
            defaults={"at": timezone.now(), "by": by, "reason": reason, "counts": counts},
        )
        record("erased a patient", network, reason=reason, actor=by, after=counts)
    return Erased(len(stays), len(waits), plans)


def _plans(patient: Patient) -> Any:
    lines = BedAssignment.objects.filter(stay__patient=patient) | BedAssignment.objects.filter(
        referral__patient=patient
    )
    return lines.order_by().values("plan").distinct()


def _not_needed(patient: Patient) -> None:
    if Stay.objects.filter(patient=patient, discharged=None).exists():
        raise ApplicationError(
            "The patient is in the house: erase them after the discharge has come in."
        )
    today = timezone.localdate()
    plans = _plans(patient).filter(plan__state=PlanState.PUBLISHED)
    ends = [
        start + timedelta(days=days)
        for start, days in plans.values_list("plan__start", "plan__days")
    ]
    if ends and max(ends) > today:
        raise ApplicationError(
            f"A published plan names the patient until {max(ends)}: erase them then, or publish "
            "one without them first."
        )
