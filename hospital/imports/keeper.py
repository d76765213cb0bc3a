"""Each row of a file goes on the record with what it held before: by that an import is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hospital.audit import context
from hospital.audit.entries import kept_column, kept_fields
from hospital.imports.blocks import Many, block, sealed
from hospital.imports.errors import Faults
from hospital.imports.kind import Kind, Spec
from hospital.imports.on_record import Line, put_on_record
from hospital.imports.resolve import Parsed
from hospital.imports.upsert import Changes, link_of, lists_of
from hospital.imports.whole import NOT_IN_FILE
from hospital.imports.witness import Witness
from hospital.models import ImportBatch, Referral, Stay, StayMove
from hospital.spans import among

T = TypeVar("T")
MOST_ROWS = 20_000
"""Of one file, that are kept one by one with their values; of a longer one, in blocks."""
MOST_KEPT = 2_000_000
"""Of one file, that are kept at all: each is a hundred bytes of memory until the file is read."""
CHUNK = 500
NEW, CHANGED, SAME, GONE = "new", "changed", "same", "gone"
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
        self.many: dict[str, Many] | None = None
        """Of a long file, by the code of the kind: instead of `rows` and `beside`."""
        self._kinds: dict[str, Kind] = {}
        self._too_many = False

    def wrote(
        self, kind: Kind, rows: list[Parsed], specs: list[Spec], changes: Changes, faults: Faults
    ) -> None:
        self.kind = kind
        for place, row in enumerate(rows):
            self.keep(place, row, changes)

    def keep(self, place: int, row: Parsed, changes: Changes) -> None:
        key = changes.keys[place]
        if self.many is not None and self.kind is not None:
            self._keep_short(self.kind, place, key, changes)
            return
        state = NEW if place in changes.created else SAME
        state = CHANGED if place in changes.updated else state
        state = GONE if row.number == NOT_IN_FILE else state
        seen = self.rows.setdefault(key, Seen(row.number, state, key, {}))
        seen.values |= row.values
        if seen.state != NEW:
            if seen.state != GONE:
                seen.state = CHANGED if CHANGED in (seen.state, state) else SAME
            seen.before |= changes.before.get(place, {})
        self._count()

    def made(self, kind: Kind, rows: list[Parsed], changes: Changes) -> None:
        self._kinds[kind.code] = kind
        if self.many is not None:
            for place in changes.created:
                self._keep_short(kind, place, changes.keys[place], changes)
            return
        self.beside.setdefault(kind.code, []).extend(
            Seen(rows[place].number, NEW, changes.keys[place], {})
            for place in sorted(changes.created)
        )
        self._count()

    def _keep_short(self, kind: Kind, place: int, key: int, changes: Changes) -> None:
        if self._too_many:
            return
        assert self.many is not None
        many = self.many.setdefault(kind.code, Many())
        if place in changes.created:
            many.make(key)
        else:
            many.change(key, changes.before.get(place, {}))
        if sum(map(len, self.many.values())) > MOST_KEPT:
            self._too_many, self.many = True, {}

    def _count(self) -> None:
        if len(self.rows) + sum(map(len, self.beside.values())) <= MOST_ROWS:
            return
        self.many = {}
        told = {} if self.kind is None else {self.kind.code: list(self.rows.values())}
        for code, rows in (*self.beside.items(), *told.items()):
            many = self.many.setdefault(code, Many())
            for seen in rows:
                if seen.state == NEW:
                    many.make(seen.key)
                else:
                    many.change(seen.key, seen.before)
        self.rows, self.beside = {}, {}

    @property
    def in_order(self) -> list[Seen]:
        return sorted(self.rows.values(), key=lambda seen: seen.number)

    def written(self, batch: ImportBatch) -> None:
        self.batch = batch
        if self.many is not None:
            self._written_in_blocks(self.many)
            return
        for code, seen in self.beside.items():
            self._record(self._kinds[code], seen, "created")
        if self.kind is not None:
            for states, action in (((NEW,), "created"), ((CHANGED, GONE), "changed")):
                wanted = [seen for seen in self.in_order if seen.state in states]
                self._record(self.kind, wanted, action)

    def _written_in_blocks(self, many: dict[str, Many]) -> None:
        kinds = self._kinds | ({self.kind.code: self.kind} if self.kind is not None else {})
        for code, rows in many.items():
            kind = kinds[code]
            for keys in parts(sorted(rows.made)):
                self._block(kind, "created", keys, {})
            for keys in parts(sorted(rows.changed)):
                hidden = issubclass(kind.model, PERSONAL)
                before = {} if hidden else {k: plain_before(kind, rows.changed[k]) for k in keys}
                self._block(kind, "changed", keys, before)

    def _block(
        self, kind: Kind, action: str, keys: list[int], before: dict[int, dict[str, Any]]
    ) -> None:
        assert self.batch is not None
        facts = {"actor": self._actor(), "reason": reason_of(self.batch)}
        block(kind, action, held(kind, keys), before, **facts).save()

    def _actor(self) -> str:
        return self.user.get_username() if self.user is not None else context.actor()

    def _record(self, kind: Kind, rows: list[Seen], action: str) -> None:
        assert self.batch is not None
        facts = {"actor": self._actor(), "reason": reason_of(self.batch)}
        label = kind.model._meta.label
        for part in parts(rows):
            now = held(kind, [seen.key for seen in part])
            lines = [_line(kind, seen, action, now[seen.key]) for seen in part]
            put_on_record(lines, action=action, model=label, **facts)


def _line(kind: Kind, seen: Seen, action: str, now: dict[str, Any]) -> Line:
    before: dict[str, Any] | None = None
    after = now
    if action == "changed":
        before = plain_before(kind, seen.before)
        after = {name: now[name] for name in before}
    if issubclass(kind.model, PERSONAL):
        before, after = None, {"seal": sealed(kind, seen.key, now)}
    return Line(f"{kind.code} {seen.key}"[:200], str(seen.key), before, after)


def parts(rows: list[T]) -> Iterable[list[T]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def reason_of(batch: ImportBatch) -> str:
    """By which the entries of a batch are found again."""
    return f"import {batch.pk}"


def held(kind: Kind, keys: list[int], *, lock: bool = False) -> dict[int, dict[str, Any]]:
    """What these records hold now, their list columns included; as JSON can keep it."""
    rows = kind.model._default_manager.filter(**among("pk", keys)).order_by()
    rows = rows.select_for_update() if lock else rows
    fields = kept_fields(kind.model._meta.concrete_fields)
    names = [each.name for each in fields]
    found: dict[int, dict[str, Any]] = {}
    if read := list(rows.values_list("pk", *(each.attname for each in fields))):
        there, *columns = zip(*read, strict=True)
        kept = zip(*map(kept_column, columns), strict=True)
        found = {
            key: dict(zip(names, row, strict=True)) for key, row in zip(there, kept, strict=True)
        }
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
