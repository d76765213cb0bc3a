"""CSV that a spreadsheet opens without being asked anything, and cannot be made to compute."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from operations.exports.tables import Is, Table, Value
from operations.exports.words import Words

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV injection)."""
PARTED = re.compile(r"([,;\t\r\n] *['\"]?)(?=[=+\-@＝＋－＠])(?![+-] )")
"""Where a cell would begin for a spreadsheet of another language, whose cells are parted otherwise:
it opens a file with commas at its semicolons, in the middle of what is quoted for us."""


def harmless(text: str) -> str:
    """The same text, but never a formula: an apostrophe where it could be one, at its start or
    behind what parts cells elsewhere; without NUL, which some readers pass over and others stop
    at."""
    text = parted(text.replace("\x00", ""))
    return f"'{text}" if text.startswith(RISKY) else text


def parted(text: str) -> str:
    """The same, as it is behind its start: what a file that comes back says of an unchanged text,
    whose first apostrophe is taken away when it is read."""
    return PARTED.sub(r"\1'", text)


def write(table: Table, language: str = "en", mark: str = "") -> bytes:
    """UTF-8 with a byte order mark, which Excel needs; in French `;` and a decimal comma. A mark is
    a last column: above the header it would break every reader, and rows are copied elsewhere."""
    french = language.startswith("fr")
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    words, end = Words(language), [harmless(mark)] if mark else []
    heads = [harmless(words.headed(column.label, column.personal)) for column in table.columns]
    writer.writerow([*heads, *([words("export")] if mark else ())])
    for row in table.rows:
        writer.writerow(
            [
                _cell(value, column.holds, french)
                for value, column in zip(row, table.columns, strict=True)
            ]
            + end
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
