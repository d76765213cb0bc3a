"""CSV that a spreadsheet opens without being asked anything, and cannot be made to compute."""

from __future__ import annotations

import csv
import io
from datetime import date

from operations.exports.tables import Is, Table, Value

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection)."""


def harmless(text: str) -> str:
    """The same text, but never a formula: a leading apostrophe where it could be one."""
    return f"'{text}" if text.startswith(RISKY) else text


def write(table: Table, language: str = "en") -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; in French `;` and a decimal comma."""
    french = language.startswith("fr")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([harmless(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [
                _cell(value, column.holds, french)
                for value, column in zip(row, table.columns, strict=True)
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Value, holds: Is, french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return harmless(value)
    text = f"{value / 100:.2f}" if holds is Is.MONEY else f"{value}"
    return text.replace(".", ",") if french else text
