"""Files as they come: separators, encodings, workbooks, and those that are refused unread."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from hospital.imports.errors import Faults, FileRefused
from hospital.imports.tables import Layout, open_table

NAMES = ("code", "name")


def read(
    path: Path, layout: Layout | None = None, names: Collection[str] = NAMES
) -> tuple[list[tuple[int, dict[str, object]]], Faults]:
    faults = Faults()
    with open_table(path, layout or Layout(), names, faults) as table:
        return list(table.rows), faults


def written(tmp_path: Path, content: bytes, name: str = "x.csv") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_gives_the_expected_names(
    tmp_path: Path, separator: str
) -> None:
    text = f"code{separator}name\nA{separator}x\n"
    rows, _faults = read(written(tmp_path, text.encode()))

    assert rows == [(2, {"code": "A", "name": "x"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_needs_no_word(tmp_path: Path, encoding: str) -> None:
    rows, _faults = read(written(tmp_path, "code,name\nA,قسم\n".encode(encoding)))

    assert rows[0][1]["name"] == "قسم"


@pytest.mark.parametrize(("encoding", "name"), [("latin-1", "Hôpital"), ("cp1256", "قسم")])
def test_other_encodings_are_asked_for_and_never_guessed(
    tmp_path: Path, encoding: str, name: str
) -> None:
    path = written(tmp_path, f"code,name\nA,{name}\n".encode(encoding))

    with pytest.raises(FileRefused, match=r"--encoding"):
        read(path)
    rows, _faults = read(path, Layout(encoding=encoding))
    assert rows[0][1]["name"] == name


def test_rows_are_counted_as_in_a_spreadsheet_and_must_be_as_long_as_the_header(
    tmp_path: Path,
) -> None:
    rows, faults = read(written(tmp_path, b'code,name\nA,x\n\nB\nC,y,z\n"D","1\n2"\nE,v,\n'))

    assert [number for number, _row in rows] == [2, 6, 7]
    assert [fault.row for fault in faults.shown] == [4, 5]
    assert "(1) than the header (2)" in faults.shown[0].message
    assert "(3) than the header (2)" in faults.shown[1].message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code,name,code\n", "same name “code”"),
        (b"code,,,name\n", "Columns 2 and 3 have no name"),
        (b"", "no header row"),
        (b'code,name\nA,"open\n', "quote"),
    ],
)
def test_a_broken_table_is_refused_in_words(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(FileRefused, match=message):
        read(written(tmp_path, content))


def test_the_quote_of_our_own_exports_is_taken_off_and_others_are_kept(tmp_path: Path) -> None:
    rows, _faults = read(written(tmp_path, b"code,name\n'=1+1,'t Hof\n'-5,-5\n"))

    assert [(row["code"], row["name"]) for _n, row in rows] == [("=1+1", "'t Hof"), ("-5", "-5")]


def workbook(path: Path, rows: list[list[object]], sheet: str = "Data") -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def test_a_workbook_keeps_its_types_and_row_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx", [["code", "day"], ["0012", date(2026, 5, 1)], [], [7, None]]
    )
    rows, faults = read(path)

    assert rows == [(2, {"code": "0012", "day": date(2026, 5, 1)}), (4, {"code": 7.0, "day": ""})]
    assert faults.count == 0


def test_a_missing_sheet_is_named_with_those_there_are(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["code"]], "Lits")

    with pytest.raises(FileRefused, match="Lits"):
        read(path, Layout(sheet="Beds"))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)

    with pytest.raises(FileRefused, match="200 times"):
        read(path)


def test_a_workbook_that_names_files_outside_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../evil.xml", b"")

    with pytest.raises(FileRefused, match="outside"):
        read(path)


@pytest.mark.parametrize(("name", "message"), [("x.xlsx", "not a readable"), ("x.pdf", "CSV or")])
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(FileRefused, match=message):
        read(written(tmp_path, b"hello", name))
