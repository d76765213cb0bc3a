"""What is wrong with a file: one list, each entry with row, column, value and remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hospital.errors import ApplicationError

SHOWN_ERRORS = 200
SHOWN_VALUE = 80


class FileRefused(ApplicationError):
    """The file as a whole cannot be read: not a table, wrong encoding, wrong columns, a bomb."""


class CellError(ValueError):
    """A value that cannot be taken; the message says what would mend it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong cell. `row` counts as a spreadsheet does: the header is row 1. sheet: of a workbook
    that is read whole."""

    row: int | None
    column: str
    value: str
    message: str
    sheet: str = ""


@dataclass(slots=True)
class Faults:
    """The first faults (two hundred, where nobody asks for more) and the number of all. sheet: the
    one that is being read."""

    shown: list[Fault] = field(default_factory=list)
    count: int = 0
    kept: int = SHOWN_ERRORS
    sheet: str = ""

    def add(self, row: int | None, column: str, value: Any, message: str) -> None:
        self.count += 1
        if len(self.shown) < self.kept:
            if isinstance(value, float) and value.is_integer():
                value = int(value)  # a workbook knows no other numbers
            text = "" if value is None else str(value)
            if len(text) > SHOWN_VALUE:
                text = text[:SHOWN_VALUE] + "..."
            self.shown.append(Fault(row, column, text, message, self.sheet))
