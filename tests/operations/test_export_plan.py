"""manage.py export_plan: by number or scope, whole files, and plain words when it cannot."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from hospital.errors import ApplicationError
from hospital.models import StaffMember
from operations import selectors
from operations.export_rows import distribution, procurement, roster
from operations.models import OrderLine
from operations.plan_files import order_lines_file, plan_file, plans_file
from tests.operations import cast
from tests.operations.cast import Region


@pytest.fixture
def region(db: None, monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setattr(selectors, "plan_core", cast.toy_core)
    return cast.region()


def export(plan: Any, fmt: str, out: Path, **options: Any) -> bytes:
    call_command("export_plan", str(plan), format=fmt, out=str(out), verbosity=0, **options)
    return out.read_bytes()


def test_by_number(region: Region, tmp_path: Path) -> None:
    content = export(region.supply.pk, "csv", tmp_path / "p.csv")
    heads, line = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    found = dict(zip(heads, line, strict=True))
    assert found["product code"] == "0012"
    assert found["suggested packs"] == "10"
    assert found["average rule, packs"] == "16"
    assert found["reason"] == "'=Level 400"


def test_units_and_cost_follow_packs_that_a_person_changed(region: Region) -> None:
    OrderLine.objects.update(packs=12)
    region.supply.deliverylines.update(packs=3)
    (line,) = procurement(region.supply).lines
    # Packs of 20 units at 12.50 each.
    assert (line.units, line.cost_cents) == (240, 15_000)
    assert distribution(region.supply).deliveries[0].units == 60


def test_a_line_as_planned_keeps_the_price_of_its_tier(region: Region) -> None:
    OrderLine.objects.update(cost_cents=11_000)
    assert procurement(region.supply).lines[0].cost_cents == 11_000


def test_a_scope_means_its_published_plan(region: Region, tmp_path: Path) -> None:
    cast.published(region.roster)
    newer = cast.plan(
        family="staffing", scope="CHU/MED", facility=region.chu, ward=region.ward, version=2
    )
    assert newer.version == 2
    content = export("CHU/MED", "ics", tmp_path / "r.ics")
    assert len(list(Calendar.from_ical(content).walk("VEVENT"))) == 2


def test_without_a_published_plan_it_is_the_newest(region: Region, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export("CHU/MED", "xlsx", tmp_path / "r.xlsx")))
    assert [cell.value for cell in book.worksheets[0]["A"]][3:5] == ["1001", "1002"]


@pytest.mark.parametrize(
    ("which", "formats"),
    [
        ("roster", {"xlsx", "csv", "pdf", "ics", "json"}),
        ("beds", {"xlsx", "csv", "json"}),
        ("supply", {"xlsx", "csv", "pdf", "json"}),
    ],
)
def test_every_format_of_every_family(
    which: str, formats: set[str], region: Region, tmp_path: Path
) -> None:
    plan = getattr(region, which)
    for fmt in ("xlsx", "csv", "pdf", "ics", "json"):
        if fmt in formats:
            assert export(plan.pk, fmt, tmp_path / fmt)
        else:
            with pytest.raises(CommandError, match="it can be: "):
                export(plan.pk, fmt, tmp_path / fmt)
            assert not (tmp_path / fmt).exists()


def test_the_distribution_is_the_supply_plan_s_other_part(region: Region, tmp_path: Path) -> None:
    content = export(region.supply.pk, "xlsx", tmp_path / "d.xlsx", part="distribution")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Deliveries", "Routes"]


def test_one_person_s_calendar(region: Region, tmp_path: Path) -> None:
    content = export(region.roster.pk, "ics", tmp_path / "c.ics", staff="1001")
    assert len(list(Calendar.from_ical(content).walk("VEVENT"))) == 1
    with pytest.raises(CommandError, match="Nobody with the staff number 9"):
        export(region.roster.pk, "ics", tmp_path / "c.ics", staff="9")
    with pytest.raises(CommandError, match="is a calendar"):
        export(region.roster.pk, "csv", tmp_path / "c.csv", staff="1001")


def test_an_empty_staff_number_asks_for_everybody(region: Region) -> None:
    for plan in (region.roster, region.beds):
        assert plan_file(plan, "csv", staff="") == plan_file(plan, "csv")


@pytest.mark.parametrize("name", ["999999", "NOWHERE"])
def test_no_such_plan_names_some_that_are(name: str, region: Region, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There are plans of: "):
        export(name, "csv", tmp_path / "x")


def test_a_scope_of_two_families_asks_for_the_number(region: Region, tmp_path: Path) -> None:
    cast.plan(family="supply", scope="CHU", facility=region.chu)
    with pytest.raises(CommandError, match="beds, supply"):
        export("CHU", "csv", tmp_path / "x")


def test_a_folder_that_is_not_there(region: Region, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        export(region.supply.pk, "csv", tmp_path / "no" / "x.csv")


def test_several_plans_come_as_an_archive(region: Region) -> None:
    found = plans_file([region.roster, region.elsewhere], "ics")
    assert found.media == "application/zip"
    assert found.content.startswith(b"PK")


def test_a_night_keeps_its_hours_of_the_wall_clock(region: Region) -> None:
    """Morocco went from UTC+1 to UTC for good on 2026-09-20 at 03:00 local time."""
    row = region.roster.shiftassignments.get(staff=region.nurses[0])
    row.date, row.shift = cast.date(2026, 9, 19), region.night
    row.save()
    duty = next(d for d in roster(region.roster).duties if d.worker == "1001")
    assert duty.starts is not None
    assert duty.ends is not None
    # 21:00 (UTC+1) to 07:00 (UTC): eleven hours on the night of the change.
    assert f"{duty.starts:%d %H:%M}" == "19 20:00"
    assert f"{duty.ends:%d %H:%M}" == "20 07:00"


def test_people_who_are_off_all_week_are_in_the_grid_and_leavers_are_not(region: Region) -> None:
    cast.nurse(region.chu, region.ward, "1003")
    cast.nurse(region.chu, region.ward, "1004")
    StaffMember.objects.filter(number="1004").update(ended=cast.NIGHT)
    assert [worker.number for worker in roster(region.roster).workers] == ["1001", "1002", "1003"]


def test_reading_a_plan_asks_the_same_few_questions_however_long_it_is(region: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            plans_file([region.supply], "csv")
        return len(asked)

    before = queries()
    line = OrderLine.objects.get()
    for _each in range(5):
        line.pk = None
        line.save()
    assert queries() == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"fmt": "csv", "part": "poems"}, "has no part “poems”; it has: procurement"),
        ({"fmt": "ics"}, "is not written as ics; it can be: "),
        ({"fmt": "csv", "staff": "1001"}, "ask for the format ics"),
    ],
)
def test_what_a_plan_is_not_written_as_is_said_with_what_it_is(
    region: Region, asked: dict[str, str], words: str
) -> None:
    with pytest.raises(ApplicationError, match=re.escape(words)):
        plan_file(region.supply, **asked)


def test_a_file_of_lines_is_of_one_plan_and_in_few_formats(region: Region) -> None:
    lines = OrderLine.objects.all()
    with pytest.raises(ApplicationError, match="not written as ics"):
        order_lines_file(lines, "ics")
    with pytest.raises(ApplicationError, match="one plan"):
        order_lines_file(lines.none(), "csv")
