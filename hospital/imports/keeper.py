"""Each row of a file goes on the record with what it held before: by that an import is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hospital.audit import context, signing
from hospital.audit.entries import values_of
from hospital.imports.errors import Faults
from hospital.imports.kind import Kind, Spec
from hospital.imports.resolve import Parsed
from hospital.imports.upsert import Changes, link_of, lists_of
from hospital.imports.witness import Witness
from hospital.models import AuditEntry, ImportBatch, Referral, Stay, StayMove

T = TypeVar("T")
MOST_ROWS = 20_000
"""Of one file, that are kept one by one: more would be a second file as long as the records."""
CHUNK = 500
NEW, CHANGED, SAME = "new", "changed", "same"
PERSONAL = (Stay, StayMove, Referral)
"""Their values are not kept on the record, which would keep what patients' erasures take away."""


@dataclass(slots=True)
class Seen:
    """One row: what became of it, its values, and the former ones of what changed."""

    number: int
    state: str
    key: int
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)


class Keeper(Witness):
    """`user`: who brought the file; nobody for a command."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.kind: Kind | None = None
        self.rows: dict[int, Seen] = {}
        """By the record's key."""
        self.beside: dict[str, list[Seen]] = {}
        """What the file made on its way, by the code of its kind."""
        self.batch: ImportBatch | None = None
        self._kinds: dict[str, Kind] = {}
        self._too_many = False

    def wrote(
        self, kind: Kind, rows: list[Parsed], specs: list[Spec], changes: Changes, faults: Faults
    ) -> None:
        self.kind = kind
        for place, row in enumerate(rows):
            self.keep(place, row, changes)

    def keep(self, place: int, row: Parsed, changes: Changes) -> None:
        if self._too_many:
            return
        key = changes.records[place].pk
        state = NEW if place in changes.created else SAME
        state = CHANGED if place in changes.updated else state
        seen = self.rows.setdefault(key, Seen(row.number, state, key, {}))
        seen.values |= row.values
        if seen.state != NEW:
            seen.state = CHANGED if CHANGED in (seen.state, state) else SAME
            seen.before |= changes.before.get(place, {})
        self._count()

    def made(self, kind: Kind, rows: list[Parsed], changes: Changes) -> None:
        if self._too_many:
            return
        self._kinds[kind.code] = kind
        self.beside.setdefault(kind.code, []).extend(
            Seen(rows[place].number, NEW, changes.records[place].pk, {})
            for place in sorted(changes.created)
        )
        self._count()

    def _count(self) -> None:
        if len(self.rows) + sum(map(len, self.beside.values())) > MOST_ROWS:
            self._too_many = True
            self.rows, self.beside = {}, {}

    @property
    def in_order(self) -> list[Seen]:
        return sorted(self.rows.values(), key=lambda seen: seen.number)

    def written(self, batch: ImportBatch) -> None:
        self.batch = batch
        for code, seen in self.beside.items():
            self._record(self._kinds[code], seen, "created")
        if self.kind is not None:
            for state, action in ((NEW, "created"), (CHANGED, "changed")):
                wanted = [seen for seen in self.in_order if seen.state == state]
                self._record(self.kind, wanted, action)

    def _record(self, kind: Kind, rows: list[Seen], action: str) -> None:
        assert self.batch is not None
        actor = self.user.get_username() if self.user is not None else context.actor()
        for part in parts(rows):
            now = held(kind, [seen.key for seen in part])
            entries = []
            for seen in part:
                before, after = plain_before(kind, seen.before), now[seen.key]
                if issubclass(kind.model, PERSONAL):
                    before, after = None, {"seal": sealed(kind, seen.key, after)}
                elif action == "changed":
                    after = {name: after[name] for name in before}
                entries.append(
                    AuditEntry(
                        actor=actor,
                        action=action,
                        subject=f"{kind.code} {seen.key}"[:200],
                        model=kind.model._meta.label,
                        key=str(seen.key),
                        before=before if action == "changed" else None,
                        after=after,
                        reason=reason_of(self.batch),
                    )
                )
            AuditEntry.objects.bulk_create(entries, batch_size=CHUNK)


def parts(rows: list[T]) -> Iterable[list[T]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


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
