"""What a spreadsheet's cells and a mapping file can hold beside the usual."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from hospital.imports.archive import check_archive
from hospital.imports.cells import check_row
from hospital.imports.errors import CellError, Faults, FileRefused
from hospital.imports.finders import FINDERS, KEPT, Index
from hospital.imports.kinds import KINDS
from hospital.imports.values import as_clock, as_decimal, as_flag, as_text, real_day
from hospital.models import Stay, Ward
from hospital.pseudonyms import LONGEST
from tests.hospital.imports.conftest import Take

STAYS = "facility,number,patient,ward,gender,age_band,admitted\n"
FORMATS = """
[columns]
facility = { constant = "H" }
number = "n"
patient = "p"
ward = "w"
gender = { constant = "F" }
age_band = { constant = "16-64" }
"""


def test_what_a_cell_holds_besides_text() -> None:
    assert (as_text(True), as_text(2.5), as_text(date(2026, 5, 3))) == ("1", "2.5", "2026-05-03")
    assert as_flag(False) is False
    assert real_day(datetime(2026, 5, 3, 14)) == date(2026, 5, 3)
    assert as_clock(datetime(2026, 5, 3, 14, 20)) == as_clock(time(14, 20)) == time(14, 20)
    assert as_clock(timedelta(hours=7)) == time(7)
    with pytest.raises(CellError, match="Format the column as a number"):
        as_decimal(date(2026, 5, 3))
    with pytest.raises(CellError, match="not finite"):
        as_decimal(float("inf"))


def test_what_is_no_patient_s_identifier_is_said_without_quoting_it(
    take: Take, place: SimpleNamespace
) -> None:
    long = "P" * (LONGEST + 1)
    result = take("stays", STAYS + f"H,S1,{long},W1,F,16-64,2026-05-03 14:20\n")
    (fault,) = result.errors
    assert (fault.row, fault.column, fault.value) == (2, "patient", "")
    assert "characters is expected" in fault.message
    assert not Stay.objects.exists()


def test_real_dates_of_a_workbook_are_moments(take: Take, place: SimpleNamespace) -> None:
    """A cell with a date and a clock is one; a cell with a date alone lacks the clock."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*STAYS.strip().split(","), ""])
    row = ["H", "S1", "A", "W1", "F", "16-64"]
    sheet.append([*row, datetime(2026, 5, 3, 14, 20)])
    out = io.BytesIO()
    book.save(out)
    assert take("stays", out.getvalue(), name="s.xlsx").error_count == 0
    assert Stay.objects.get().admitted.hour in {13, 14}
    sheet["G2"] = date(2026, 5, 3)
    out = io.BytesIO()
    book.save(out)
    result = take("stays", out.getvalue(), name="t.xlsx")
    assert [fault.message[:24] for fault in result.errors] == ["The time of day is missi"]


@pytest.mark.parametrize(
    ("written", "error"),
    [("03/05/2026 14h20", ""), ("2026-05-03", "One moment written as"), ("", "needed here")],
)
def test_moments_in_a_format_of_their_own(
    written: str, error: str, take: Take, place: SimpleNamespace
) -> None:
    mapping = FORMATS + 'admitted = { from = "a", formats = ["%d/%m/%Y %Hh%M", "%d.%m.%Y %Hh%M"] }'
    result = take("stays", f"n,p,w,a\nS1,A,W1,{written}\n", mapping)
    if error:
        assert error in result.errors[0].message
    else:
        assert result.created == 1


def test_a_time_zone_of_the_file(take: Take, place: SimpleNamespace) -> None:
    mapping = '[file]\ntime_zone = "Asia/Kolkata"\n' + FORMATS + 'admitted = "a"'
    assert take("stays", "n,p,w,a\nS1,A,W1,2026-05-03 14:30\n", mapping).created == 1
    assert f"{Stay.objects.get().admitted:%H:%M}" == "09:00"


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("[file]\nrepeats = 'last'", 'repeats is "first"'),
        ("[columns]\nnumber = {from='n', first_of='year'}", "first_of is"),
        ("[columns]\nnumber = {from='n', time='noon'}", "time"),
        ("[[skip]]\nreason='x'\nwhen=[{column='n'}]", "a condition has a column"),
    ],
)
def test_more_that_a_mapping_gets_wrong(
    mapping: str, message: str, take: Take, place: SimpleNamespace
) -> None:
    result = take("stays", "n\n1\n", mapping)
    assert message in result.errors[0].message


def test_files_that_are_not_there(take: Take, place: SimpleNamespace, tmp_path: Path) -> None:
    from hospital.imports.load import import_file

    gone = import_file("stays", tmp_path / "gone.csv")
    assert "cannot be read" in gone.errors[0].message
    (tmp_path / "there.csv").write_text(STAYS)
    without = import_file("stays", tmp_path / "there.csv", mapping=tmp_path / "gone.toml")
    assert "cannot be read" in without.errors[0].message


def test_an_encoding_that_the_file_is_not_in(take: Take, place: SimpleNamespace) -> None:
    result = take("stays", STAYS.encode() + b"\xff\xfe\x81\n", encoding="utf-8")
    assert result.errors
    assert Stay.objects.count() == 0


def test_what_contradicts_itself_in_a_row() -> None:
    faults = Faults()
    mixed = {
        "admitted": datetime(2026, 5, 3, 14),
        "discharged": datetime.fromisoformat("2026-05-04T10:00+00:00"),
    }
    check_row(KINDS["stays"], 2, mixed, faults)
    kind = next(kind for kind in KINDS.values() if kind.differ)
    first, second = kind.differ[0]
    check_row(kind, 3, {first: "A", second: "A"}, faults)
    told = [fault.message for fault in faults.shown]
    assert "with or without Z" in told[0]
    assert "must differ" in told[1]


def test_entries_of_a_list_are_named_once(take: Take, place: SimpleNamespace) -> None:
    head = STAYS.strip() + ",equipment\n"
    result = take("stays", head + "H,S1,A,W1,F,16-64,2026-05-03 14:20,O2 O2\n")
    assert "listed twice" in result.errors[0].message


def test_a_number_above_every_band(take: Take, place: SimpleNamespace) -> None:
    bands = 'age_band = { from = "age", bands = [{below = 16, value = "2-15"}] }'
    mapping = FORMATS.replace('age_band = { constant = "16-64" }', bands) + 'admitted = "a"'
    result = take("stays", "n,p,w,age,a\nS1,A,W1,70,2026-05-03 14:20\n", mapping)
    assert "above every band" in result.errors[0].message


def test_an_archive_may_not_unpack_to_more_than_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    path = tmp_path / "book.xlsx"
    book.save(path)
    monkeypatch.setattr("hospital.imports.archive.MAX_TOTAL_BYTES", 100)
    with pytest.raises(FileRefused, match="unpacks to over"):
        check_archive(path)


def test_too_many_rows_are_refused_by_their_number(
    take: Take, place: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hospital.imports.tables.MAX_ROWS", 2)
    rows = "".join(f"H,S{n},A,W1,F,16-64,2026-05-03 14:20\n" for n in range(3))
    assert "too many rows" in take("stays", STAYS + rows).errors[0].message
    assert Stay.objects.count() == 0


def test_names_are_forgotten_between_chunks_when_they_grow(place: SimpleNamespace) -> None:
    index = Index(FINDERS[Ward])
    for number in range(KEPT + 1):
        index.learn(f"H/{number}", number)
    index.trim()
    assert index.find("H/1") is None


def test_a_clock_that_nobody_knows_is_refused(take: Take) -> None:
    header = "code,name,country,time_zone\n"
    result = take("networks", f"{header}A,A,MA,Africa/Nowhere\nB,B,MA,Africa/Tunis\n")
    (fault,) = result.errors
    assert (fault.row, fault.column, fault.value) == (2, "time_zone", "Africa/Nowhere")
    assert fault.message.endswith("Write an IANA name, such as Africa/Casablanca.")


@pytest.mark.parametrize(
    ("kind", "header", "row", "column"),
    [
        ("facilities", "network,code,name,kind,opens_minute,closes_minute",
         "N,X,X,centre,480,1441", "closes_minute"),
        ("vehicles", "facility,code,volume_litres,starts_minute", "H,V,100,1441", "starts_minute"),
        ("consumption", "facility,product,first_day,period,quantity,stockout_days",
         "H,P,2026-05-01,month,7,32", "stockout_days"),
    ],
)  # fmt: skip
def test_more_than_a_day_or_a_month_holds_is_refused_by_row_and_column(
    take: Take, place: SimpleNamespace, kind: str, header: str, row: str, column: str
) -> None:
    (fault,) = take(kind, f"{header}\n{row}\n").errors
    assert (fault.row, fault.column) == (2, column)
    assert fault.message.startswith("At most ")


def test_utf_16_without_its_mark_is_asked_for_and_its_names_are_not_shown_with_gaps(
    take: Take, place: SimpleNamespace
) -> None:
    text = "facility,product,first_day,period,quantity\nH,P,2026-05-01,month,7\n"
    (fault,) = take("consumption", text.encode("utf-16-le")).errors
    assert fault.message.startswith("The file is not written in utf-8. Say which letters")
    assert take("consumption", text.encode("utf-16-le"), encoding="utf-16-le").created == 1
