"""What a file with all there is does not have: rows that it brings as if it told of them."""

from __future__ import annotations

from hospital.imports.forgotten import Parsed
from hospital.imports.kind import Kind
from hospital.spans import among

NOT_IN_FILE = 0
"""The number of a row that no line of the file has."""


def gone_rows(kind: Kind, keys: list[int]) -> list[Parsed]:
    """These records as they are, with 0 in the column that says how much there is."""
    assert kind.whole is not None
    plain = [spec for spec in kind.specs.values() if spec.many is None]
    records = kind.model._default_manager.filter(**among("pk", keys)).order_by("pk")
    return [
        Parsed(
            NOT_IN_FILE,
            {spec.name: getattr(record, spec.attname) for spec in plain} | {kind.whole.column: 0},
        )
        for record in records
    ]
