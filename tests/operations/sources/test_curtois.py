"""Curtois & Qu files: what the reader finds where, what it refuses, and that rosters come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from operations.core.errors import BadProblem, UnsupportedInstance
from operations.core.outcome import Options
from operations.core.staffing.cells import Request
from operations.core.staffing.demand import CoverLine
from operations.core.staffing.report import judge
from operations.core.staffing.solve import solve
from operations.sources.curtois import read_plan, read_problem, write_plan

SMALL = Path(__file__).parents[2] / "data" / "curtois" / "OkSmall.txt"


@pytest.fixture
def problem():
    return read_problem(SMALL)


def varied(tmp_path: Path, old: str, new: str) -> Path:
    """The good instance with one thing changed."""
    text = SMALL.read_text()
    assert text.count(old) == 1
    path = tmp_path / "Varied.txt"
    path.write_text(text.replace(old, new))
    return path


def test_the_horizon_and_its_weekends(problem):
    assert (problem.name, problem.days) == ("OkSmall", 14)
    assert problem.weekends == ((5, 6), (12, 13))  # day 0 is a Monday


def test_shifts_with_length_and_what_may_not_follow(problem):
    late = problem.shifts[1]
    assert (late.id, late.minutes, late.forbidden_next) == ("L", 450, ("E",))


def test_a_person_line_by_line(problem):
    person = problem.people[2]  # C,E=2|L=14,4320,2400,4,2,3,2
    assert person.id == "C"
    assert person.maximum_per_shift == {"E": 2, "L": 14}
    assert (person.maximum_minutes, person.minimum_minutes) == (4320, 2400)
    assert (person.maximum_consecutive_days, person.minimum_consecutive_days) == (4, 2)
    assert (person.minimum_consecutive_days_off, person.maximum_weekends) == (3, 2)
    assert person.days_off == (5,)
    assert person.history is None


def test_a_maximum_of_zero_is_a_shift_that_is_not_allowed(problem):
    assert problem.people[0].allowed_shifts == ("E",)
    assert problem.people[1].allowed_shifts == ("E", "L")


def test_requests_and_cover(problem):
    assert problem.requests == (
        Request("A", 2, "E", True, 2),
        Request("B", 3, "L", True, 3),
        Request("C", 12, "L", False, 1),
    )
    assert problem.cover[3] == CoverLine(3, "L", 0, 2, price_under_target=100, price_over=1)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("SECTION_COVER", "SECTION_SKILLS", "line 31: unknown section SECTION_SKILLS"),
        ("SECTION_HORIZON", "14", "line 2: data before the first section"),
        ("C,12,L,1", "C,12,L", "line 29: 3 fields in SECTION_SHIFT_OFF_REQUESTS, expected 4"),
        ("E,480,", "E,8h,", "line 8: '8h' is not a whole number"),
        ("E=2|L=14", "E:2|L=14", "line 15: 'E:2' is not of the form SHIFT=NUMBER"),
        ("C,5\n", "Z,5\n", "line 20: there is no employee Z"),
        ("SECTION_DAYS_OFF", "SECTION_STAFF", "line 17: SECTION_STAFF is there twice"),
    ],
)
def test_what_the_reader_does_not_know_is_refused_with_its_line(tmp_path, old, new, words):
    with pytest.raises(UnsupportedInstance) as refusal:
        read_problem(varied(tmp_path, old, new))
    assert str(refusal.value).endswith(words)


def test_a_missing_section_is_named(tmp_path):
    path = tmp_path / "Short.txt"
    path.write_text(SMALL.read_text().split("SECTION_COVER")[0])
    with pytest.raises(UnsupportedInstance, match="SECTION_COVER is missing"):
        read_problem(path)


def test_an_instance_in_which_nobody_asked_for_anything_may_say_so_by_silence(tmp_path):
    text = SMALL.read_text()
    staff, cover = text.index("SECTION_DAYS_OFF"), text.index("SECTION_COVER")
    path = tmp_path / "Silent.txt"
    path.write_text(text[:staff] + text[cover:])
    problem = read_problem(path)
    assert problem.requests == ()
    assert {person.days_off for person in problem.people} == {()}
    assert problem.cover == read_problem(SMALL).cover


def test_a_request_of_nobody_is_a_bad_problem(tmp_path):
    with pytest.raises(BadProblem, match="there is no person Z"):
        read_problem(varied(tmp_path, "C,12,L,1", "Z,12,L,1"))


def test_a_roster_is_judged_as_the_benchmark_counts(problem, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(
        ",EE,,EE".replace("EE", "E,E") + "," * 8 + "\n" + "," * 13 + "\n" + "," * 13 + "\n"
    )
    report = judge(problem, read_plan(problem, path))
    # A works days 1, 2, 4 and 5. Missing: 1 on day 0, 1 on day 1, 2 + 1 late shifts: 500.
    # Too many: days 4 and 5 ask for no early shift; only day 4 has a cover line, for late.
    # Wishes: A has its early shift on day 2; B lacks its late shift on day 3: 3.
    assert report.cost == 503
    codes = {violation.rule for violation in report.violations}
    assert codes >= {"minimum_minutes", "consecutive_days_off_minimum"}


def test_a_roster_survives_writing_and_reading(problem, tmp_path):
    plan = solve(problem, Options(seconds=3)).plan
    path = tmp_path / "roster.csv"
    write_plan(problem, plan, path)
    assert set(read_plan(problem, path).assignments) == set(plan.assignments)
    assert [len(line.split(",")) for line in path.read_text().splitlines()] == [14, 14, 14]


def test_the_small_instance_is_solved_to_its_optimum(problem):
    outcome = solve(problem, Options(seconds=10))
    assert judge(problem, outcome.plan).hard == 0
    assert outcome.cost == outcome.bound == judge(problem, outcome.plan).cost


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E\n", "1 lines for 3 employees"),
        ("E,E\n" * 3, "line 1: 2 fields for 14 days"),
        ("," * 12 + ",Q\n" + ("," * 13 + "\n") * 2, "line 1: unknown shift 'Q'"),
    ],
)
def test_a_roster_that_does_not_fit_is_refused(problem, tmp_path, text, words):
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(UnsupportedInstance, match=words):
        read_plan(problem, path)
