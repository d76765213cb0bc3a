"""Entries of the record for many rows at once: what `hospital.audit.entries.record` writes of one,
without an instance each, which took half of a file's way onto the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils import timezone

from hospital.audit import context
from hospital.imports.inserts import insert_only
from hospital.models import AuditEntry


class Line(NamedTuple):
    """Of one row: what it is called, its key, and what it held; None where there was or is none."""

    subject: str
    key: str
    before: Any
    after: Any


def put_on_record(
    lines: Iterable[Line], *, action: str, model: str, reason: str, actor: str
) -> None:
    """model: the label of the rows' model. At one moment, signed like single entries."""
    lines = list(lines)
    if not lines:
        return
    same = {
        "at": timezone.now(),
        "actor": actor,
        "action": action,
        "model": model,
        "reason": reason,
        "request": context.request_key(),
    }
    columns: dict[str, list[Any]] = {name: [value] * len(lines) for name, value in same.items()}
    columns |= zip(Line._fields, map(list, zip(*lines, strict=True)), strict=True)
    signed = zip(*(columns[name] for name in AuditEntry.signed_fields), strict=True)
    insert_only(AuditEntry, {**columns, "mac": [AuditEntry.mac_of(values) for values in signed]})
