"""A procurement plan goes out as a file, is edited, and comes back: what was changed counts."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hospital.errors import ApplicationError, Conflict, Forbidden
from hospital.imports.errors import FileRefused
from hospital.models import Product, Supplier
from operations import doors
from operations.export_rows import procurement
from operations.exports import procurement as writer
from operations.exports.plain import parted
from operations.models import LineState, OrderLine, Plan
from operations.order_files import BadCells, order_file_read
from operations.plan_files import order_lines_file
from operations.services import OrderChange, orders_change, orders_step, rows_lock
from tests.operations.small_supply import line, plan, supply
from tests.operations.sources.records.supply_network import north

__all__ = ["north", "plan", "supply"]

pytestmark = pytest.mark.django_db
WRITERS = {"xlsx": writer.to_xlsx, "csv": writer.to_csv}


def written(plan, path, fmt="csv", language="en", alone=False, **edited):
    """The exported file with cells of the first line edited; alone: in row 2, with no other."""
    table = procurement(plan, language)
    first, *others = sorted(table.lines, key=lambda each: each.order_by)
    first = replace(first, **edited)
    file = path / f"orders.{fmt}"
    lines = (first,) if alone else (first, *others)
    file.write_bytes(WRITERS[fmt](replace(table, lines=lines)))
    return file


def read(plan, file):
    return order_file_read(plan=plan, path=file, name=file.name)


def faults(plan, file):
    with pytest.raises(BadCells) as refused:
        read(plan, file)
    return [
        (each["row"], each["column"], each["message"]) for each in refused.value.extra["errors"]
    ]


@pytest.mark.parametrize("fmt", WRITERS)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_what_comes_back_as_it_went_out_changes_nothing(plan, supply, tmp_path, fmt, language):
    row = line(plan)
    orders_step(
        plan=plan, lines=[row.pk], to=LineState.APPROVED, actor=supply.samir, base_version=0
    )
    assert read(plan, written(plan, tmp_path, fmt, language)).changes == ()


def test_a_workbook_s_wrong_cell_is_named_with_its_sheet_since_each_supplier_has_one(
    plan, tmp_path
):
    file = written(plan, tmp_path, "xlsx", packs=-4)
    with pytest.raises(BadCells) as refused:
        read(plan, file)
    (wrong,) = refused.value.extra["errors"]
    assert wrong["sheet"].startswith(line(plan).supplier.code)
    assert (wrong["row"], wrong["column"], wrong["value"]) == (2, "planned packs", "-4")
    assert f"orders.xlsx, {wrong['sheet']}, row 2, planned packs: " in str(refused.value.message)


def test_a_changed_cell_of_a_workbook_is_shown_with_its_sheet(plan, tmp_path):
    (cell,) = read(plan, written(plan, tmp_path, "xlsx", packs=line(plan).packs + 1)).cells
    assert cell.sheet.startswith(line(plan).supplier.code)
    (cell,) = read(plan, written(plan, tmp_path, "csv", packs=line(plan).packs + 1)).cells
    assert cell.sheet == ""


EDITS = st.fixed_dictionaries(
    {},
    optional={
        "packs": st.integers(0, 10_000),
        "approved_packs": st.integers(0, 10_000),
        "order_by": st.integers(0, 6).map(lambda days: timedelta(days=days)),
        "supplier_code": st.sampled_from(["ACME", "BETA"]),
        "why": st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=20),
    },
)


@given(edits=EDITS, fmt=st.sampled_from([*WRITERS]), language=st.sampled_from(["en", "fr", "ar"]))
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_changed_cell_comes_back_and_no_other(plan, tmp_path, edits, fmt, language):
    row = line(plan)
    if "order_by" in edits:
        edits = edits | {"order_by": row.order_date + edits["order_by"]}
    edits.setdefault("why", "asked")
    file = written(plan, tmp_path, fmt, language, **edits)
    known = {"packs": row.packs, "order_date": row.order_date, "supplier": row.supplier}
    asked = {
        "packs": edits.get("packs", row.packs),
        "order_date": edits.get("order_by", row.order_date),
        "supplier": Supplier.objects.get(code=edits.get("supplier_code", row.supplier.code)),
    }
    values = {name: value for name, value in asked.items() if value != known[name]}
    approved = edits.get("approved_packs")
    why = edits["why"].removeprefix("'") if edits["why"][1:2] in "=+-@" else edits["why"]
    why = parted(why) if fmt == "csv" else why
    changed = values or approved is not None or why
    if approved not in (None, row.suggestion) and not why:
        assert "say why" in faults(plan, file)[0][2]
        return
    expected = (OrderChange(row.pk, values, approved, why),) if changed else ()
    assert read(plan, file).changes == expected


def test_a_why_that_a_spreadsheet_could_compute_comes_back_as_no_change(plan, tmp_path):
    OrderLine.objects.update(why="asked; =1+1, @home")
    assert read(plan, written(plan, tmp_path)).changes == ()
    assert read(plan, written(plan, tmp_path, language="fr")).changes == ()


def test_a_file_is_taken_through_the_judge_and_pins_its_lines(plan, supply, tmp_path):
    file = written(plan, tmp_path, "xlsx", "fr", packs=45, why="tender")
    upload = partial(SimpleUploadedFile, "orders.xlsx", file.read_bytes())
    edits, seen = doors.orders_import(user=supply.samir, plan=plan, upload=upload(), preview=True)
    assert [(cell.column, cell.before, cell.after) for cell in edits.cells][:1] == [
        ("boîtes prévues", line(plan).packs, 45)
    ]
    assert line(plan).packs != 45
    _edits, kept = doors.orders_import(user=supply.samir, plan=plan, upload=upload(), preview=False)
    assert seen.cost_change == kept.cost_change
    row = line(plan)
    assert (row.packs, row.why, row.edited, row.locked) == (45, "tender", True, True)
    with pytest.raises(Forbidden):
        doors.orders_import(user=supply.vera, plan=plan, upload=upload(), preview=True)


def test_a_file_older_than_the_plan_is_refused(plan, supply, tmp_path):
    file = written(plan, tmp_path, packs=45)
    rows_lock(rows=[line(plan)], locked=True, actor=supply.samir)
    plan.refresh_from_db()
    with pytest.raises(Conflict, match=r"written at version 1\.0; the plan is at 1\.1 by now"):
        read(plan, file)


def test_locked_and_decided_lines_are_protected_cell_by_cell(plan, supply, tmp_path):
    rows_lock(rows=[line(plan)], locked=True, actor=supply.samir)
    plan.refresh_from_db()
    file = written(plan, tmp_path, alone=True, packs=45)
    assert faults(plan, file) == [
        (2, "planned packs", "The line is locked; unlock it, or leave the cell as it was.")
    ]
    orders_step(
        plan=plan, lines=[line(plan).pk], to=LineState.APPROVED, actor=supply.samir, base_version=1
    )
    said = faults(plan, written(plan, tmp_path, approved_packs=3, why="so"))
    assert said[0][1:] == (
        "approved packs", "The line is approved; take that back before it is changed."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("edited", "column", "said"),
    [
        ({"packs": -3}, "planned packs", "is not negative"),
        ({"packs": 2.5}, "planned packs", "whole number"),
        ({"supplier_code": "GAMMA"}, "supplier code", "There is no supplier “GAMMA”"),
        ({"order_by": "tomorrow"}, "order by", "A day is expected: 2026-01-31"),
        ({"mode": "by balloon"}, "transport", "Write one of: "),
        ({"approved_packs": 99}, "approved packs", "say why in the column “why changed”"),
        ({"key": "x"}, "line (leave as it is)", "leave the column as it was"),
        ({"key": "P9999v0L1"}, "line (leave as it is)", "of another plan"),
        ({"key": ""}, "line (leave as it is)", "Only lines of the plan can be changed here"),
        ({"product_code": "DRIP"}, "product code", "this row is Insulin (INS). Sort whole rows"),
        ({"why": "x" * 501}, "why changed", "at most 500 characters"),
    ],
)
def test_a_bad_cell_is_named_with_row_column_and_remedy(plan, tmp_path, edited, column, said):
    found = faults(plan, written(plan, tmp_path, alone=True, **edited))
    assert [(row, name) for row, name, _said in found] == [(2, column)]
    assert said in found[0][2]


def test_a_supplier_without_an_offer_and_a_day_outside_are_named_by_their_cells(plan, tmp_path):
    Supplier.objects.create(code="GAMMA", name="Gamma")
    moved = written(plan, tmp_path, supplier_code="GAMMA")
    assert "GAMMA does not offer INS" in faults(plan, moved)[0][2]
    late = written(plan, tmp_path, order_by=plan.start + timedelta(days=200))
    assert faults(plan, late)[0][1] == "order by"


def test_one_bad_row_keeps_every_other_out(plan, supply, tmp_path):
    table = procurement(plan)
    lines = [replace(each, packs=each.packs + 1) for each in table.lines]
    lines[-1] = replace(lines[-1], packs=-1)
    file = tmp_path / "orders.csv"
    file.write_bytes(writer.to_csv(replace(table, lines=tuple(lines))))
    upload = SimpleUploadedFile("orders.csv", file.read_bytes())
    with pytest.raises(BadCells, match=r"orders\.csv, row \d+, planned packs: "):
        doors.orders_import(user=supply.samir, plan=plan, upload=upload, preview=False)
    assert not OrderLine.objects.filter(edited=True).exists()


def test_a_line_that_stands_twice_is_refused(plan, tmp_path):
    table = procurement(plan)
    file = tmp_path / "orders.csv"
    file.write_bytes(writer.to_csv(replace(table, lines=(table.lines[0], table.lines[0]))))
    assert "stands twice" in faults(plan, file)[0][2]


def test_rows_sorted_without_their_last_column_change_nothing(plan, supply, tmp_path):
    drip = Product.objects.create(code="007", name="Drip")
    first, second = OrderLine.objects.filter(plan=plan).order_by("order_date", "pk")[:2]
    OrderLine.objects.filter(pk=second.pk).update(product=drip)
    rows = {each.key.rpartition("L")[2]: each for each in procurement(plan).lines}
    own, other = rows[str(first.pk)], rows[str(second.pk)]
    file = tmp_path / "orders.csv"
    swapped = (replace(own, key=other.key), replace(other, key=own.key))
    file.write_bytes(writer.to_csv(replace(procurement(plan), lines=swapped)))
    assert [column for _row, column, _said in faults(plan, file)] == ["product code"] * 2


def test_a_code_that_a_spreadsheet_took_for_a_number_is_the_same_code(plan, tmp_path):
    Product.objects.update(code="007")
    assert read(plan, written(plan, tmp_path, alone=True, product_code="7")).changes == ()
    assert "Sort whole rows" in faults(plan, written(plan, tmp_path, product_code="70"))[0][2]


def test_lines_that_the_file_leaves_out_are_counted_and_stay(plan, supply, tmp_path):
    found = read(plan, written(plan, tmp_path, alone=True, packs=45))
    assert found.left_out == OrderLine.objects.filter(plan=plan).count() - 1
    assert read(plan, written(plan, tmp_path)).left_out == 0


def test_a_file_that_is_no_exported_plan_is_refused(plan, tmp_path):
    file = tmp_path / "orders.csv"
    file.write_text("a,b\n1,2\n")
    with pytest.raises(FileRefused, match="has no column “line"):
        read(plan, file)
    file.write_text("line (leave as it is),why changed\nP1v0L1,\n")
    with pytest.raises(FileRefused, match="lacks the columns approved packs"):
        read(plan, file)


@pytest.mark.parametrize("fmt", ["xlsx", "csv", "pdf"])
def test_a_file_of_lines_has_those_that_were_asked_for(plan, fmt):
    file = order_lines_file(OrderLine.objects.filter(pk=line(plan).pk), fmt)
    assert file.name == f"orders-NORTH-v1.{fmt}"
    if fmt == "csv":
        heads, *rows = file.content.decode("utf-8-sig").splitlines()
        assert len(rows) == 1
        assert "days of cover" in heads


def test_lines_of_several_plans_are_no_one_file(plan, supply):
    Plan.objects.update(state="void")
    supply.plan()
    with pytest.raises(ApplicationError, match="filter the lines by one plan"):
        order_lines_file(OrderLine.objects.all(), "csv")
    with pytest.raises(ApplicationError, match="they can be: xlsx, csv, pdf"):
        order_lines_file(OrderLine.objects.filter(plan=plan), "ics")


def test_units_are_packs_times_size_whatever_was_changed(plan, supply):
    row = line(plan)
    changes = [OrderChange(row.pk, {"packs": 7}, 9, "so")]
    orders_change(plan=plan, changes=changes, actor=supply.samir, base_version=0)
    (found,) = [each for each in procurement(plan).lines if each.key.endswith(f"L{row.pk}")]
    assert (found.suggested_units, found.units, found.approved_units) == (10 * row.packs, 70, 90)


def test_a_file_without_a_line_of_the_plan_is_told_so(plan, tmp_path):
    text = written(plan, tmp_path, alone=True).read_text()
    head = next(line for line in text.splitlines() if "planned packs" in line)
    empty = tmp_path / "empty.csv"
    empty.write_text(f"{head}\n")
    with pytest.raises(FileRefused, match="has no line of this plan"):
        read(plan, empty)
    unknown = written(plan, tmp_path, alone=True, key=f"P{plan.pk}v{plan.edit_version}L999999")
    assert "The plan has no such line" in faults(plan, unknown)[0][2]
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(FileRefused, match="cannot be read"):
        read(plan, broken)
