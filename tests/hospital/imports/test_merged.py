"""Merged cells of a workbook: a person sees the value in each, the file has it in the first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlsxwriter

from hospital.imports.errors import CellError
from hospital.imports.load import import_file
from hospital.imports.merged import MergedCell
from hospital.imports.results import Result
from hospital.imports.values import as_clock, as_decimal, as_flag, as_text
from hospital.models import Offer, Product, Supplier

pytestmark = pytest.mark.django_db

HEAD = ["supplier", "product", "price_cents", "minimum_packs"]
ROWS = [["S", "P", 100, 50], ["S", "Q", 200, ""]]


@pytest.fixture(autouse=True)
def _bought(place: SimpleNamespace) -> None:
    Supplier.objects.create(code="S", name="S")
    Product.objects.create(code="Q", name="Q")


def book(folder: Path, rows: list[list[Any]], *spans: str, left: int = 0) -> Path:
    """The rows from A1 on, or `left` columns further, with these spans merged as they stand."""
    path = folder / "prices.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, left, row)
        for span in spans:
            first, last = span.split(":")
            value = rows[int(first[1:]) - 1][ord(first[0]) - ord("A") - left]
            page.merge_range(f"{first}:{last}", value)
    return path


def told(result: Result) -> list[tuple[int | None, str, str]]:
    assert Offer.objects.count() == result.created
    return [(fault.row, fault.column, fault.message) for fault in result.errors]


@pytest.mark.parametrize(
    ("rows", "span", "name"),
    [
        ([["supplier", "product", "", "price_cents"], ["S", "P", "", 100]], "B1:C1", "product"),
        ([["supplier", "product", "price_cents"], ["S", "P", 100, 7]], "C1:D1", "price_cents"),
        ([["Prices of May", "", ""], HEAD[:3], ["S", "P", 100]], "A1:C1", "Prices of May"),
    ],
    ids=["within", "the last", "a title"],
)
def test_names_that_stand_over_several_columns_are_refused_with_their_cells(
    tmp_path: Path, rows: list[list[Any]], span: str, name: str
) -> None:
    [(row, column, said)] = told(import_file("offers", book(tmp_path, rows, span)))

    assert (row, column) == (None, "")
    assert f"The cells {span} are merged (“{name}”), and row 1" in said
    assert "Unmerge them" in said


def test_a_name_over_two_rows_names_its_column(tmp_path: Path) -> None:
    rows = [HEAD, [""] * 4, *ROWS]

    result = import_file("offers", book(tmp_path, rows, "A1:A2", "B1:B2", "C1:C2", "D1:D2"))

    assert (result.created, told(result)) == (2, [])


@pytest.mark.parametrize("left", [0, 2])
def test_a_value_for_two_rows_is_asked_for_in_the_second(tmp_path: Path, left: int) -> None:
    column = "DF"[left // 2]

    found = told(
        import_file("offers", book(tmp_path, [HEAD, *ROWS], f"{column}2:{column}3", left=left))
    )

    [(row, name, said)] = found
    assert (row, name) == (3, "minimum_packs")
    assert f"merged with {column}2 ({column}2:{column}3)" in said
    assert "write the value into each" in said


def test_merged_cells_of_a_column_that_is_not_read_are_left_alone(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    lines = (f'{name} = "{name}"' for name in HEAD[:3])
    mapping.write_text("[columns]\n" + "\n".join(lines))

    result = import_file("offers", book(tmp_path, [HEAD, *ROWS], "D2:D3"), mapping=mapping)

    assert (result.created, told(result)) == (2, [])


def test_rows_and_empty_cells_that_are_merged_hide_nothing(tmp_path: Path) -> None:
    rows = [HEAD, ROWS[0], [""] * 4, [*ROWS[1][:3], 7]]

    result = import_file("offers", book(tmp_path, rows, "A2:A3", "D2:D3"))

    assert (result.created, told(result)) == (2, [])


@pytest.mark.parametrize("reader", [as_clock, as_decimal, as_flag, as_text])
def test_whatever_a_merged_cell_is_read_as_it_is_named(reader: Any) -> None:
    with pytest.raises(CellError, match=r"merged with D2 \(D2:D3\)"):
        reader(MergedCell("D2:D3", "D2", "yes"))
