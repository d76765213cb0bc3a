"""Merged cells of a workbook: only the first of them has the value that a person sees in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hospital.imports.errors import CellError, FileRefused

Span = tuple[tuple[int, int], tuple[int, int]]
"""(row, column) of the first and of the last cell, both counted from 0 in the sheet."""


@dataclass(frozen=True, slots=True)
class MergedCell:
    """Stands where a cell has no value of its own. cells: all that are merged, as a spreadsheet
    calls them; first: the one with the `value`."""

    cells: str
    first: str
    value: Any

    def __str__(self) -> str:
        return ""


def is_empty(cell: Any) -> bool:
    return cell == "" or isinstance(cell, MergedCell)


def refuse_merged(cell: Any) -> None:
    """Raises CellError where a cell that is read has no value of its own."""
    if isinstance(cell, MergedCell):
        said = _(
            "This cell is merged with %(first)s (%(cells)s), which alone has the value. Unmerge "
            "the cells and write the value into each."
        )
        raise CellError(said % {"first": cell.first, "cells": cell.cells})


def refuse_merged_names(row: int, names: list[Any]) -> None:
    """Raises FileRefused where one name stands over several columns."""
    merged = next((cell for cell in names if isinstance(cell, MergedCell)), None)
    if merged is not None:
        said = _(
            "The cells %(cells)s are merged (“%(name)s”), and row %(row)d is to have one name a "
            "column. Unmerge them and write a name into each; delete rows above the names."
        )
        told = {"cells": merged.cells, "name": merged.value, "row": row}
        raise FileRefused(said % told)


def marked(rows: Iterable[list[Any]], spans: Iterable[Span], left: int) -> Iterator[list[Any]]:
    """All rows of a sheet from its first on, with a `MergedCell` in place of each that has no value
    of its own. left: the sheet's column that rows begin in."""
    coming = sorted(spans, reverse=True)
    under_way: list[tuple[Span, MergedCell]] = []
    for number, cells in enumerate(rows):
        under_way = [each for each in under_way if each[0][1][0] >= number]
        while coming and coming[-1][0][0] <= number:
            span = coming.pop()
            place = span[0][1] - left
            if 0 <= place < len(cells) and cells[place] != "":  # an empty one hides nothing
                under_way.append((span, _merged(span, cells[place])))
        for ((top, first), (_bottom, last)), merged in under_way:
            start = first - left + (top == number)
            for place in range(start, min(last - left + 1, len(cells))):
                cells[place] = merged
        yield cells


def _merged(span: Span, value: Any) -> MergedCell:
    from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

    return MergedCell(xl_range(*span[0], *span[1]), xl_rowcol_to_cell(*span[0]), value)
