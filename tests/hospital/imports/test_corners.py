"""What few files do, and what is then said of them or kept."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User

from hospital.errors import ApplicationError, NotFound
from hospital.imports import load, looks, waiting
from hospital.imports.errors import Faults, FileRefused
from hospital.imports.guess import column_label
from hospital.imports.kinds import KINDS
from hospital.imports.mapping import read_mapping
from hospital.imports.shown import rows_shown
from hospital.imports.tables import Layout, open_table
from hospital.imports.template import write_template
from hospital.imports.undo import batch_undo
from hospital.models import (
    CoverRule,
    ImportBatch,
    Network,
    Product,
    Skill,
    StaffMember,
    Stay,
    Supplier,
)
from hospital.pseudonyms import LONGEST
from tests.hospital.imports.conftest import Take
from tests.hospital.imports.test_looks import WHY, amina, brought, imported
from tests.hospital.imports.test_mapping import STAY_HEAD, STAYS

__all__ = ["amina"]
pytestmark = pytest.mark.usefixtures("var")
STAFF = "facility,number,role,contract,home_ward,skills\n"
HEAD = "facility,number,patient,ward,gender,age_band,admitted\n"


def said(result: Any) -> str:
    return " ".join(fault.message for fault in result.errors)


def test_a_facility_closes_after_it_opens(take: Take, place: SimpleNamespace) -> None:
    head = "network,code,name,kind,opens_minute,closes_minute\n"
    assert "must be after" in said(take("facilities", head + "N,X,X,centre,480,480\n"))


def test_a_parent_that_a_mapping_cannot_read_is_told_of(take: Take, place: SimpleNamespace) -> None:
    mapping = """
    [columns]
    facility = { constant = "H" }
    product = "item"
    period = { constant = "month" }
    first_day = { constant = "2026-05-01" }
    quantity = "used"
    [[creates]]
    kind = "products"
    [creates.columns]
    code = "item"
    name = { from = "none", otherwise = "Pack of {label}" }
    pack_size = "pack"
    """
    head = "item,used,none,label,pack\n"
    assert "NUL" in said(take("consumption", head + "A,1,,b\0d,1\n", mapping))
    assert "number" in said(take("consumption", head + "A,1,,good,many\n", mapping))
    assert not Product.objects.filter(code="A").exists()


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        # Without an admission nothing says when the discharge is; nor does a month that is none.
        ("1,a,M,40,,04-07-2017,Apr-17,3", "out", "missing in this row"),
        ("1,a,M,40,04-05-2017,04-07-2017,spring,3", "in", "agrees with"),
    ],
)
def test_a_day_that_another_column_does_not_settle(
    take: Take, place: SimpleNamespace, line: str, column: str, message: str
) -> None:
    result = take("stays", f"{STAY_HEAD}{line}\n", STAYS)
    assert any(fault.column == column and message in fault.message for fault in result.errors)


def test_a_day_that_does_not_fit_the_length_is_asked_about(
    take: Take, place: SimpleNamespace
) -> None:
    strict = STAYS.replace(', otherwise = "computed"', "")
    result = take("stays", STAY_HEAD + "1,a,M,40,04-15-2017,06-20-2017,Apr-17,6\n", strict)
    assert "is 2017-04-20 meant?" in said(result)


def test_a_whole_day_beside_a_day_settles_it(take: Take, place: SimpleNamespace) -> None:
    whole = STAYS.replace("%b-%y", "%d.%m.%Y")
    line = "1,a,M,40,04-05-2017,04-07-2017,04.05.2017,3\n"
    assert take("stays", STAY_HEAD + line, whole).errors == []
    assert f"{Stay.objects.get().admitted:%d.%m.%Y}" == "04.05.2017"


def test_an_identifier_that_is_none_is_not_quoted(take: Take, place: SimpleNamespace) -> None:
    long = "x" * (LONGEST + 1)
    result = take("stays", f"{HEAD}H,1,{long},W1,F,16-64,2026-01-02 10:00\n")
    assert "An identifier of 1 to" in said(result)
    assert long not in str(result.as_json())


def test_a_long_file_of_stays_is_read_in_parts(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "CHUNK", 1)
    rows = "".join(f"H,{n},p{n},W1,F,16-64,2026-01-0{n} 10:00\n" for n in (1, 2, 3))
    assert take("stays", HEAD + rows).created == Stay.objects.count() == 3


def test_a_row_that_is_no_row_shows_nothing_of_itself(place: SimpleNamespace, amina: User) -> None:
    found = looks.bring(
        user=amina, kind="wards", network="N", chunks=[b'facility,code,name\n"H,W1,One\n'],
        name="x.csv",
    )  # fmt: skip
    assert looks.first_row(found, looks.header(found)) == {}


def test_a_workbook_of_foreign_columns_has_no_sign_between_cells(
    place: SimpleNamespace, amina: User, tmp_path: Path
) -> None:
    book = tmp_path / "w.xlsx"
    write_template(KINDS["wards"], book)
    found = looks.bring(
        user=amina, kind="wards", network="N", chunks=[book.read_bytes()], name="w.xlsx"
    )
    looks.columns_choose(waiting=found, columns={"facility": "code", "code": "facility"})
    assert "separator" not in found.mapping.read_text()


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")


def test_the_same_file_for_another_network_is_another_import(
    take: Take, place: SimpleNamespace
) -> None:
    Network.objects.create(code="M", name="M")
    text = "code,name\nCARD,Cardiology\n"
    assert take("specialties", text).created == 1
    again = take("specialties", text, network="M")
    assert (again.unchanged, again.already_imported) == (1, "")


def test_rows_are_shown_as_a_person_reads_them(place: SimpleNamespace, amina: User) -> None:
    for code in ("ICU", "ER"):
        Skill.objects.create(code=code, name=code)
    imported(amina, "staff", STAFF + "H,7,nurse,FULL,W1,ICU:3\n")
    columns = ["number", "home_ward", "skills"]
    found = brought(amina, "staff", STAFF + "H,7,nurse,FULL,W2,ER:2\n")
    labels, (row,) = rows_shown(
        KINDS["staff"], looks.look(waiting=found, user=amina).rows, columns, ""
    )
    assert labels == [column_label(KINDS["staff"], name) for name in columns]
    assert [(cell.before, cell.after) for cell in row.cells] == [
        (None, "7"), ("H/W1", "H/W2"), ("ICU:3", "ER:2")
    ]  # fmt: skip
    wished = brought(amina, "requests", "staff,date,shift,wanted\n7,2026-08-03,H/M,no\n")
    _labels, (row,) = rows_shown(
        KINDS["requests"], looks.look(waiting=wished, user=amina).rows, ["shift", "wanted"], ""
    )
    assert [cell.after for cell in row.cells] == ["H/M", "no"]
    stay = brought(amina, "stays", HEAD + "H,1,secret,W1,F,16-64,2026-01-02 10:00\n")
    _labels, (row,) = rows_shown(
        KINDS["stays"], looks.look(waiting=stay, user=amina).rows,
        ["patient", "admitted", "discharged", "gender"], "Africa/Casablanca",
    )  # fmt: skip
    assert [cell.after for cell in row.cells] == ["•••", "2026-01-02 10:00", "-", "female"]
    Supplier.objects.create(code="S", name="S")
    tiers = brought(amina, "offers", "supplier,product,price_cents,tiers\nS,P,100,10:90\n")
    _labels, (row,) = rows_shown(
        KINDS["offers"], looks.look(waiting=tiers, user=amina).rows, ["tiers"], ""
    )
    assert [cell.after for cell in row.cells] == ["10:90"]


@pytest.mark.parametrize(
    ("name", "layout", "message"),
    [
        ("x.pdf", Layout(), "is not read"),
        ("x.xlsx", Layout(sheet="Absent"), "There is no sheet"),
        ("x.csv", Layout(header_row=9), "no header row"),
        ("y.csv", Layout(encoding="no-such"), "no-such"),
    ],
)
def test_what_is_no_such_table(
    tmp_path: Path, db: None, name: str, layout: Layout, message: str
) -> None:
    path = tmp_path / name
    if path.suffix == ".xlsx":
        write_template(KINDS["wards"], path)
    else:
        path.write_text("a,b\n1,é\n")
    with pytest.raises(FileRefused, match=message), open_table(path, layout, (), Faults()):
        pass


def test_empty_rows_above_and_columns_beside_a_table_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, name in enumerate(("code", "name", ""), start=1):
        book.active.cell(row=3, column=column, value=name)
        book.active.cell(row=4, column=column, value=f"{name}1" if name else "")
    book.save(tmp_path / "low.xlsx")
    (tmp_path / "wide.csv").write_text("code,name,,\ncode1,name1,,\n")
    for file, layout in (("low.xlsx", Layout(header_row=3)), ("wide.csv", Layout())):
        with open_table(tmp_path / file, layout, ("code",), Faults()) as table:
            assert table.headers == ("code", "name")
            assert [(n, row["name"]) for n, row in table.rows] == [(layout.header_row + 1, "name1")]


def test_former_lists_and_records_come_back(place: SimpleNamespace, amina: User) -> None:
    for code in ("ICU", "ER"):
        Skill.objects.create(code=code, name=code)
    imported(amina, "staff", STAFF + "H,7,nurse,FULL,W1,ICU:3\nH,8,nurse,FULL,,\n")
    moved = imported(amina, "staff", STAFF + "H,7,nurse,FULL,W2,ICU:3\nH,8,nurse,FULL,W2,\n")
    batch_undo(batch=moved, user=amina, reason=WHY)
    wards = StaffMember.objects.order_by("number").values_list("home_ward", flat=True)
    assert list(wards) == [place.w1.pk, None]
    learnt = imported(amina, "staff", STAFF + "H,7,nurse,FULL,W1,ER:1\n")
    batch_undo(batch=learnt, user=amina, reason=WHY)
    held = StaffMember.objects.get(number="7").staffskill_set.get()
    assert (held.skill.code, held.level) == ("ICU", 3)


def test_a_row_without_a_name_of_its_own_is_told_of(place: SimpleNamespace, amina: User) -> None:
    batch = imported(amina, "cover", "ward,shift,minimum,target\nH/W1,H/M,3,5\n")
    CoverRule.objects.update(target=4)
    with pytest.raises(ApplicationError) as refused:
        batch_undo(batch=batch, user=amina, reason=WHY)
    (held,) = refused.value.extra["held"]
    assert held.subject == str(CoverRule.objects.get())


def test_a_file_that_is_dropped_cannot_be_claimed(place: SimpleNamespace, amina: User) -> None:
    found = brought(amina, "wards", "facility,code,name\nH,W9,Nine\n")
    waiting.drop(found)
    with pytest.raises(NotFound):
        waiting.claim(found)
    assert not ImportBatch.objects.exists()
