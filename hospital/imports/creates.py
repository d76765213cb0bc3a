"""Parents that a mapping file makes on the way: sites, products, suppliers of a foreign export."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hospital.imports.cells import RowReader, check_row, pick
from hospital.imports.errors import CellError, Faults
from hospital.imports.kind import Kind
from hospital.imports.mapping import Creation
from hospital.imports.resolve import Parsed, Resolver, in_full, named_within
from hospital.imports.tables import Row
from hospital.imports.upsert import key_of, upsert
from hospital.imports.witness import Witness


class Creator:
    """Makes what is missing, changes nothing that is there, and counts what it made."""

    def __init__(self, creation: Creation, kind: Kind) -> None:
        missing = [name for name in kind.required if name not in creation.sources]
        if missing:
            raise ValueError(f"[[creates]] {kind.code} needs {', '.join(missing)}")
        self.kind = kind
        self.reader = RowReader(kind, creation.sources)
        self.made = 0
        self._seen: set[tuple[str, ...]] = set()
        self._keys: dict[tuple[Any, ...], int] = {}

    def run(
        self, rows: list[tuple[int, Row]], resolver: Resolver, faults: Faults, witness: Witness
    ) -> None:
        parsed = []
        within = named_within(self.reader.specs)
        for number, row in rows:
            values = self._values(number, row, faults)
            if values is not None:
                parsed.append(Parsed(number, in_full(values, within)))
        found = resolver.resolve(self.kind, parsed, self.reader.specs, faults)
        fresh = [row for row in found if self._is_alone(row, faults)]
        # Also in a file already at fault, so that what names them is not told off as well.
        if fresh:
            changes = upsert(self.kind, fresh, self.reader.specs, update=False)
            self.made += len(changes.created)
            witness.made(self.kind, fresh, changes)

    def _values(self, number: int, row: Row, faults: Faults) -> dict[str, Any] | None:
        """None for what was seen before in the same words, or is at fault."""
        try:
            raw = tuple(str(pick(source, row)) for source in self.reader.sources.values())
        except CellError as fault:
            faults.add(number, "", "", str(fault))
            return None
        if raw in self._seen:
            return None
        self._seen.add(raw)
        values = self.reader.read(number, row, faults)
        if values is not None:
            check_row(self.kind, number, values, faults)
        return values

    def _is_alone(self, row: Parsed, faults: Faults) -> bool:
        """Two rows that give one code different names are two things under one code."""
        key = key_of(self.kind, row.values)
        first = self._keys.setdefault(key, row.number)
        if first != row.number:
            faults.add(
                row.number,
                self.kind.key[-1],
                row.values[self.kind.key[-1]],
                _(
                    "Rows %(first)d and %(second)d describe this record (%(kind)s) differently. "
                    "Let the mapping file build distinct codes, or take the name from the code."
                )
                % {"first": first, "second": row.number, "kind": self.kind.code},
            )
        return first == row.number
