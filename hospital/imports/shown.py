"""Values of rows as a person reads them: names for keys, labels for codes, no patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from hospital.imports.finders import FINDERS
from hospital.imports.guess import column_label
from hospital.imports.keeper import Seen
from hospital.imports.kind import Kind, Spec, Type
from hospital.imports.upsert import keys_named

HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`before` is None where the cell does not change."""

    after: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class ShownRow:
    number: int
    state: str
    cells: list[ShownCell]


def rows_shown(
    kind: Kind, rows: list[Seen], columns: list[str], zone: str, *, named: bool = False
) -> tuple[list[str], list[ShownRow]]:
    """Column labels and the rows, in the reader's language and the network's time."""
    specs = [kind.specs[name] for name in columns if name in kind.specs]
    names = _names(specs, rows, named=named)
    clock = ZoneInfo(zone) if zone else None
    shown = []
    for seen in rows:
        cells = []
        for spec in specs:
            after = _text(kind, spec, seen.values.get(spec.name), names, clock)
            before = None
            if spec.name in seen.before:
                before = _text(kind, spec, seen.before[spec.name], names, clock)
            cells.append(ShownCell(after, before))
        shown.append(ShownRow(seen.number, seen.state, cells))
    return [column_label(kind, spec.name) for spec in specs], shown


def gone_shown(kind: Kind, rows: list[Seen], zone: str) -> tuple[list[str], list[ShownRow]]:
    """What a whole file does not have, with all its columns: nobody reads a code in no file."""
    if not rows:
        return [], []
    return rows_shown(kind, rows, list(kind.specs), zone, named=True)


def _names(
    specs: list[Spec], rows: list[Seen], *, named: bool = False
) -> dict[tuple[Any, int], str]:
    """(model, key) -> the record's name as files write it, a query for each column; `named`: as
    people do, where it has a name."""
    found: dict[tuple[Any, int], str] = {}
    for spec in specs:
        if spec.finder is None or spec.is_patient:
            continue
        keys: set[int] = set()
        for seen in rows:
            for value in (seen.values.get(spec.name), seen.before.get(spec.name)):
                keys |= keys_named(spec, value)
        model = spec.finder.model
        parts = FINDERS[model].parts
        records = model._default_manager.filter(pk__in=keys).order_by()
        for key, *words in records.values_list("pk", *parts):
            found[model, key] = "/".join(map(str, words))
        if named and any(each.name == "name" for each in model._meta.concrete_fields):
            for key, name in records.values_list("pk", "name"):
                found[model, key] = f"{name} ({found[model, key]})"
    return found


def _text(
    kind: Kind, spec: Spec, value: Any, names: dict[tuple[Any, int], str], clock: ZoneInfo | None
) -> str:
    if value in (None, "", (), []):
        return "-"
    if spec.is_patient:
        return HIDDEN
    if spec.type is Type.LIST:
        return " ".join(_entry(spec, target, payload, names) for target, payload in value)
    if spec.finder is not None:
        return names.get((spec.finder.model, value), str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{value.astimezone(clock) if clock and value.tzinfo else value:%Y-%m-%d %H:%M}"
    labels = dict(getattr(kind.model._meta.get_field(spec.name), "flatchoices", ()))
    return force_str(labels.get(value, value))


def _entry(spec: Spec, target: Any, payload: Any, names: dict[tuple[Any, int], str]) -> str:
    word = str(target)
    if spec.finder is not None:
        word = names.get((spec.finder.model, target), word)
    return word if payload is None else f"{word}:{payload}"
