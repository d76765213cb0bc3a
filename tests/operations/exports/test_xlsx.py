"""XLSX, opened again with another library."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from operations.exports import beds, distribution, procurement, roster, xlsx
from tests.operations.exports.cast import (
    AMOXICILLIN,
    BEDS,
    DISTRIBUTION,
    HEAD,
    ORDERS,
    PARACETAMOL,
    ROSTER,
    in_language,
)
from tests.operations.exports.test_plain import PAYLOADS


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> list[list[Any]]:
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_summary_and_a_sheet_for_each_supplier() -> None:
    book = opened(procurement.to_xlsx(ORDERS))
    assert book.sheetnames == ["Summary", "S1 Atlas Pharma", "S2 Rif Médical"]


def test_the_summary_adds_up() -> None:
    table = rows(opened(procurement.to_xlsx(ORDERS))["Summary"])
    *_, first, second, total = table
    assert first[4:] == [10, 10, 125.0, 125.0, 0, 200.0]
    assert second[4:] == [3, 3, 37.5, 37.5, 50.0, 200.0]
    # 125.00 + 37.50; the average rule would have ordered 16 packs of each at 12.50.
    assert total[0] == "Total"
    assert total[4:] == [13, 13, 162.5, 162.5, 50.0, 400.0]


def test_the_heading_says_which_version() -> None:
    table = rows(opened(procurement.to_xlsx(ORDERS))["Summary"])
    assert table[0][0] == "Procurement plan · NORTH"
    assert ["version", "3.1"] in [row[:2] for row in table]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula_or_a_link(payload: str) -> None:
    line = replace(PARACETAMOL, product=payload, supplier=payload, reason=payload, facility=payload)
    sheet = opened(procurement.to_xlsx(replace(ORDERS, lines=(line,)))).worksheets[1]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert str(sheet["D2"].value).replace("_x000D_", "\r").strip() == payload.strip()


def test_a_code_of_digits_stays_text() -> None:
    cell = opened(procurement.to_xlsx(ORDERS))["S1 Atlas Pharma"]["C2"]
    assert (cell.value, cell.data_type) == ("0012", "s")


def test_arabic_sheets_run_from_right_to_left() -> None:
    book = opened(procurement.to_xlsx(in_language(ORDERS, "ar")))
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets)
    assert not opened(procurement.to_xlsx(ORDERS)).worksheets[0].sheet_view.rightToLeft


def test_a_cell_longer_than_excel_allows_is_cut_not_dropped() -> None:
    line = replace(PARACETAMOL, reason="x" * 40_000)
    sheet = opened(procurement.to_xlsx(replace(ORDERS, lines=(line,)))).worksheets[1]
    heads, written, *_total = rows(sheet)
    assert len(written[heads.index("reason")]) == xlsx.LONGEST_CELL


def test_suppliers_with_names_that_excel_refuses() -> None:
    names = ["a/b[c]:*?\\" + "d" * 40, "A B C D", "history", "'quoted'"]
    taken: set[str] = set()
    made = [xlsx.sheet_name(name, taken) for name in [*names, *names]]
    assert len({name.lower() for name in made}) == 8
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in made)
    assert "history" not in {name.lower() for name in made}


def test_same_plan_same_bytes() -> None:
    assert procurement.to_xlsx(ORDERS) == procurement.to_xlsx(ORDERS)


def test_an_empty_plan_is_still_a_file() -> None:
    book = opened(procurement.to_xlsx(replace(ORDERS, lines=())))
    assert book.sheetnames == ["Summary"]


def test_units_are_packs_times_size_on_every_line() -> None:
    for line in (PARACETAMOL, AMOXICILLIN):
        assert line.units == line.packs * line.pack_size
    assert AMOXICILLIN.approved_units == 80


def test_the_roster_grid_has_letters_colours_and_totals() -> None:
    sheet = opened(roster.to_xlsx(ROSTER)).worksheets[0]
    table = rows(sheet)
    assert table[2][3:10] == ["23/11", "24/11", "25/11", "26/11", "27/11", "28/11", "29/11"]
    # 8 hours by day and 11 by night; the night is on a Saturday.
    assert table[3] == ["1001", "nurse", "Full time", "M", *[None] * 4, "N", None, 2, 19, 1, 1]
    assert table[4][3] == "·"
    assert table[4][-4:] == [0, 0, 0, 0]
    # Below the people: how many each shift has on each day.
    assert table[5][:4] == ["Total M", None, None, 1]
    assert table[6][8] == 1
    morning, night = sheet["D4"], sheet["I4"]
    assert morning.fill.fgColor.rgb != night.fill.fgColor.rgb
    assert night.font.b
    assert not morning.font.b


def test_the_legend_explains_the_letters() -> None:
    legend = rows(opened(roster.to_xlsx(ROSTER)).worksheets[1])
    assert ["M", "Morning, 8 h"] in legend
    assert ["N", "Night, 11 h"] in legend


def test_beds_and_distribution_are_books_too() -> None:
    assert opened(beds.to_xlsx(BEDS)).sheetnames == ["Bed plan"]
    book = opened(distribution.to_xlsx(DISTRIBUTION))
    assert book.sheetnames == ["Deliveries", "Routes"]
    # 545 minutes after midnight.
    assert rows(book["Routes"])[-1][5] == "09:05"
    assert HEAD.scope in rows(book["Deliveries"])[0][0]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_roster_s_sheets_run_as_its_language_does(language: str) -> None:
    book = opened(roster.to_xlsx(replace(ROSTER, head=replace(ROSTER.head, language=language))))
    assert {bool(sheet.sheet_view.rightToLeft) for sheet in book} == {language == "ar"}


def test_a_whole_number_has_no_point_behind_it_and_a_fraction_has_its_decimals() -> None:
    sheet = opened(distribution.to_xlsx(DISTRIBUTION)).worksheets[1]
    litres = {cell.value: cell.number_format for cell in sheet[2]}
    assert litres[1] == "#,##0"
    assert litres[12.3] == "#,##0.0#"


def test_printed_all_columns_stand_side_by_side_below_heads_on_every_page() -> None:
    for sheet in opened(procurement.to_xlsx(ORDERS)).worksheets:
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows
