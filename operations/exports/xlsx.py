"""A book of tables as XLSX: text is always a string cell, never a formula, link or number."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import xlsxwriter

from operations.exports.tables import Book, Is, Table, Value
from operations.exports.words import Words

LONGEST_CELL = 32_767
LONGEST_NAME = 31
REFUSED_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " ")) | dict.fromkeys(range(32))
"""Excel's own limits; a longer cell would be dropped without a word."""

WIDEST = 60
WHOLE, FRACTION = "#,##0", "#,##0.0#"
"""A place for decimals that may stay empty would leave its point behind whole numbers: "94."."""
LONGEST_PAGE = 8
"""Columns that one upright page holds."""


def workbook(out: io.BytesIO, book_title: str, made: Any) -> Any:
    """An empty workbook that never guesses what a string might mean."""
    found = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    found.set_properties(
        {"title": book_title.replace("\x00", ""), "created": made.replace(tzinfo=None)}
    )
    return found


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that is not used yet; `taken` learns it."""
    name = wanted.translate(REFUSED_IN_NAMES).strip(" '")[:LONGEST_NAME] or "-"
    if name.lower() == "history":
        name = f"{name} 1"
    found, number = name, 1
    while found.lower() in taken:
        number += 1
        mark = f" {number}"
        found = name[: LONGEST_NAME - len(mark)] + mark
    taken.add(found.lower())
    return found


def write(book: Book) -> bytes:
    """The whole book; right-to-left sheets where the language is."""
    out = io.BytesIO()
    with workbook(out, book.title, book.made) as file:
        formats = _formats(file)
        taken: set[str] = set()
        for at, table in enumerate(book.tables):
            sheet = file.add_worksheet(sheet_name(table.name, taken))
            if Words(book.language).right_to_left:
                sheet.right_to_left()
            top = _heading(sheet, book, formats) if at == 0 else 0
            _table(sheet, table, formats, top, Words(book.language))
            foot(sheet, book.mark)
    return out.getvalue()


def put(sheet: Any, row: int, column: int, value: Value, form: Any, holds: Is = Is.TEXT) -> None:
    """One cell of the right type; text is cut at Excel's limit, which it would refuse."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, column, value.replace("\x00", "")[:LONGEST_CELL], form)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, form)
    else:
        sheet.write_number(row, column, value / 100 if holds is Is.MONEY else value, form)


def _formats(file: Any) -> dict[str, Any]:
    shown = {Is.MONEY: "#,##0.00", Is.NUMBER: WHOLE, Is.DAY: "yyyy-mm-dd"}
    found: dict[str, Any] = {
        "title": file.add_format({"bold": True, "font_size": 14}),
        "head": file.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#DDE6EE", "bottom": 1, "valign": "top"}
        ),
    }
    for holds in Is:
        look = {"num_format": shown[holds]} if holds in shown else {}
        found[holds] = file.add_format({**look, "valign": "top", "text_wrap": holds is Is.TEXT})
        found[f"sum {holds}"] = file.add_format({**look, "bold": True, "top": 1})
    part = {"num_format": FRACTION}
    found["fraction"] = file.add_format({**part, "valign": "top"})
    found["sum fraction"] = file.add_format({**part, "bold": True, "top": 1})
    return found


def _look(formats: dict[str, Any], value: Value, holds: Is, which: str = "") -> Any:
    return formats[f"{which}fraction" if holds is Is.NUMBER and _parted(value) else which + holds]


def _parted(value: Value) -> bool:
    return isinstance(value, float) and not value.is_integer()


def printed(sheet: Any, heads: int, wide: bool = True) -> None:
    """On A4 all columns side by side, with the heads in row `heads` on every page."""
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heads)
    if wide:
        sheet.set_landscape()


def _heading(sheet: Any, book: Book, formats: dict[str, Any]) -> int:
    put(sheet, 0, 0, book.title, formats["title"])
    for at, (label, value) in enumerate(book.facts, start=1):
        put(sheet, at, 0, label, None)
        put(sheet, at, 1, value, None)
    return len(book.facts) + 2


def foot(sheet: Any, mark: str) -> None:
    """On every printed page; `&` begins a code there."""
    if mark:
        sheet.set_footer(f"&L&8{mark.replace('&', '&&')[:200]}&R&8&P / &N")


def _table(sheet: Any, table: Table, formats: dict[str, Any], top: int, words: Words) -> None:
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, min(column.width, WIDEST))
        put(sheet, top, at, words.headed(column.label, column.personal), formats["head"])
    for down, row in enumerate(table.rows, start=top + 1):
        for at, (value, column) in enumerate(zip(row, table.columns, strict=True)):
            put(sheet, down, at, value, _look(formats, value, column.holds), column.holds)
    if table.total:
        down = top + 1 + len(table.rows)
        for at, (value, column) in enumerate(zip(table.sums(), table.columns, strict=True)):
            look = _look(formats, value, column.holds, "sum ")
            put(sheet, down, at, value, look, column.holds)
    sheet.freeze_panes(top + 1, 1)
    printed(sheet, top, wide=len(table.columns) > LONGEST_PAGE)
    if table.rows:
        sheet.autofilter(top, 0, top + len(table.rows), len(table.columns) - 1)
