"""Forty-eight ways to make a spreadsheet compute what somebody wrote, in each text of each file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import Any

import pytest
from openpyxl import load_workbook

from operations.exports import beds, distribution, procurement, roster
from tests.operations.exports.cast import BEDS, DISTRIBUTION, ORDERS, ROSTER

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\x00")
ACTS = ('HYPERLINK("http://evil","x")', "1+1", "cmd|' /C calc'!A0", "SUM(A1:A9)")
PAYLOADS = [f"{start}{'' if start in '=+-@' else '='}{act}" for start in STARTS for act in ACTS]
WRITERS: dict[str, tuple[Any, Any]] = {
    "roster": (roster, ROSTER),
    "beds": (beds, BEDS),
    "orders": (procurement, ORDERS),
    "distribution": (distribution, DISTRIBUTION),
}


def poisoned(value: Any, turns: Iterator[int], first: int) -> Any:
    """The same with a payload in the place of every text that somebody could have written."""
    if isinstance(value, str):
        return PAYLOADS[(first + next(turns)) % len(PAYLOADS)]
    if isinstance(value, tuple):
        return tuple(poisoned(each, turns, first) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        new = {}
        for each in fields(value):
            if each.name not in {"status", "state"}:  # ours, looked up and not shown as they are
                new[each.name] = poisoned(getattr(value, each.name), turns, first)
        return replace(value, **new)
    return value


def test_there_are_forty() -> None:
    assert len(set(PAYLOADS)) >= 40


@pytest.mark.parametrize("name", WRITERS)
def test_no_csv_has_a_cell_that_computes(name: str) -> None:
    module, facts = WRITERS[name]
    seen = 0
    for first in range(len(PAYLOADS)):
        text = module.to_csv(poisoned(facts, count(), first)).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                seen += cell.startswith("'")
                number = cell.removeprefix("-").replace(".", "").isdigit()
                assert number or not cell.startswith(STARTS), cell
    assert seen > len(PAYLOADS)


@pytest.mark.parametrize("name", WRITERS)
def test_no_workbook_has_one_either(name: str) -> None:
    module, facts = WRITERS[name]
    seen = 0
    for first in range(0, len(PAYLOADS), 4):  # each text meets each start
        book = load_workbook(io.BytesIO(module.to_xlsx(poisoned(facts, count(), first))))
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type in {"s", "n", "d", "b"}, (sheet.title, cell.value)
                    assert cell.hyperlink is None
                    seen += cell.data_type == "s" and str(cell.value).startswith(STARTS[:4])
    assert seen > 20
