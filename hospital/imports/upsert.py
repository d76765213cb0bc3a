"""A chunk of rows -> the database: new ones made, changed ones changed, the rest left alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q

from hospital.imports.inserts import insert
from hospital.imports.kind import Kind, Many, Spec
from hospital.imports.resolve import Parsed
from hospital.spans import among

BATCH = 500

Key = tuple[Any, ...]


@dataclass(slots=True)
class Changes:
    """Places in the list of rows, by what happened to them."""

    created: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)
    unchanged: set[int] = field(default_factory=set)
    keys: dict[int, int] = field(default_factory=dict)
    """Of the records that were written, by place."""
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    """Former values of what changed, by place and column."""


def key_of(kind: Kind, values: dict[str, Any]) -> Key:
    """The natural key; a column that the file lacks counts as its default."""
    specs = kind.specs
    return tuple([values.get(name, specs[name].default) for name in kind.key])


def upsert(
    kind: Kind, rows: list[Parsed], specs: Iterable[Spec], *, update: bool = True
) -> Changes:
    """Writes the rows. Their keys must differ. `update=False` only adds what is missing."""
    specs = list(specs)
    plain = [spec for spec in specs if spec.many is None]
    wanted = [key_of(kind, row.values) for row in rows]
    known = existing(kind, wanted)
    changes, new, old, touched = Changes(), [], [], set()
    for place, row in enumerate(rows):
        record = known.get(wanted[place])
        if record is None:
            new.append(place)
            continue
        changes.keys[place] = record.pk
        if not update:
            continue
        differing = _assign(record, plain, row.values)
        if differing:
            old.append(record)
            touched |= differing.keys()
            changes.before[place] = differing
        (changes.updated if differing else changes.unchanged).add(place)
    if new:
        columns = {spec.attname: [rows[place].values[spec.name] for place in new] for spec in plain}
        changes.keys |= zip(new, insert(kind.model, columns), strict=True)
        changes.created.update(new)
    if old:
        # INSERT .. ON CONFLICT took half the time of bulk_update's CASE .. WHEN on PostgreSQL.
        kind.model._default_manager.bulk_create(
            old,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=sorted(touched),
        )
    written = changes.keys if update else {place: changes.keys[place] for place in changes.created}
    for spec in specs:
        if spec.many is not None and written:
            _write_list(link_of(kind, spec), spec.name, rows, written, changes)
    return changes


def keys_named(spec: Spec, value: Any) -> set[int]:
    """The records that a column's value names, of a list all."""
    if value is None or spec.finder is None:
        return set()
    return {pair[0] for pair in value} if spec.many is not None else {value}


def existing(kind: Kind, wanted: list[Key]) -> dict[Key, Model]:
    """Of these natural keys those that there are."""
    query = Q()
    attnames = [kind.specs[name].attname for name in kind.key]
    for place, attname in enumerate(attnames):
        values = {key[place] for key in wanted}
        part = Q(**{f"{attname}__in": [value for value in values if value is not None]})
        if None in values:
            part |= Q(**{f"{attname}__isnull": True})
        query &= part
    sought, found = set(wanted), {}
    for record in kind.model._default_manager.filter(query).order_by().iterator(chunk_size=2000):
        key = tuple(getattr(record, attname) for attname in attnames)
        if key in sought:
            found[key] = record
    return found


def _assign(record: Model, specs: list[Spec], values: dict[str, Any]) -> dict[str, Any]:
    """The former values of what was changed."""
    changed = {}
    for spec in specs:
        former = getattr(record, spec.attname)
        if former != values[spec.name]:
            setattr(record, spec.attname, values[spec.name])
            changed[spec.name] = former
    return changed


@dataclass(frozen=True, slots=True)
class Link:
    """The table behind a list column: whose row, which target, and the payload's name."""

    table: type[Model]
    owner: str
    target: str
    many: Many


def link_of(kind: Kind, spec: Spec) -> Link:
    many = spec.many
    assert many is not None
    if many.through is not None:
        return Link(many.through, many.owner, many.target, many)
    relation: Any = kind.model._meta.get_field(spec.name)
    return Link(
        relation.remote_field.through,
        f"{relation.m2m_field_name()}_id",
        f"{relation.m2m_reverse_field_name()}_id",
        many,
    )


def _write_list(
    link: Link, name: str, rows: list[Parsed], owners: dict[int, int], changes: Changes
) -> None:
    """A list cell is the whole list: entries it does not name are taken away. owners: the keys of
    the rows' records, by place."""
    wanted = {
        (pk, target): payload
        for place, pk in owners.items()
        for target, payload in _payloads(link.many, rows[place].values[name])
    }
    present = entries_of(link, owners.values())
    former = _listed(link, present)
    changed = sync(link, wanted, present)
    for place, pk in owners.items():
        if pk in changed and place not in changes.created:
            changes.before.setdefault(place, {})[name] = former.get(pk, [])
    moved = {place for place in changes.unchanged if owners.get(place) in changed}
    changes.unchanged -= moved
    changes.updated |= moved


def entries_of(link: Link, owners: Iterable[Any]) -> dict[Key, Any]:
    rows = link.table._default_manager.filter(**among(link.owner, list(owners)))
    return {(getattr(each, link.owner), getattr(each, link.target)): each for each in rows}


def _listed(link: Link, present: dict[Key, Any]) -> dict[Any, list[list[Any]]]:
    """Owner -> its entries as [target, payload], in an order of their own."""
    found: dict[Any, list[list[Any]]] = {}
    for (owner, target), entry in present.items():
        payload = getattr(entry, link.many.payload) if link.many.payload else None
        found.setdefault(owner, []).append([target, payload])
    return {owner: sorted(entries) for owner, entries in found.items()}


def lists_of(link: Link, owners: Iterable[Any]) -> dict[Any, list[list[Any]]]:
    """What the list column of these records holds now."""
    return _listed(link, entries_of(link, owners))


def sync(link: Link, wanted: dict[Key, Any], present: dict[Key, Any]) -> set[int]:
    payload = link.many.payload
    gone = [entry.pk for key, entry in present.items() if key not in wanted]
    new, moved, changed = [], [], {key[0] for key in present if key not in wanted}
    for key, value in wanted.items():
        extra = {payload: value} if payload else {}
        if key not in present:
            new.append(link.table(**{link.owner: key[0], link.target: key[1]}, **extra))
            changed.add(key[0])
        elif payload and getattr(present[key], payload) != value:
            setattr(present[key], payload, value)
            moved.append(present[key])
            changed.add(key[0])
    manager = link.table._default_manager
    manager.filter(pk__in=gone).delete()
    manager.bulk_create(new, batch_size=BATCH)
    if moved:
        manager.bulk_update(moved, [payload], batch_size=BATCH)
    return changed


def _payloads(many: Many, entries: Any) -> list[tuple[Any, Any]]:
    result = []
    for place, (target, payload) in enumerate(entries, start=1):
        default = place if many.default == "position" else many.default
        # A tier's target is a number of packs, not a record.
        own = int(target) if many.through is not None else target
        result.append((own, default if payload is None else payload))
    return result
