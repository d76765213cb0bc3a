"""The table of the security standard names every item, and evidence that is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "asvs.md"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| ([^|]*) \| (.*) \|$", re.MULTILINE)
LINK = re.compile(r"\[[^]]+\]\(\.\./([^)]+)\)")
VERDICTS = {"met", "**not met**", "does not apply"}


def rows() -> list[tuple[str, str, str, str, str]]:
    return ROW.findall(TABLE.read_text())


def test_every_item_of_both_levels_stands_there_once() -> None:
    standard = (ROOT / "tests" / "data" / "asvs-5.0.0.txt").read_text().splitlines()
    assert Counter(line.split()[1] for line in standard) == {"1": 70, "2": 183}
    assert [f"{number} {level}" for number, level, *_rest in rows()] == standard


def test_each_has_a_verdict_and_says_why() -> None:
    assert {verdict for _number, _level, verdict, *_rest in rows()} <= VERDICTS
    assert [row[0] for row in rows() if not row[3].strip()] == []


def test_what_is_met_is_shown_and_what_is_shown_is_there() -> None:
    assert [
        row[0] for row in rows() if row[2] != "does not apply" and not LINK.search(row[4])
    ] == []
    named = {link for row in rows() for link in LINK.findall(row[4])}
    assert len(named) > 40
    assert sorted(link for link in named if not (ROOT / link).exists()) == []


def test_the_figures_at_the_top_are_the_tables() -> None:
    counted = Counter(verdict for _number, _level, verdict, *_rest in rows())
    met, missed = counted["met"], counted["**not met**"]
    top = TABLE.read_text().partition("## V1")[0]
    assert f"**{met} met, {missed} not met, {counted['does not apply']} do not apply**" in top
    assert f"{100 * met / (met + missed):.0f} % of those that apply" in top
    first = Counter(verdict for _number, level, verdict, *_rest in rows() if level == "1")
    assert f"Of level 1: {first['met']} met, {first['**not met**']} not met." in top
