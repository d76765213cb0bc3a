"""Rows of a file that name records of another place than their own (hospital.models.one_place)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import F, Model

from hospital.imports.errors import Faults
from hospital.imports.forgotten import Parsed
from hospital.imports.kind import Kind
from hospital.models.one_place import SamePlace


def in_one_place(kind: Kind, rows: list[Parsed], faults: Faults) -> list[Parsed]:
    """Without the rows that name a record of another place than their own (SamePlace)."""
    bad: set[int] = set()
    for each in _rules(kind):
        first, _mark, rest = each.own.partition("__")
        own = [row for row in rows if row.values.get(each.field) and row.values.get(first)]
        here = _places(kind.model, first, rest, [row.values[first] for row in own])
        theirs = _places(
            kind.model, each.field, each.theirs, [row.values[each.field] for row in own]
        )
        for row in own:
            if theirs.get(row.values[each.field]) != here.get(row.values[first]):
                faults.add(row.number, each.field, "", each.said())
                bad.add(row.number)
    return [row for row in rows if row.number not in bad]


def _places(model: type[Model], field: str, path: str, keys: list[int]) -> dict[int, int]:
    """Key of a record that the field names -> key of its place; itself where there is no path."""
    if not path:
        return {key: key for key in keys}
    named: Any = model._meta.get_field(field).related_model
    rows = named._default_manager.filter(pk__in=set(keys)).order_by()
    return dict(rows.values_list("pk", path))


def misplaced(
    kind: Kind, keys: dict[int, int], named: Collection[str]
) -> Iterator[tuple[int, SamePlace]]:
    """Of records that were just changed by a file which lacks one of the two columns: their places
    in the chunk, by what the other column has held. keys: the records', by place."""
    for each in _rules(kind):
        if {each.field, _first(each)} <= set(named):
            continue  # seen before it was written
        rows = kind.model._default_manager.filter(pk__in=list(keys.values()))
        rows = rows.exclude(**{each.field: None}).exclude(
            **{f"{each.field}__{each.theirs}": F(each.own)}
        )
        wrong = set(rows.order_by().values_list("pk", flat=True))
        yield from ((place, each) for place, key in keys.items() if key in wrong)


def _rules(kind: Kind) -> list[SamePlace]:
    """A patient is found in the row's own network."""
    rules = getattr(kind.model, "one_place", ())
    specs = kind.specs
    return [each for each in rules if each.field in specs and not specs[each.field].is_patient]


def _first(rule: SamePlace) -> str:
    return rule.own.partition("__")[0]
