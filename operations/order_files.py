"""An exported procurement plan that comes back edited: what was changed in it, cell by cell.

The file is taken whole or not at all. A line is found by its key (P8v5L131: plan, version, line),
which also says whether the plan was changed since the file was written; of the other columns those
count that a person may change, in any of the languages files are written in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hospital.errors import ApplicationError, Conflict
from hospital.imports.errors import CellError, Fault, Faults, FileRefused
from hospital.imports.tables import Layout, open_table
from hospital.imports.values import as_decimal, as_text, day_style, days_read, real_day
from hospital.models import Supplier
from hospital.modes import Mode, mode_of
from hospital.said import listed
from operations.exports.plain import parted
from operations.exports.words import WORDS
from operations.keeping.supply_orders import order_can_be
from operations.models import DECIDED, OrderLine, Plan
from operations.naming import called
from operations.services import OrderChange

KEY, WHY, APPROVED = "line_key", "why", "approved_packs"
PRODUCT = "product_code"
"""Never a change: rows that a spreadsheet sorted without their last column are told by it."""
FIELDS = {
    "supplier_code": "supplier",
    "transport": "mode",
    "order_by": "order_date",
    "planned_packs": "packs",
}
"""Column -> the field that it changes."""
MOVES = ("supplier_code", "transport", "order_by")
READ = (KEY, WHY, APPROVED, *FIELDS, PRODUCT)
LATER = {"transport"}
"""Columns that files of before do not have."""
LABELS = {label.lower(): key for key in READ for label in WORDS[key]}
MODES = {label.lower(): mode for mode in Mode for label in WORDS[mode.value]}
TOTALS = set(WORDS["total"])
KEYS = re.compile(r"P(\d{1,12})v(\d{1,9})L(\d{1,12})", re.ASCII)
MOST_PACKS = 2**31 - 1


class BadCells(ApplicationError):
    """Cells of the file cannot be taken; `extra["errors"]` has row, column, value and remedy."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One changed cell, for whoever looks before it is kept."""

    sheet: str
    row: int
    line: int
    subject: str
    column: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Edits:
    """What a file changes: the changes as the service takes them, and cell by cell. left_out: lines
    of the plan that the file does not have."""

    changes: tuple[OrderChange, ...]
    cells: tuple[Cell, ...]
    left_out: int = 0


def order_file_read(*, plan: Plan, path: Path, name: str) -> Edits:
    """The changes in an edited file. Only cells that differ from the plan are changes; lines that
    the file does not have stay as they are.

    Raises FileRefused (no such table), Conflict (written before the plan's last change), BadCells.
    """
    faults = Faults()
    reader = _Reader(plan, faults)
    for headers, number, row in _rows(path, faults):
        reader.read(headers, number, row)
    if faults.count:
        raise _bad(faults, name)
    if not reader.seen:
        raise FileRefused(_("%(file)s has no line of this plan.") % {"file": name})
    left_out = len(reader.lines) - len(reader.seen)
    return Edits(tuple(reader.changes), tuple(reader.cells), left_out)


def _bad(faults: Faults, name: str) -> BadCells:
    first = faults.shown[0]
    where = _("%(file)s, row %(row)s, %(column)s: %(remedy)s") % {
        "file": f"{name}, {first.sheet}" if first.sheet else name,
        "row": first.row,
        "column": first.column,
        "remedy": first.message,
    }
    said = ngettext(
        "%(count)s cell cannot be taken; nothing was changed.",
        "%(count)s cells cannot be taken; nothing was changed.",
        faults.count,
    ) % {"count": number_format(faults.count)}
    return BadCells(f"{said} {where}", {"file": name, "errors": [_plain(f) for f in faults.shown]})


def _plain(fault: Fault) -> dict[str, Any]:
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
        "message": fault.message,
    }


Headers = dict[str, str]
"""Key of a column that is read -> its name in the file."""


def _rows(path: Path, faults: Faults) -> Iterator[tuple[Headers, int, dict[str, Any]]]:
    """Rows of every sheet that has a column of keys."""
    found = False
    for sheet in _sheets(path):
        faults.sheet = sheet
        with open_table(path, Layout(sheet=sheet), LABELS, faults) as table:
            named = {LABELS[name.lower()]: name for name in table.headers if name.lower() in LABELS}
            if KEY not in named:
                continue
            missing = [WORDS[key][0] for key in READ if key not in {*named, *LATER}]
            if missing:
                raise FileRefused(
                    _("The file lacks the columns %(columns)s; leave them as they were exported.")
                    % {"columns": listed(missing)}
                )
            found = True
            for number, row in table.rows:
                yield named, number, row
    if not found:
        raise FileRefused(
            _("The file has no column “%(column)s”: export the plan, and edit that file.")
            % {"column": WORDS[KEY][0]}
        )


def _sheets(path: Path) -> list[str]:
    """Names of an XLSX file's sheets; a CSV is one without a name."""
    if path.suffix.lower() != ".xlsx":
        return [""]
    import python_calamine as calamine

    from hospital.imports.archive import check_archive

    check_archive(path)
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
    except calamine.CalamineError as fault:
        raise FileRefused(
            _("The workbook cannot be read (%(fault)s). Save it again.") % {"fault": fault}
        ) from fault
    # The summary begins with a heading of two columns, not with a header row.
    return [name for name in book.sheet_names if _headed(book.get_sheet_by_name(name))]


def _headed(sheet: Any) -> bool:
    rows = sheet.to_python(skip_empty_area=False, nrows=1)
    return bool(rows) and any(str(cell).strip().lower() in LABELS for cell in rows[0])


class _Reader:
    """Takes rows one by one; what is wrong goes to `faults`."""

    def __init__(self, plan: Plan, faults: Faults) -> None:
        self.plan, self.faults = plan, faults
        rows = OrderLine.objects.filter(plan=plan).select_related("supplier", "product")
        self.lines = {row.pk: row for row in rows}
        for row in self.lines.values():
            row.plan = plan
        self.suppliers = {row.code: row for row in Supplier.objects.all()}
        self.seen: set[int] = set()
        self.changes: list[OrderChange] = []
        self.cells: list[Cell] = []

    def read(self, headers: Headers, number: int, row: dict[str, Any]) -> None:
        key = row[headers[KEY]]
        if key == "" and any(cell in TOTALS for cell in row.values()):
            return
        try:
            line = self._line(as_text(key))
        except CellError as wrong:
            self.faults.add(number, headers[KEY], key, str(wrong))
            return
        product = row[headers[PRODUCT]]
        if not _same_code(product, line.product.code):
            self.faults.add(number, headers[PRODUCT], product, _moved_apart(line))
            return
        found: dict[str, Any] = {}
        for column, name in headers.items():
            if column in (KEY, PRODUCT):
                continue
            try:
                value = READERS[column](self, row[name])
                if value != (now := _now(line, column)) and not _is_export(value, now):
                    self._may_change(line)
                    found[column] = value
            except CellError as wrong:
                self.faults.add(number, name, row[name], str(wrong))
        self._keep(line, number, found, headers)

    def _line(self, key: str) -> OrderLine:
        if not key:
            raise CellError(
                _("Only lines of the plan can be changed here: take this row out, and enter an "
                  "order that the plan does not have under Orders of the records.")
            )  # fmt: skip
        parts = KEYS.fullmatch(key)
        if parts is None:
            raise CellError(_("This is no line of an exported plan; leave the column as it was."))
        plan, version, line = map(int, parts.groups())
        if plan != self.plan.pk:
            raise CellError(_("This line is of another plan; export this plan and edit that file."))
        if version != self.plan.edit_version:
            raise Conflict(
                _(
                    "The file was written at version %(file)d.%(seen)d; the plan is at "
                    "%(file)d.%(now)d by now. Export it again and repeat your changes there."
                )
                % {"file": self.plan.version, "seen": version, "now": self.plan.edit_version},
                {"edit_version": self.plan.edit_version},
            )
        if line not in self.lines:
            raise CellError(_("The plan has no such line; leave the column as it was."))
        if line in self.seen:
            raise CellError(_("The line stands twice in the file; keep one of the two."))
        self.seen.add(line)
        return self.lines[line]

    @staticmethod
    def _may_change(line: OrderLine) -> None:
        if line.state in DECIDED:
            raise CellError(
                _("The line is %(state)s; take that back before it is changed.")
                % {"state": line.get_state_display()}
            )
        if line.locked:
            raise CellError(_("The line is locked; unlock it, or leave the cell as it was."))

    def _keep(self, line: OrderLine, row: int, found: dict[str, Any], headers: Headers) -> None:
        if not found:
            return
        values = {FIELDS[column]: found[column] for column in found if column in FIELDS}
        self._can_be(line, row, found, headers)
        self.changes.append(
            OrderChange(line.pk, values, found.get(APPROVED), found.get(WHY, line.why))
        )
        for column, value in found.items():
            before, after = _now(line, column), value
            self.cells.append(
                Cell(self.faults.sheet, row, line.pk, str(line), headers[column], before, after)
            )

    def _can_be(self, line: OrderLine, row: int, found: dict[str, Any], headers: Headers) -> None:
        """What is wrong with the line as a whole is said of the cell that made it so."""
        moved = {FIELDS[column]: found[column] for column in MOVES if column in found}
        if moved:
            try:
                order_can_be(line, moved)
            except ApplicationError as wrong:
                column = next(column for column in MOVES if column in found)
                self.faults.add(row, headers[column], found[column], str(wrong.message))
        approved = found.get(APPROVED)
        if approved not in (None, line.suggestion) and not found.get(WHY, line.why):
            said = _("This departs from the suggestion: say why in the column “%(column)s”.")
            self.faults.add(row, headers[APPROVED], approved, said % {"column": headers[WHY]})

    def packs(self, value: Any) -> int:
        try:
            number = as_decimal(value)
        except CellError as wrong:
            raise CellError(_("A whole number is expected, such as 12.")) from wrong
        if number != number.to_integral_value():
            raise CellError(_("Packs are whole; write a whole number."))
        if not 0 <= number <= MOST_PACKS:
            raise CellError(_("A number of packs is not negative."))
        return int(number)

    def approved(self, value: Any) -> int | None:
        return None if value == "" else self.packs(value)

    def supplier(self, value: Any) -> Supplier:
        code = as_text(value)
        if code not in self.suppliers:
            raise CellError(_("There is no supplier “%(code)s”; use its code.") % {"code": code})
        return self.suppliers[code]

    def mode(self, value: Any) -> Mode | str:
        text = as_text(value)
        found = MODES.get(text.lower()) or mode_of(text)
        if text and found is None:
            known = listed(mode.label for mode in Mode)
            raise CellError(_("Write one of: %(known)s.") % {"known": known})
        return found or ""

    def day(self, value: Any) -> date:
        try:
            known = real_day(value)
            text = "" if known else as_text(value)
            return known or days_read(text, day_style(text))[0]
        except CellError as wrong:
            raise CellError(_("A day is expected: 2026-01-31 or 31/01/2026.")) from wrong

    def why(self, value: Any) -> str:
        text = as_text(value)
        if len(text) > 500:
            raise CellError(_("Say it in at most 500 characters."))
        return text


READERS: dict[str, Callable[[_Reader, Any], Any]] = {
    "planned_packs": _Reader.packs,
    APPROVED: _Reader.approved,
    "supplier_code": _Reader.supplier,
    "transport": _Reader.mode,
    "order_by": _Reader.day,
    WHY: _Reader.why,
}


def _same_code(cell: Any, code: str) -> bool:
    """Whether a cell has the product's code still, also where a spreadsheet took it for a number
    and dropped zeros before it."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text in (code, parted(code)) or (text.isdigit() and text == code.lstrip("0"))


def _moved_apart(line: OrderLine) -> str:
    said = _(
        "The last column says that this row is %(product)s. Sort whole rows, and leave product and "
        "last column as they were exported; another product has a line of its own."
    )
    return said % {"product": called(line.product)}


def _is_export(value: Any, now: Any) -> bool:
    """Whether a text is the one that was exported, made harmless for spreadsheets."""
    return isinstance(now, str) and value == parted(now)


def _now(line: OrderLine, column: str) -> Any:
    if column == "transport":
        return Mode(line.mode) if line.mode else ""
    if column in FIELDS:
        return getattr(line, FIELDS[column])
    return getattr(line, {WHY: "why", APPROVED: "approved_packs"}[column])
