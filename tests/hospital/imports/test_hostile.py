"""Files that nobody should send: each is refused in words, and nothing of it comes in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace

import pytest
import xlsxwriter

from hospital.models import Consumption, StaffMember, Stay
from tests.hospital.imports.conftest import Take

USED = "facility,product,first_day,quantity\n"
GOOD = "H,P,2026-01-05,12\n"
STAYS = "facility,number,patient,ward,gender,age_band,admitted,discharged\n"
STAFF = "facility,number,role,contract\n"


def used(row: str) -> tuple[str, str, bytes]:
    """A good row, and one that is not."""
    return "consumption", "f.csv", f"{USED}{GOOD}{row}\n".encode()


def stay(admitted: str, discharged: str = "", gender: str = "F") -> tuple[str, str, bytes]:
    row = f"H,S2,P2,W1,{gender},16-64,{admitted},{discharged}\n"
    return "stays", "f.csv", f"{STAYS}H,S1,P1,W1,F,16-64,2026-01-05T08:00,\n{row}".encode()


def raw(content: bytes, name: str = "f.csv", kind: str = "consumption") -> tuple[str, str, bytes]:
    return kind, name, content


def book(fill: Callable[[xlsxwriter.Workbook], None]) -> tuple[str, str, bytes]:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as made:
        fill(made)
    return "consumption", "f.xlsx", kept.getvalue()


def sheet(*rows: tuple[object, ...]) -> tuple[str, str, bytes]:
    def fill(made: xlsxwriter.Workbook) -> None:
        page = made.add_worksheet()
        for at, row in enumerate((tuple(USED.strip().split(",")), *rows)):
            for column, value in enumerate(row):
                page.write(at, column, value)

    return book(fill)


def archive(**members: bytes) -> tuple[str, str, bytes]:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return "consumption", "f.xlsx", kept.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    b"<workbook>&d;</workbook>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
SLOWEST = 60
MANY = b"H,P,2026-01-05,1\n" * 3

HOSTILE: dict[str, tuple[str, str, bytes]] = {
    # what is no table
    "nothing": raw(b""),
    "blank lines": raw(b"\n\n\n"),
    "a picture": raw(b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
    "a program": raw(b"MZ\x90\x00" + b"\x00" * 300, "f.exe"),
    "a page": raw(b"<html><script>alert(1)</script></html>"),
    "JSON": raw(b'{"facility": "H"}'),
    "NUL bytes": raw((USED + "H,P\x00,2026-01-05,1\n").encode()),
    "only NUL bytes": raw(b"\x00" * 1000),
    "no name": raw(USED.encode(), ".csv"),
    "an old workbook": raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "f.xls"),
    "a path as name": raw(USED.encode(), "f.csv.sh"),
    # encodings
    "latin-1": raw((USED + "H,Pé,2026-01-05,1\n").encode("latin-1")),
    "Arabic in cp1256": raw((USED + "H,دواء,2026-01-05,1\n").encode("cp1256")),
    "half a character": raw((USED + "H,P,2026-01-05,1").encode() + b"\xc3"),
    "UTF-16 without a mark": raw((USED + GOOD).encode("utf-16-le")),
    "UTF-16 cut": raw((USED + GOOD).encode("utf-16")[:-1]),
    "UTF-32": raw((USED + GOOD).encode("utf-32")),
    # shape
    "a quote left open": raw((USED + 'H,"P,2026-01-05,1\n').encode()),
    "a row too long": used("H,P,2026-01-06,1,9"),
    "a row too short": used("H,P"),
    "a column twice": raw(("quantity," + USED + "1,H,P,2026-01-05,1\n").encode()),
    "a column missing": raw(b"facility,product,first_day\nH,P,2026-01-05\n"),
    "other columns": raw(b"a;b;c;d\n1;2;3;4\n"),
    "600 columns": raw((",".join(f"c{n}" for n in range(600)) + "\n").encode()),
    "one endless cell": raw((USED + "H,P,2026-01-05," + "9" * 200_000 + "\n").encode()),
    "one endless line": raw(b"x" * 300_000),
    "semicolons under commas": raw((USED + "H;P;2026-01-06;1\n").encode()),
    "a header alone": raw(USED.encode().replace(b"quantity", b"=1+1")),
    "a header of quotes": raw(b'""""""""\n'),
    # numbers
    "text": used("H,P,2026-01-06,many"),
    "infinity": used("H,P,2026-01-06,inf"),
    "no number": used("H,P,2026-01-06,nan"),
    "too large": used("H,P,2026-01-06,1e309"),
    "beyond 64 bits": used("H,P,2026-01-06,99999999999999999999"),
    "beyond 32 bits": used("H,P,2026-01-06,4294967296"),
    "below nothing": used("H,P,2026-01-06,-5"),
    "half a pack": used("H,P,2026-01-06,1.5"),
    "underscores": used("H,P,2026-01-06,1_000"),
    "hexadecimal": used("H,P,2026-01-06,0x10"),
    "two signs": used("H,P,2026-01-06,--1"),
    "an empty number": used("H,P,2026-01-06,"),
    "thousands or thousandths": used("H,P,2026-01-06,1.234"),
    "a comma for a point": used('H,P,2026-01-06,"1,5"'),
    "a fraction in Arabic digits": used("H,P,2026-01-06,١٢٫٥"),
    "a unit beside it": used("H,P,2026-01-06,5 boxes"),
    # days
    "29 February of no leap year": used("H,P,2027-02-29,1"),
    "month 13": used("H,P,2026-13-01,1"),
    "year 0": used("H,P,0000-01-01,1"),
    "year 10000": used("H,P,10000-01-01,1"),
    "a word": used("H,P,yesterday,1"),
    "day and month unclear": used("H,P,05/06/2026,1"),
    "day first and month first": raw(
        (USED + "H,P,13/06/2026,1\nH,P,06/13/2026,1\n").encode()
    ),
    "there for forty-one years": stay("2026-01-05T08:00", "2067-01-05T08:00"),
    "there for two hundred years": stay("2026-01-05T08:00", "2226-01-05T08:00"),
    "out before in": stay("2026-01-05T08:00", "2026-01-01T08:00"),
    "hour 25": stay("2026-01-05T25:00"),
    "an offset of 20 hours": stay("2026-01-05T08:00+20:20"),
    "year 1 with an offset": stay("0001-01-01T00:00+14:00"),
    "no such gender": stay("2026-01-05T08:00", gender="Z"),
    # names
    "no such facility": used("NOWHERE,P,2026-01-06,1"),
    "no such product": used("H,NOTHING,2026-01-06,1"),
    "a name that programs take for nothing": used("NA,P,2026-01-06,1"),
    "nothing as name": used(",P,2026-01-06,1"),
    "a formula as name": used('H,"=HYPERLINK(""http://x"",""y"")",2026-01-06,1'),
    "a query as name": used("H,\"P'; DROP TABLE hospital_ward; --\",2026-01-06,1"),
    "a script as name": used("H,<script>alert(1)</script>,2026-01-06,1"),
    "a lone surrogate": raw((USED + GOOD).encode() + b"H,\xed\xa0\x80,2026-01-06,1\n"),
    "the same record twice": raw(USED.encode() + MANY),
    "an endless number of staff": raw(
        (STAFF + "H," + "9" * 500 + ",nurse,FULL\n").encode(), kind="staff"
    ),
    "a contract of nobody": raw((STAFF + "H,1,nurse,NONE\n").encode(), kind="staff"),
    # workbooks
    "a workbook cut in half": raw(sheet(("H", "P", "2026-01-05", 1))[2][:900], "f.xlsx"),
    "text called a workbook": raw((USED + GOOD).encode(), "f.xlsx"),
    "an archive of something else": archive(readme=b"hello"),
    "a part outside": archive(**{"..__..__etc__passwd": b"x", "[Content_Types].xml": b"<x/>"}),
    "a bomb": archive(**{"xl__worksheets__sheet1.xml": b"0" * 20_000_000}),
    "3,000 parts": archive(**{f"part{n}": b"" for n in range(3_000)}),
    "a billion laughs": archive(**{"xl__workbook.xml": LAUGHS, "[Content_Types].xml": LAUGHS}),
    "a part of the machine": archive(**{"xl__workbook.xml": OUTSIDE}),
    "an empty sheet": book(lambda made: made.add_worksheet() and None),
    "a number too long for a sheet": sheet(("H", "P", "2026-01-05", 1e300)),
    "a truth as number": sheet(("H", "P", "2026-01-05", True)),
    "day zero of a sheet": sheet(("H", "P", 0, 1)),
    "day 60 of a sheet": sheet(("H", "P", 60, 1)),
    "a number that a sheet rounds": sheet((1_234_567_890_123_456_789, "P", "2026-01-05", 1)),
    "an error of a sheet": sheet(("H", "P", "2026-01-05", "#DIV/0!")),
    "cells without end": archive(**{"xl__worksheets__sheet1.xml": b"<row><c/></row>" * 300_000}),
}  # fmt: skip
"""name: (kind, file's name, content)"""


def test_there_are_at_least_sixty() -> None:
    assert len(HOSTILE) >= 60


@pytest.mark.parametrize("name", HOSTILE)
def test_each_is_refused_in_words_and_leaves_nothing(
    name: str, take: Take, place: SimpleNamespace
) -> None:
    kind, file, content = HOSTILE[name]
    result = take(kind, content, name=file)
    assert result.error_count >= 1
    assert all(len(fault.message) > 10 for fault in result.errors)
    assert (result.created, result.updated) == (0, 0)
    assert result.seconds < SLOWEST
    left = [model.objects.count() for model in (Consumption, Stay, StaffMember)]
    assert left == [0, 0, 0]


def test_a_long_stay_is_none_of_them(take: Take, place: SimpleNamespace) -> None:
    kind, file, content = stay("1990-01-05T08:00", "2026-01-05T08:00")
    assert take(kind, content, name=file).created == 2
