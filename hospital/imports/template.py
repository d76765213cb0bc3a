"""An empty file of a kind: its header and one example row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.utils.translation import gettext as _

from hospital.imports.kind import Kind, Spec


def template_csv(kind: Kind) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.name for column in kind.columns])
    writer.writerow([column.example for column in kind.columns])
    return stream.getvalue()


def write_template(kind: Kind, path: Path) -> None:
    """CSV or XLSX by the suffix; the workbook has a second sheet that explains the columns."""
    if path.suffix.lower() != ".xlsx":
        path.write_text(template_csv(kind), encoding="utf-8-sig")
        return
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(kind.code)
        for place, column in enumerate(kind.columns):
            sheet.write_string(0, place, column.name)
            sheet.write_string(1, place, column.example, text)
        help_sheet = book.add_worksheet("columns")
        for row, line in enumerate([_help(), *map(_line, kind.specs.values())]):
            for place, value in enumerate(line):
                help_sheet.write_string(row, place, value)


def _help() -> tuple[str, ...]:
    """Heads of the second sheet."""
    return _("column"), _("type"), _("required"), _("values"), _("meaning or unit")


def _line(spec: Spec) -> tuple[str, ...]:
    choices = dict.fromkeys(str(value) for value in spec.choices.values())
    shape = spec.finder.shape if spec.finder else " ".join(choices)
    required = _("yes") if spec.required else ""
    return spec.name, str(spec.type.label), required, shape, str(spec.unit)
