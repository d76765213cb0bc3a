"""A witness for one person: what they may write, what became of each row, and the way back."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hospital.audit import signing
from hospital.audit.entries import values_of
from hospital.errors import Conflict
from hospital.imports.errors import Faults, FileRefused
from hospital.imports.kind import Kind, Spec
from hospital.imports.reach import changeable
from hospital.imports.resolve import Parsed
from hospital.imports.upsert import Changes, existing, key_of, link_of, lists_of
from hospital.imports.witness import Witness
from hospital.models import AuditEntry, ImportBatch, Referral, Stay, StayMove

MOST_ROWS = 20_000
"""Of one file on a page; more is for the command, which nobody waits for in a browser."""
FAULTS_KEPT = 5_000
CHUNK = 500
NEW, CHANGED, SAME = "new", "changed", "same"
PERSONAL = (Stay, StayMove, Referral)
"""Their values are not kept on the record, which would keep what patients' erasures take away."""


class Stale(Conflict):
    """The records changed since the person looked: nothing was written."""


@dataclass(slots=True)
class Seen:
    """One row: what became of it, its values, and the former ones of what changed."""

    number: int
    state: str
    key: int
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


class Looker(Witness):
    """`mark`: what was looked at; when it is told, the file is written only as it was seen."""

    faults_kept = FAULTS_KEPT

    def __init__(self, user: Any, *, only_looks: bool = False, mark: str = "") -> None:
        self.user, self.looks_on, self.expected = user, only_looks, mark
        self.rows: dict[int, Seen] = {}
        self.kind: Kind | None = None
        self.batch: ImportBatch | None = None
        self._read = 0

    def count(self, rows: int) -> None:
        self._read += rows
        if self._read > MOST_ROWS:
            raise FileRefused(
                _(
                    "Over %(most)d rows are too many for this page. Split the file, or have it "
                    "taken in with manage.py import_records."
                )
                % {"most": MOST_ROWS}
            )

    def allowed(self, kind: Kind, rows: list[Parsed], faults: Faults) -> list[Parsed]:
        self.kind = kind
        known = existing(kind, rows)
        mine = changeable(kind, [row.pk for row in known.values()], self.user)
        kept = []
        for row in rows:
            record = known.get(key_of(kind, row.values))
            if record is None or record.pk in mine:
                kept.append(row)
            else:
                self._refused(kind, row, faults)
        return kept

    def wrote(
        self, kind: Kind, rows: list[Parsed], specs: list[Spec], changes: Changes, faults: Faults
    ) -> None:
        mine = changeable(kind, [row.pk for row in changes.records.values()], self.user)
        for place, row in enumerate(rows):
            key = changes.records[place].pk
            if key not in mine:
                self._refused(kind, row, faults)
                continue
            state = NEW if place in changes.created else SAME
            state = CHANGED if place in changes.updated else state
            seen = self.rows.setdefault(row.number, Seen(row.number, state, key, {}))
            seen.values |= row.values
            if seen.state != NEW:
                seen.state = CHANGED if CHANGED in (seen.state, state) else SAME
                seen.before |= changes.before.get(place, {})

    def _refused(self, kind: Kind, row: Parsed, faults: Faults) -> None:
        said = _("Your role does not allow you to change this record.")
        faults.add(row.number, ", ".join(kind.key), "", said)

    @property
    def states(self) -> Counter[str]:
        return Counter(seen.state for seen in self.rows.values())

    @property
    def mark(self) -> str:
        """The same as long as the file would do the same."""
        digest = hashlib.sha256()
        for number, seen in sorted(self.rows.items()):
            digest.update(repr((number, seen.state, sorted(seen.before.items()))).encode())
        return digest.hexdigest()

    def read_all(self, faults: Faults) -> None:
        if self.expected and (faults.count or self.mark != self.expected):
            raise Stale(
                _("The records changed since you looked: this is what the file would do now.")
            )

    def written(self, batch: ImportBatch) -> None:
        """Each row goes on the record, with what it held before: that is the way back."""
        self.batch = batch
        made = [seen for seen in self.rows.values() if seen.state == NEW]
        changed = [seen for seen in self.rows.values() if seen.state == CHANGED]
        for rows, action in ((made, "created"), (changed, "changed")):
            for start in range(0, len(rows), CHUNK):
                self._record(rows[start : start + CHUNK], action, batch)

    def _record(self, rows: list[Seen], action: str, batch: ImportBatch) -> None:
        kind = self.kind
        assert kind is not None
        now = held(kind, [seen.key for seen in rows])
        entries = []
        for seen in rows:
            before, after = plain_before(kind, seen.before), now[seen.key]
            if issubclass(kind.model, PERSONAL):
                before, after = None, {"seal": sealed(kind, seen.key, after)}
            elif action == "changed":
                after = {name: after[name] for name in before}
            entries.append(
                AuditEntry(
                    actor=self.user.get_username(),
                    action=action,
                    subject=f"{batch.kind} {seen.key}"[:200],
                    model=kind.model._meta.label,
                    key=str(seen.key),
                    before=before if action == "changed" else None,
                    after=after,
                    reason=reason_of(batch),
                )
            )
        AuditEntry.objects.bulk_create(entries, batch_size=CHUNK)


def reason_of(batch: ImportBatch) -> str:
    """By which the entries of a batch are found again."""
    return f"import {batch.pk}"


def sealed(kind: Kind, key: int, values: dict[str, Any]) -> str:
    """A mark of a row's values, from which nobody reads them."""
    return signing.mac("imported", kind.model._meta.label, key, values)


def held(kind: Kind, keys: list[int], *, lock: bool = False) -> dict[int, dict[str, Any]]:
    """What these records hold now, their list columns included; as JSON can keep it."""
    rows = kind.model._default_manager.filter(pk__in=keys).order_by()
    found = {row.pk: values_of(row) for row in (rows.select_for_update() if lock else rows)}
    for spec in kind.lists:
        lists = lists_of(link_of(kind, spec), list(found))
        for key, values in found.items():
            values[spec.name] = lists.get(key, [])
    return found


def plain_before(kind: Kind, before: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in before.items():
        kept = value is None or isinstance(value, bool | int | float | list)
        found[name] = value if kept else str(value)
    return found
