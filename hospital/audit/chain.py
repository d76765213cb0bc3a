"""Seals over what is on the record, and what a look at all of it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hospital.audit import signing
from hospital.models.audit import AuditSeal, Recorded

LATE = timedelta(days=2)
"""A transaction that began before a seal and ends after it is sealed with the next, up to here."""
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written. place: a table and number, a seal, or the head."""

    place: str
    what: str


GUESTS: dict[str, Callable[[], Iterable[Fault]]] = {}
"""What other apps have verified with the record, by name."""

Ranges = list[list[int]]


def recorded() -> list[type[Recorded]]:
    found = [model for model in apps.get_models() if issubclass(model, Recorded)]
    return sorted(found, key=lambda model: model._meta.label)


def seal() -> AuditSeal | None:
    """Seal what is not sealed yet and write the head outside; None where there is nothing new."""
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-pk").first()
        new = {model._meta.label: _unsealed(model, last) for model in recorded()}
        rows = {label: _ranges(ids) for label, ids in new.items() if ids}
        if not rows:
            return None
        at = timezone.now()
        made = AuditSeal.objects.create(
            at=at,
            rows=rows,
            count=sum(len(ids) for ids in new.values()),
            mac=_link(last.mac if last else "", at, rows, _digest(rows)),
        )
    _head_write(made)
    return made


def _unsealed(model: type[Recorded], last: AuditSeal | None) -> list[int]:
    found = model._base_manager.order_by("pk")
    seals = AuditSeal.objects.all()
    if last is not None:
        found = found.filter(at__gt=last.at - LATE)
        seals = seals.filter(at__gt=last.at - 2 * LATE)
    covered = set()
    for rows in seals.values_list("rows", flat=True):
        covered |= set(_ids(rows.get(model._meta.label, ())))
    return [pk for pk in found.values_list("pk", flat=True) if pk not in covered]


def _ranges(ids: list[int]) -> Ranges:
    found: Ranges = []
    for pk in ids:
        if found and found[-1][1] == pk - 1:
            found[-1][1] = pk
        else:
            found.append([pk, pk])
    return found


def _ids(ranges: Iterable[Any]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def _digest(rows: dict[str, Ranges]) -> list[str]:
    """One MAC for each sealed table, over the rows' own in their order; a missing row counts."""
    found = []
    for label in sorted(rows):
        wanted = list(_ids(rows[label]))
        macs: dict[int, str] = {}
        for at in range(0, len(wanted), CHUNK):
            part = wanted[at : at + CHUNK]
            model: Any = apps.get_model(label)
            macs |= dict(model._base_manager.filter(pk__in=part).values_list("pk", "mac"))
        found.append(signing.mac("rows", label, [[pk, macs.get(pk, "")] for pk in wanted]))
    return found


def _link(before: str, at: datetime, rows: dict[str, Ranges], digest: list[str]) -> str:
    return signing.mac("seal", before, at, rows, digest)


def _head_write(made: AuditSeal) -> None:
    line = {"seal": made.pk, "at": made.at.astimezone(UTC).isoformat(), "mac": made.mac}
    path = Path(settings.AUDIT_HEAD)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as head:
        head.write(json.dumps(line) + "\n")


def heads() -> list[dict[str, Any]]:
    """What was written outside, oldest first. A line that is none counts as one without a seal."""
    path = Path(settings.AUDIT_HEAD)
    found = []
    for line in path.read_text().splitlines() if path.exists() else ():
        try:
            found.append(dict(json.loads(line)))
        except (TypeError, ValueError):
            found.append({})
    return found


def verify() -> list[Fault]:
    """Everything that is not as it was written: changed, taken out, put in, moved, or cut off."""
    found = [*_rows_verified(), *_seals_verified(), *_head_verified()]
    return found + [fault for verified in GUESTS.values() for fault in verified()]


def _rows_verified() -> Iterator[Fault]:
    sealed: dict[str, set[int]] = {}
    last = None
    for each in AuditSeal.objects.all():
        last = each
        for label, ranges in each.rows.items():
            sealed.setdefault(label, set()).update(_ids(ranges))
    for model in recorded():
        label, there = model._meta.label, set()
        for row in model._base_manager.order_by("pk").iterator(chunk_size=2_000):
            there.add(row.pk)
            if row.mac != row.mac_expected():
                yield Fault(f"{label} {row.pk}", "is not as it was written")
            if last and row.pk not in sealed.get(label, ()) and row.at < last.at - LATE:
                yield Fault(f"{label} {row.pk}", "was put in later than it says")
        for pk in sorted(sealed.get(label, set()) - there):
            yield Fault(f"{label} {pk}", "is missing")


def _seals_verified() -> Iterator[Fault]:
    before, expected = "", None
    for each in AuditSeal.objects.all():
        if each.mac != _link(before, each.at, each.rows, _digest(each.rows)):
            yield Fault(f"seal {each.pk}", "does not fit its rows and the seal before")
        if expected is not None and each.at < expected:
            yield Fault(f"seal {each.pk}", "is older than the seal before")
        before, expected = each.mac, each.at


def _head_verified() -> Iterator[Fault]:
    """Every seal is written outside, and every one written outside is there."""
    seals = dict(AuditSeal.objects.values_list("pk", "mac"))
    written = heads()
    for line in written:
        if seals.get(line.get("seal")) != line.get("mac") or not line:
            yield Fault(f"head {line.get('seal')}", "names a seal that is not there as it was")
    for pk in sorted(set(seals) - {line.get("seal") for line in written}):
        yield Fault(f"seal {pk}", "is not in the file of heads")


def begin_again() -> None:
    """After the sample region was thrown away: its record went with it. Demo mode alone."""
    from hospital.audit import triggers

    if not settings.DEMO:
        raise RuntimeError("A record that is in use does not begin again.")
    with triggers.lifted():
        AuditSeal.objects.all()._raw_delete(AuditSeal.objects.db)
    Path(settings.AUDIT_HEAD).unlink(missing_ok=True)
