"""How the rows of an import stand on the record: one entry a row, or of a long file one a block.

A block has of each row its key, a seal of what the import left and, where it changed a row, the
former values: a tenth of what an entry a row takes, and enough to take the import back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hospital.audit import signing
from hospital.imports.kind import Kind
from hospital.imports.on_record import Line
from hospital.models import AuditEntry

SEAL_LENGTH = 16
"""Hexadecimal digits of a row's seal in a block; whether the block is as it was written is sealed
by the entry's own."""

Values = Mapping[str, Any]


@dataclass(slots=True)
class Many:
    """The rows of a long file, as little of each as its way back needs."""

    made: set[int] = field(default_factory=set)
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Key -> former values of what changed."""

    def __len__(self) -> int:
        return len(self.made) + len(self.changed)

    def make(self, key: int) -> None:
        self.made.add(key)

    def change(self, key: int, before: Values) -> None:
        """A row that the file itself made has no former values."""
        if before and key not in self.made:
            self.changed[key] = {**self.changed.get(key, {}), **before}


@dataclass(frozen=True, slots=True)
class Left:
    """A row as an import left it: `before` has what it changed, `after` the same columns then (of
    a made row all), or a seal of them."""

    key: int
    before: Values
    after: Values
    seal: str = ""
    columns: tuple[str, ...] = ()
    """What the seal is of."""

    def stands(self, kind: Kind, now: Values) -> bool:
        if self.seal:
            return self.seal == short_seal(kind, self.key, {n: now.get(n) for n in self.columns})
        if "seal" in self.after:
            return bool(self.after["seal"] == sealed(kind, self.key, now))
        return all(now.get(name) == value for name, value in self.after.items())


def sealed(kind: Kind, key: int, values: Values) -> str:
    """A mark of a row's values, from which nobody reads them."""
    return signing.mac("imported", kind.model._meta.label, key, values)


def short_seal(kind: Kind, key: int, values: Values) -> str:
    return sealed(kind, key, values)[:SEAL_LENGTH]


def block(
    kind: Kind, action: str, now: Mapping[int, Values], before: Mapping[int, Values], **facts: str
) -> AuditEntry:
    """One entry for these rows. now: what they hold, by key; before: what changed of them, which
    is not kept where it is empty."""
    keys = sorted(now)
    columns = sorted(now[keys[0]])
    seals = {}
    for key in keys:
        values = now[key]
        if before.get(key):
            values = {name: values.get(name) for name in before[key]}
        seals[str(key)] = short_seal(kind, key, values)
    return AuditEntry(
        action=action,
        subject=f"{kind.code} {keys[0]}-{keys[-1]}",
        model=kind.model._meta.label,
        before={"rows": {str(key): before[key] for key in keys}} if before else None,
        after={"columns": list(columns), "seals": seals},
        **facts,
    )


def lefts(entry: AuditEntry | Line) -> Iterator[Left]:
    """The rows of an entry, be it of one or of a block."""
    before, after = entry.before or {}, entry.after or {}
    if entry.key:
        yield Left(int(entry.key), before, after)
        return
    rows = before.get("rows", {})
    for key, seal in after["seals"].items():
        former = rows.get(key, {})
        yield Left(int(key), former, {}, seal, tuple(former or after["columns"]))
