"""Rows of a file that are one record of ours: added up, or the latest of them taken.

A ledger of deliveries has many rows for one month of use; a history of orders has many prices for
one offer. Such rows are brought together before any is written, so that a second import of the
same file finds the same records.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hospital.imports.errors import Faults
from hospital.imports.kind import Kind, Type
from hospital.imports.resolve import Parsed

SUM, LATEST = "sum", "latest"
NUMBERS = (Type.WHOLE, Type.DECIMAL)


class Gathering:
    """The one row of each record, as far as the file was read. Grows with records, not rows."""

    def __init__(self, kind: Kind, mode: str) -> None:
        self.kind, self.mode = kind, mode
        self.rows: dict[tuple[Any, ...], Parsed] = {}
        self.gathered = 0
        self._days: dict[tuple[Any, ...], date] = {}

    def add(self, row: Parsed, day: date | None, faults: Faults) -> None:
        """Takes the row in. `day` ranks rows under "latest"; of one day the last in the file
        counts. A column that "sum" cannot add must say the same in all rows of a record."""
        key = tuple(row.values.get(name, self.kind.specs[name].default) for name in self.kind.key)
        first = self.rows.get(key)
        if first is not None:
            self.gathered += 1
        if self.mode == LATEST:
            assert day is not None
            if first is None or day >= self._days[key]:
                self.rows[key], self._days[key] = row, day
        elif first is None:
            self.rows[key] = Parsed(row.number, dict(row.values))
        else:
            self._add_up(first, row, faults)

    def _add_up(self, total: Parsed, row: Parsed, faults: Faults) -> None:
        for name, value in row.values.items():
            spec = self.kind.specs[name]
            if name in self.kind.key or value is None:
                continue
            known = total.values[name]
            if spec.type in NUMBERS:
                self._number(total, row, name, faults)
            elif known != value:
                faults.add(
                    row.number,
                    name,
                    value,
                    _(
                        "Rows %(first)d and %(second)d are added up, but this differs (%(value)s). "
                        "Leave the column out or make it part of what is the same."
                    )
                    % {"first": total.number, "second": row.number, "value": known},
                )

    def _number(self, total: Parsed, row: Parsed, name: str, faults: Faults) -> None:
        high = self.kind.specs[name].high
        number = (total.values[name] or 0) + row.values[name]
        if high is not None and number > high:
            said = _("Added up from row %(row)d on: at most %(high)s is expected.")
            faults.add(row.number, name, number, said % {"row": total.number, "high": high})
            return
        total.values[name] = number
