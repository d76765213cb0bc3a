"""A CSV or XLSX file as a header and numbered rows; knows files, not records."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hospital.imports.archive import check_archive
from hospital.imports.errors import Faults, FileRefused
from hospital.imports.merged import is_empty, marked, refuse_merged_names

MAX_ROWS = 1_200_000
MAX_COLUMNS = 500
MAX_CELL = 100_000
SEPARATORS = (",", ";", "\t", "|")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read the file; what is empty is found out, or refused."""

    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    headers: tuple[str, ...]
    rows: Iterator[tuple[int, Row]]
    separator: str


@contextmanager
def open_table(
    path: Path, layout: Layout, expected: Collection[str], faults: Faults
) -> Iterator[Table]:
    """Headers and rows of the file. `expected` header names settle which separator it has.

    Rows whose length differs from the header's go to `faults`; blank rows are passed over.
    Raises FileRefused for a file that is not such a table.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        check_archive(path)
        lines, separator = _sheet(path, layout), ""
        yield _table(lines, layout, separator, faults)
        return
    if suffix not in {".csv", ".tsv", ".txt"}:
        raise FileRefused(
            _("Such a file (%(name)s) is not read. Save it as CSV or XLSX.") % {"name": path.name}
        )
    encoding = layout.encoding or _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as stream:
            separator = layout.separator or _separator(path, encoding, layout, expected)
            csv.field_size_limit(MAX_CELL)
            lines = _guarded(csv.reader(stream, delimiter=separator, strict=True), encoding)
            yield _table(lines, layout, separator, faults)
    except (LookupError, UnicodeError) as fault:
        raise _not_text(encoding) from fault


def _encoding(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(2)
    if b"\0" in start:  # UTF-16 without its mark: read as UTF-8 its names would be full of gaps
        raise _not_text("utf-8-sig")
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _not_text(encoding: str) -> FileRefused:
    return FileRefused(
        _(
            "The file is not written in %(encoding)s. Say which letters it has: on the page where "
            'it is chosen, in the mapping file ([file] encoding = "latin-1", or "cp1256" for '
            "Arabic) or with --encoding."
        )
        % {"encoding": encoding.removesuffix("-sig")}
    )


def _guarded(reader: Iterator[list[str]], encoding: str) -> Iterator[list[Any]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except UnicodeError as fault:
            raise _not_text(encoding) from fault
        except csv.Error as fault:
            where = getattr(reader, "line_num", 0)
            raise FileRefused(
                _(
                    "Line %(line)s is not valid CSV (%(fault)s). Look for a quote that is not "
                    "closed."
                )
                % {"line": where, "fault": fault}
            ) from fault


def _separator(path: Path, encoding: str, layout: Layout, expected: Collection[str]) -> str:
    """The separator under which most expected names appear in the header row."""
    wanted = {plain_header(name) for name in expected}
    best, found = ",", -1
    for separator in SEPARATORS:
        with path.open(encoding=encoding, newline="") as stream:
            lines = _guarded(csv.reader(stream, delimiter=separator), encoding)
            header = _nth(lines, layout.header_row)
        names = sum(plain_header(str(name)) in wanted for name in header)
        if names > found:
            best, found = separator, names
    return best


def plain_header(name: str) -> str:
    return "_".join(name.strip().lower().split())


def _nth(lines: Iterator[list[Any]], number: int) -> list[Any]:
    for count, line in enumerate(lines, start=1):
        if count == number:
            return line
    return []


def _sheet(path: Path, layout: Layout) -> Iterator[list[Any]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        name = layout.sheet or book.sheet_names[0]
        if name not in book.sheet_names:
            raise FileRefused(
                _("There is no sheet “%(name)s”; the workbook has %(sheets)s.")
                % {"name": name, "sheets": ", ".join(book.sheet_names)}
            )
        sheet = book.get_sheet_by_name(name)
    except (calamine.CalamineError, IndexError) as fault:
        raise FileRefused(
            _("The workbook cannot be read (%(fault)s). Save it again.") % {"fault": fault}
        ) from fault
    # With the empty rows above its first cell: rows are counted as the person sees them.
    rows, merged = sheet.iter_rows(), sheet.merged_cell_ranges
    yield from marked(rows, merged, sheet.start[1]) if merged and sheet.start else rows


def _table(lines: Iterator[list[Any]], layout: Layout, separator: str, faults: Faults) -> Table:
    names = _nth(lines, layout.header_row)
    refuse_merged_names(layout.header_row, names)
    headers = tuple(str(name).strip() for name in names)
    while headers and not headers[-1]:
        headers = headers[:-1]
    if not headers:
        raise FileRefused(_("The file has no header row. The first row must name the columns."))
    if len(headers) > MAX_COLUMNS:
        raise FileRefused(
            _("The file has %(count)d columns; at most %(most)d are read.")
            % {"count": len(headers), "most": MAX_COLUMNS}
        )
    seen: dict[str, int] = {}
    for place, name in enumerate(headers, start=1):
        if name in seen:
            if not name:
                raise FileRefused(
                    _("Columns %(one)d and %(other)d have no name. Name them, or delete them.")
                    % {"one": seen[name], "other": place}
                )
            raise FileRefused(
                _("Columns %(one)d and %(other)d have the same name “%(name)s”. Rename one.")
                % {"one": seen[name], "other": place, "name": name}
            )
        seen[name] = place
    return Table(headers, _rows(lines, headers, layout.header_row, faults), separator)


def _rows(
    lines: Iterator[list[Any]], headers: tuple[str, ...], header_row: int, faults: Faults
) -> Iterator[tuple[int, Row]]:
    width = len(headers)
    for number, line in enumerate(lines, start=header_row + 1):
        if number > MAX_ROWS:
            raise FileRefused(_("Row %(row)d: too many rows. Split the file.") % {"row": number})
        cells = [
            value.strip() if type(value) is str and value[:1] != "'" else _cell(value)
            for value in line
        ]
        while len(cells) > width and is_empty(cells[-1]):
            cells.pop()
        if all(map(is_empty, cells)):
            continue
        if len(cells) != width:
            faults.add(
                number,
                "",
                "",
                _(
                    "The row has another number of cells (%(cells)d) than the header (%(width)d): "
                    "a separator inside a value must stand in quotes."
                )
                % {"cells": len(cells), "width": width},
            )
            continue
        yield number, dict(zip(headers, cells, strict=True))


def _cell(value: Any) -> Any:
    """Text trimmed; the quote with which our own exports disarm formulas taken off again."""
    if not isinstance(value, str):
        return "" if value is None else value
    if value.startswith("'") and value[1:2] in FORMULA_STARTS:
        value = value[1:]
    return value.strip()
