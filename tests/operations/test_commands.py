"""Scripts rely on these: one JSON document on standard output, keys as promised, exit codes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from operations.models import Plan, Run
from tests.forecasting.records import make_stay
from tests.operations.ward import SmallWard, small_ward

RUN_KEYS = {"id", "kind", "scope", "state", "attempts", "plan", "seconds"}
PLAN_KEYS = {
    "family", "scope", "status", "hard_violations", "medium", "soft", "cost", "bound", "gap",
    "seconds",
}  # fmt: skip
ROW_KEYS = {
    "instance", "objective", "bound", "best_known", "gap", "seconds", "first_feasible_seconds",
    "hard_violations", "peak_memory_mb", "seed",
}  # fmt: skip
DATA = Path(__file__).parent.parent / "data"


@pytest.fixture
def ward(transactional_db: None) -> SmallWard:
    return small_ward()


@pytest.fixture
def short_night(ward: SmallWard, settings: Any) -> SmallWard:
    """A night whose searches end soon: how well they plan is tested elsewhere."""
    settings.SOLVER_SECONDS = 0.1
    return ward


def call(*arguments: str) -> Any:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return json.loads(out.getvalue())


def test_plan_waits_and_prints_runs_and_plans(ward: SmallWard) -> None:
    answer = call("plan", "staffing", "--scope", "CHU/MED", "--start", "2026-03-09", "--days", "7",
                  "--seconds", "1", "--seed", "7", "--wait", "--json")  # fmt: skip
    assert set(answer["runs"][0]) >= RUN_KEYS
    assert set(answer["plans"][0]) >= PLAN_KEYS
    assert answer["runs"][0]["plan"] == answer["plans"][0]["id"] == Plan.objects.get().pk
    assert Plan.objects.get().seed == 7


def test_plan_for_a_scope_that_is_not_there_says_which_are(ward: SmallWard) -> None:
    with pytest.raises(CommandError, match="CHU/MED"):
        call_command("plan", "staffing", "--scope", "CHU/XXX", "--wait")


def test_a_night_without_history_still_plans_and_says_what_it_could_not(
    short_night: SmallWard,
) -> None:
    make_stay(short_night.ward, datetime(2026, 5, 1, tzinfo=UTC), None)  # after that night
    out = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("nightly", "--date", "2026-03-04", "--wait", "--json", stdout=out)
    assert stop.value.code == 1
    answer = json.loads(out.getvalue())
    assert answer["date"] == "2026-03-04"
    states = {run["scope"]: run["state"] for run in answer["runs"]}
    assert states["NET:flow"] == "failed"
    assert states["CHU/MED"] == "done"
    assert all(set(run) >= RUN_KEYS for run in answer["runs"])
    messages = [run["message"] for run in answer["runs"] if run["state"] == "failed"]
    assert all("No records" in message for message in messages)


def test_a_night_asked_for_twice_is_done_once(short_night: SmallWard) -> None:
    for _time in range(2):
        call_command("nightly", "--date", "2026-03-04", "--wait", "--json", stdout=StringIO())
    assert not Run.objects.filter(kind="forecast").exists()  # from nothing
    assert Run.objects.filter(kind="staffing").count() == 1
    assert Plan.objects.count() == 1


@pytest.mark.parametrize(
    ("family", "file", "answer"),
    [
        ("staffing", "curtois/OkSmall.txt", "OkSmall.csv"),
        ("beds", "ihtc/tiny.json", "sol_tiny.json"),
        ("routing", "solomon/five.txt", "five.sol"),
        ("inventory", "irp/tiny.dat", "tiny.sol"),
    ],
)
def test_benchmark_writes_rows_and_answers(
    tmp_path: Path, family: str, file: str, answer: str
) -> None:
    rows = tmp_path / "rows.json"
    call_command(
        "benchmark", family, str(DATA / file), "--seconds", "3", "--workers", "1", "--seed", "3",
        "--out", str(tmp_path / "out"), "--json", str(rows), stdout=StringIO(),
    )  # fmt: skip
    (row,) = json.loads(rows.read_text())
    assert set(row) >= ROW_KEYS
    assert (row["hard_violations"], row["seed"]) == (0, 3)
    assert (tmp_path / "out" / answer).exists()


def test_benchmark_by_work_gives_a_search_its_seconds_on_a_busy_machine(tmp_path: Path) -> None:
    rows = tmp_path / "rows.json"
    call_command(
        "benchmark", "wards", "--ward", "10x14", "--seconds", "1", "--workers", "1", "--by-work",
        "--json", str(rows), stdout=StringIO(),
    )  # fmt: skip
    assert json.loads(rows.read_text())[0]["hard"] == 0


def test_benchmark_by_work_is_refused_where_an_engine_counts_by_the_wall() -> None:
    with pytest.raises(CommandError, match="morning goes by the wall"):
        call_command("benchmark", "morning", "--by-work", stdout=StringIO())


def test_benchmark_compares_with_the_best_known_value_beside_the_instance(tmp_path: Path) -> None:
    instance = tmp_path / "OkSmall.txt"
    instance.write_bytes((DATA / "curtois/OkSmall.txt").read_bytes())
    (tmp_path / "best_known.csv").write_text("instance,best_known\nOkSmall,1\n")
    rows = tmp_path / "rows.json"
    call_command("benchmark", "staffing", str(instance), "--seconds", "2", "--workers", "1",
                 "--json", str(rows), stdout=StringIO())  # fmt: skip
    (row,) = json.loads(rows.read_text())
    assert row["best_known"] == 1
    assert row["gap"] == pytest.approx(row["objective"] - 1)


def test_benchmark_of_a_file_that_is_not_there_names_it() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.txt"):
        call_command("benchmark", "staffing", "nowhere.txt")


def test_benchmark_of_a_foreign_file_says_what_it_does_not_know(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.txt"
    foreign.write_text("SECTION_SOMETHING\n1\n")
    with pytest.raises(CommandError, match="SECTION_SOMETHING") as refusal:
        call_command("benchmark", "staffing", str(foreign), stdout=StringIO())
    assert "Traceback" not in str(refusal.value)


HISTORY = [f"A,2025-01-{day:02d},{day % 7}" for day in range(1, 31)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([*HISTORY[:9], "A,2025-01-04,1"], r"line 11: series 'A' has 2025-01-04 in line 5 already"),
        ([*HISTORY[:9], "A,2025-01-10,-1"], r"line 11: series 'A': y is negative"),
        ([*HISTORY[:9], "A,2025-01-10,many"], r"line 11: series 'A': y is empty or not a finite"),
        ([*HISTORY[:9], "A,2025-01-10,inf"], r"line 11: series 'A': y is empty or not a finite"),
        ([*HISTORY[:9], "B,2025-01-01,2", "B,2025-01-02,"], r"line 12: series 'B': y is empty"),
        ([*HISTORY[:9], "A,2025-13-10,1"], r"line 11: ds is not a date; write it as 2026-01-31"),
        ([*HISTORY[:9], ",2025-01-10,1"], r"line 11: unique_id is empty; name the series"),
        ([*HISTORY[:9], "A,2025-01-10,1,2,3"], r"not a CSV file in UTF-8 with a header"),
        (["A,2025-01-01T00:00:00+01:00,1"] * 2, r"time zone; give the hospital's local days"),
        ([*HISTORY[:9], "A,2925-01-10,1"], r"line 11: series 'A': a date after .*correct its date"),
        (
            [*HISTORY[:9], "B,2025-01-01,2", *HISTORY[12:]],
            r"line 10: series 'A' has no row from 2025-01-10 to 2025-01-12 \(3 periods\), after "
            r"line 10: add the rows, or say what a gap is, --gaps zero",
        ),
        ([], "no rows below the header"),
        (HISTORY[:1], "one date alone has no frequency"),
        (HISTORY[:5], "no series is long enough for a window of 14 to test on; give longer"),
    ],
)
def test_benchmark_of_a_history_with_a_fault_names_its_line_and_remedy(
    tmp_path: Path, lines: list[str], said: str
) -> None:
    history = tmp_path / "history.csv"
    history.write_text("\n".join(["unique_id,ds,y", *lines, ""]), encoding="utf-8")
    with pytest.raises(CommandError, match=said):
        call_command("benchmark", "forecast", str(history), stdout=StringIO())


@pytest.mark.parametrize(
    ("gaps", "taken"), [("zero", "zero is taken"), ("previous", "the value before is taken")]
)
def test_benchmark_says_what_is_taken_for_a_gap_that_may_be_one(
    tmp_path: Path, gaps: str, taken: str
) -> None:
    history, said = tmp_path / "history.csv", StringIO()
    days = [f"A,{date(2025, 1, 1) + timedelta(day)},7" for day in range(80) if day != 40]
    history.write_text("\n".join(["unique_id,ds,y", *days, ""]), encoding="utf-8")
    call_command("benchmark", "forecast", str(history), "--gaps", gaps, stdout=StringIO(),
                 stderr=said)  # fmt: skip
    told = "for each: series 'A' has no row for 2025-02-10, after line 41"
    assert f"history: {taken} {told}" in said.getvalue()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"unique_id,ds,y\nP\xe9,2025-01-01,1\n"])
def test_benchmark_of_what_is_no_text_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    for name in ("history.csv", "history.csv.gz"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(CommandError, match=rf"{name}: not a CSV file in UTF-8 with a header"):
            call_command("benchmark", "forecast", str(tmp_path / name), stdout=StringIO())


def test_benchmark_of_what_never_moved_has_no_mase_and_is_otherwise_scored(tmp_path: Path) -> None:
    still = tmp_path / "still.csv"
    days = [f"A,{date(2025, 1, 1) + timedelta(day)},7" for day in range(80)]
    still.write_text("\n".join(["unique_id,ds,y", *days, ""]), encoding="utf-8")
    rows = tmp_path / "rows.json"
    call_command("benchmark", "forecast", str(still), "--json", str(rows), stdout=StringIO())
    found = json.loads(rows.read_text())
    assert {(row["mase"], row["mae"]) for row in found} == {(None, 0)}


def test_benchmark_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call_command("benchmark", "staffing", str(DATA / "curtois/OkSmall.txt"), "--seconds", "1",
                 "--workers", "1", "--out", "answers", "--json", "rows.json",
                 stdout=StringIO())  # fmt: skip
    assert (tmp_path / "rows.json").exists()
    assert (tmp_path / "answers" / "OkSmall.csv").exists()


def test_benchmark_says_before_it_solves_that_its_table_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("benchmark", "staffing", str(DATA / "curtois/OkSmall.txt"), "--json",
                     str(tmp_path / "nowhere" / "rows.json"), stdout=StringIO())  # fmt: skip


def test_counts_of_cases_are_watched_by_every_detector(tmp_path):
    counts = "".join(f"{5 + week % 4}\n" for week in range(110))
    (tmp_path / "flu.csv").write_text("flu\n" + counts)
    table = tmp_path / "rows.json"
    out = StringIO()
    call_command(
        "benchmark", "outbreak", str(tmp_path / "flu.csv"), "--json", str(table), stdout=out
    )
    rows = json.loads(table.read_text())
    assert {row["dataset"] for row in rows} == {"flu", "all series"}
    assert "farrington_flexible" in out.getvalue()
    assert all(row["outbreaks"] == 24 for row in rows)
