"""The roster on paper, for the wall, read again with another library."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest

from operations.exports.roster_paper import A4_LINES, to_pdf
from operations.exports.tables import Duty, Roster, Worker
from tests.operations.exports.cast import MONDAY, ROSTER, in_language

A4, A3 = (842, 595), (1191, 842)
"""Landscape, in points."""


def month(people: int, days: int = 31) -> Roster:
    numbers = [f"{1000 + at}" for at in range(people)]
    duties = [
        Duty(number, MONDAY + timedelta(days=day), "MN"[(at + day) % 2])
        for at, number in enumerate(numbers)
        for day in range(days)
        if (at + day) % 3
    ]
    workers = tuple(Worker(number, "nurse") for number in numbers)
    head = replace(ROSTER.head, days=days)
    return replace(ROSTER, head=head, workers=workers, duties=tuple(duties))


def opened(plan: Roster) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(to_pdf(plan)))


def sheets(plan: Roster) -> list[tuple[int, int]]:
    boxes = [page.mediabox for page in opened(plan).pages]
    return [(round(float(box.width)), round(float(box.height))) for box in boxes]


@pytest.mark.parametrize(
    ("people", "paper"), [(1, A4), (12, A4), (A4_LINES - 2, A4), (A4_LINES - 1, A3), (60, A3)]
)
def test_a_ward_s_month_is_one_landscape_page(people: int, paper: tuple[int, int]) -> None:
    assert sheets(month(people)) == [paper]  # two shifts have a line of their own


def test_more_people_than_a_page_holds_go_on_below_the_days_again() -> None:
    pages = [page.extract_text() for page in opened(month(150)).pages]
    assert len(pages) > 1
    assert all("staff number" in text for text in pages)
    assert f"page 2 / {len(pages)}" in pages[1]


def test_the_page_says_who_works_what_and_when_a_shift_begins() -> None:
    shift = replace(ROSTER.shifts[0], hours="07:00–15:00")
    text = opened(replace(ROSTER, shifts=(shift, *ROSTER.shifts[1:]))).pages[0].extract_text()
    assert "CHU/MED Medicine" in text
    assert "1001 nurse" in " ".join(text.split())
    assert "Morning 07:00–15:00" in text
    assert "11/2026" in text
    # 1001 has a morning and a night: two shifts, 19 hours, one night, one weekend day.
    assert "2 19 1 1" in " ".join(text.split())


def test_what_is_not_published_says_so_in_large_letters() -> None:
    def times(state: str) -> int:
        plan = replace(ROSTER, head=replace(ROSTER.head, state=state))
        text: str = opened(plan).pages[0].extract_text()
        return text.count(state)

    assert times("published") == 1
    assert times("draft") == 2


@pytest.mark.parametrize(("language", "word"), [("fr", "lu"), ("ar", "ن")])
def test_days_are_named_in_the_reader_s_language(language: str, word: str) -> None:
    text = opened(in_language(ROSTER, language)).pages[0].extract_text()
    assert word in text.split()


def test_nobody_on_it_is_a_page_all_the_same() -> None:
    assert sheets(replace(ROSTER, workers=(), duties=(), shifts=())) == [A4]
