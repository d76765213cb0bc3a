"""Patients' pseudonyms made anew when their key is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction

from hospital.audit.entries import record
from hospital.errors import ApplicationError
from hospital.models import Erasure, Network, Patient
from hospital.pseudonyms import key_mark, pseudonym_of

BATCH = 1_000


@dataclass
class Rekeyed:
    """given: identifiers; changed: pseudonyms made anew; left: patients still under another key."""

    given: int = 0
    changed: int = 0
    left: int = 0


def patients_rekey(
    *, network: Network, identifiers: Iterable[str], before: str, give_up_rest: bool = False
) -> Rekeyed:
    """Pseudonyms made with the key `before` become those of the key in use. Safe to run again: what
    is done is not touched twice. `give_up_rest`: whoever was not named keeps their rows, but no
    file will find them again."""
    if key_mark(before) == key_mark():
        raise ApplicationError("The key before and the key in use are the same.")
    found = Rekeyed()
    for batch in _batches(identifiers):
        found.given += len(batch)
        with transaction.atomic():
            found.changed += _changed(network, batch, before)
    others = Patient.objects.filter(network=network).exclude(key_mark__in=["", key_mark()])
    with transaction.atomic():
        if give_up_rest:
            others.update(key_mark="")
        found.left = others.count()
        record(
            "re-keyed patients",
            network,
            after={"given": found.given, "changed": found.changed, "left": found.left},
        )
    return found


def _batches(identifiers: Iterable[str]) -> Iterator[list[str]]:
    names = (name for each in identifiers if (name := each.strip()))
    while batch := list(islice(names, BATCH)):
        yield batch


def _changed(network: Network, batch: list[str], before: str) -> int:
    new = {pseudonym_of(network.pk, i, before): pseudonym_of(network.pk, i) for i in batch}
    old = Patient.objects.filter(network=network, pseudonym__in=new, key_mark=key_mark(before))
    patients = list(old.select_for_update())
    there = set(Patient.objects.filter(network=network, pseudonym__in=new.values())
                .values_list("pseudonym", flat=True))  # fmt: skip
    moved = [patient for patient in patients if new[patient.pseudonym] not in there]
    for patient in moved:
        patient.pseudonym, patient.key_mark = new[patient.pseudonym], key_mark()
    Patient.objects.bulk_update(moved, ["pseudonym", "key_mark"], batch_size=BATCH)
    for erased in Erasure.objects.filter(network=network, pseudonym__in=new):
        Erasure.objects.filter(pk=erased.pk).update(pseudonym=new[erased.pseudonym])
    return len(moved)
