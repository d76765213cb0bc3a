"""What was erased, or is past its time, does not come back with the next file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hospital.imports.kind import Kind
from hospital.models import Erasure, Referral, Stay, StayMove
from hospital.pseudonyms import CLOSED, REFERRAL_NUMBER, closed_number


@dataclass(frozen=True, slots=True)
class Parsed:
    """A row of the file: its number and a value a column."""

    number: int
    values: dict[str, Any]


class Forgotten:
    """Looked up a chunk at a time, and not at all where nothing was ever closed or erased."""

    def __init__(self) -> None:
        self._closed: bool | None = None
        self._erased: dict[tuple[int, str], datetime] | None = None

    def without(self, kind: Kind, rows: list[Parsed]) -> tuple[list[Parsed], int]:
        """The rows that do not tell of a closed stay, and how many did."""
        if kind.model not in {Stay, StayMove, Referral} or not self._any_closed():
            return rows, 0
        names = {at: _stay(kind, row) for at, row in enumerate(rows)}
        beside = {at: str(row.values.get("beside") or "") for at, row in enumerate(rows)}
        asked = {_closed(name) for name in (*names.values(), *beside.values()) if "/" in name}
        model = Referral if kind.model is Referral else Stay
        closed = model._default_manager.filter(number__in=asked)
        there = set(closed.values_list("number", flat=True))
        kept = []
        for at, row in enumerate(rows):
            if "/" in beside[at] and _closed(beside[at]) in there:
                row.values["beside"] = None
            if _closed(names[at]) not in there:
                kept.append(row)
        return kept, len(rows) - len(kept)

    def erased(self, network: int, pseudonym: str, row: Parsed) -> bool:
        """Whether the row is about what was before its patient was erased."""
        if self._erased is None:
            rows = Erasure.objects.values_list("network", "pseudonym", "at")
            self._erased = {(where, name): at for where, name, at in rows}
        at = self._erased.get((network, pseudonym))
        began = row.values.get("admitted") or row.values.get("registered")
        if at is None:
            return False
        day = began.date() if isinstance(began, datetime) else began
        return day is None or bool(day <= at.date())

    def _any_closed(self) -> bool:
        if self._closed is None:
            self._closed = any(
                model._default_manager.filter(number__startswith=CLOSED).exists()
                for model in (Stay, Referral)
            )
        return self._closed


def _stay(kind: Kind, row: Parsed) -> str:
    """FACILITY/NUMBER."""
    if kind.model is StayMove:
        return str(row.values.get("stay") or "")
    mark = REFERRAL_NUMBER if kind.model is Referral else ""
    return f"{row.values.get('facility')}/{mark}{row.values.get('number')}"


def _closed(name: str) -> str:
    facility, _slash, number = name.partition("/")
    return closed_number(facility, number)
