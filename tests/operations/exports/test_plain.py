"""CSV: what Excel opens by a double click, and what it must never compute."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from operations.exports import beds, distribution, plain, procurement, roster
from operations.exports.tables import Column, Is, Table
from tests.operations.exports.cast import BEDS, DISTRIBUTION, ORDERS, ROSTER, in_language

PAYLOADS = [
    '=HYPERLINK("http://evil","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
]

OTHER_TEXT = [
    "0012", "12E5", "a=b", "after; - see", "a-b; c+d", 'Abc, "quoted"; new\nline', "دواء"
]  # fmt: skip


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def one(value: object, holds: Is = Is.TEXT, language: str = "en") -> str:
    table = Table("t", (Column("a", holds),), ((value,),))  # type: ignore[arg-type]
    return read(plain.write(table, language), ";" if language == "fr" else ",")[1][0]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_could_be_a_formula_gets_an_apostrophe(payload: str) -> None:
    assert one(payload).startswith("'")
    assert one(payload).replace("'", "") == payload


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("start", ["=", "@", "+", "-", "＝"])
@pytest.mark.parametrize("before", ["x;", "x,", "x\t", "x\n", "x; ", 'x;"', "x\r\n"])
def test_nor_is_there_one_for_who_parts_cells_otherwise(
    separator: str, language: str, start: str, before: str
) -> None:
    """A file with commas opened where cells are parted by semicolons, and the other way round."""
    table = Table("t", (Column("a"), Column("b")), (("a", f"{before}{start}1+1"),))
    text = plain.write(table, language).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        for cell in row:
            assert not cell.strip().strip('"').startswith(plain.RISKY), text


@pytest.mark.parametrize("text", OTHER_TEXT)
def test_other_text_comes_back_as_it_went_in(text: str) -> None:
    assert one(text) == text


def test_a_negative_number_stays_a_number() -> None:
    assert one(-5, Is.NUMBER) == "-5"


def test_money_has_two_decimals_and_a_comma_in_french() -> None:
    assert one(123_456, Is.MONEY) == "1234.56"
    assert one(123_456, Is.MONEY, "fr") == "1234,56"


def test_days_are_iso_and_nothing_is_empty() -> None:
    assert one(date(2026, 11, 2), Is.DAY) == "2026-11-02"
    assert one(None, Is.NUMBER) == ""


def test_it_begins_with_a_byte_order_mark() -> None:
    assert procurement.to_csv(ORDERS).startswith(b"\xef\xbb\xbf")


def test_a_procurement_line_says_packs_units_and_why() -> None:
    heads, paracetamol, amoxicillin = read(procurement.to_csv(ORDERS))
    line = dict(zip(heads, paracetamol, strict=True))
    assert line["product code"] == "0012"
    assert (line["suggested packs"], line["suggested units"]) == ("10", "200")
    assert (line["approved packs"], line["approved units"]) == ("", "")
    assert (line["price a pack"], line["suggested cost"]) == ("12.50", "125.00")
    assert line["average rule, packs"] == "16"
    assert line["order by"] == "2026-11-23"
    assert line["reason"] == "Level 400 units, usable 200."
    other = dict(zip(heads, amoxicillin, strict=True))
    # 4 packs were approved of 3 suggested: 4 x 12.50, 4 x 20 units.
    assert (other["approved packs"], other["approved units"]) == ("4", "80")
    assert other["approved cost"] == "50.00"


def test_french_heads_and_semicolons() -> None:
    heads = read(procurement.to_csv(in_language(ORDERS, "fr")), ";")[0]
    assert heads[:2] == ["code fournisseur", "fournisseur"]


def test_the_bed_list_says_who_has_no_bed_and_when_a_bed_is_free_again() -> None:
    heads, placed, waiting = read(beds.to_csv(BEDS))
    # Three nights from the 23rd: 23, 24, 25; free on the 26th.
    assert dict(zip(heads, placed, strict=True))["leaves on"] == "2026-11-26"
    assert dict(zip(heads, waiting, strict=True))["room"] == "not placed"


def test_a_delivery_names_its_lot() -> None:
    heads, line = read(distribution.to_csv(DISTRIBUTION))
    assert dict(zip(heads, line, strict=True))["lot"] == "L7"


def test_a_roster_line_has_utc_times_and_a_day_off_has_none() -> None:
    heads, morning, _night, off = read(roster.to_csv(ROSTER))
    assert dict(zip(heads, morning, strict=True))["starts"] == "2026-11-23T07:00Z"
    assert dict(zip(heads, off, strict=True))["shift"] == "day off"
    assert dict(zip(heads, off, strict=True))["starts"] == ""
