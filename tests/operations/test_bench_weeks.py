"""`manage.py benchmark inrc2`: week by week, judged as the competition judges."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from operations.bench_weeks import read_sequence
from operations.sources.inrc2.problem import judge_weeks
from operations.sources.inrc2.solutions import read_plan
from tests.operations.sources.inrc2.cast import FOLDER

TINY = FOLDER / "Sc-tiny.txt"


def rows_of(tmp_path: Path, *arguments: str) -> list[dict]:
    table = tmp_path / "rows.json"
    call_command(
        "benchmark", "inrc2", str(TINY), "--weeks", "0-1", "--seconds", "2", "--workers", "1",
        "--json", str(table), *arguments, stdout=StringIO(),
    )  # fmt: skip
    return json.loads(table.read_text())


def test_the_weeks_are_planned_judged_and_written(tmp_path: Path) -> None:
    first, second, whole = rows_of(tmp_path, "--out", str(tmp_path / "out"))
    assert [each["week"] for each in (first, second, whole)] == ["1 (0)", "2 (1)", "all"]
    assert whole["instance"] == "tiny_0_0-1"
    assert whole["hard_violations"] == 0
    sequence = read_sequence(TINY, 0, (0, 1))
    plans = [
        read_plan(sequence.scenario, tmp_path / "out" / f"Sol-tiny-{i}-{i}.txt") for i in (0, 1)
    ]
    assert [number for number, _ in plans] == [0, 1]
    verdict = judge_weeks(
        sequence.scenario, sequence.history, sequence.weeks, [plan for _, plan in plans]
    )
    assert verdict.cost == whole["objective"]
    without_totals = whole["costs"]["assignments"] + whole["costs"]["weekends"]
    assert first["objective"] + second["objective"] == whole["objective"] - without_totals


def test_all_weeks_at_once_bound_what_week_by_week_can_reach(tmp_path: Path) -> None:
    (at_once,) = rows_of(tmp_path, "--at-once")
    *_, stepwise = rows_of(tmp_path)
    assert at_once["status"] == "optimal"
    assert at_once["bound"] == at_once["objective"] <= stepwise["objective"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Say which weeks"),
        (("--weeks", "0-7"), r"WD-tiny-7\.txt: there is no such file"),
        (("--weeks", "0-1-0"), "3 weeks were asked for, 2 are left"),
        (("--weeks", "0-1", "--history", "4"), r"H0-tiny-4\.txt: there is no such file"),
        (("--weeks", "one"), "is not like 1-2-3-3"),
    ],
)
def test_what_is_missing_is_named(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("benchmark", "inrc2", str(TINY), *arguments, stdout=StringIO())
