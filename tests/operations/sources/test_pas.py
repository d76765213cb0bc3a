from __future__ import annotations

from pathlib import Path

import pytest

from operations.core.beds.plan import Placement, Plan
from operations.core.beds.report import judge
from operations.core.beds.solve import solve
from operations.core.errors import UnsupportedInstance
from operations.core.outcome import Options, Status
from operations.sources.pas import read_plan, read_problem, write_plan

TINY = Path("tests/data/pas/tiny.txt")


@pytest.fixture
def problem():
    return read_problem(TINY)


def cost(problem, *places):
    report = judge(problem, Plan(tuple(Placement(*place) for place in places)))
    missing = 100_000 * (3 - len(places))
    return report.hard, report.cost - missing


def test_who_has_no_night_is_no_patient(problem):
    assert [patient.id for patient in problem.patients] == ["1", "2", "3"]


# Amina wishes a single room and telemetry, for two nights, and is treated for the heart.
def test_a_room_with_all_that_is_wished_costs_nothing(problem):
    assert cost(problem, ("1", 0, "1")) == (0, 0)


def test_a_room_too_large_without_the_wished_and_second_in_specialism(problem):
    # Two nights: 8 too large, 20 without telemetry, 10 for priority 2. Its department knows hearts.
    assert cost(problem, ("1", 0, "2")) == (0, 2 * (8 + 20 + 10))


def test_neither_room_nor_department_know_the_specialism(problem):
    # Two nights: 20 without telemetry, 20 and 10 without the specialism.
    assert cost(problem, ("1", 0, "3")) == (0, 2 * (20 + 20 + 10))


def test_needed_properties_gender_and_age_are_hard(problem):
    # Badr needs telemetry: wishing it too counts for nothing; oxygen he only wishes, 20.
    assert cost(problem, ("2", 0, "1")) == (0, 20 + 10)
    hard, _ = cost(problem, ("2", 0, "3"))  # no telemetry, and he is no 65
    assert hard == 2
    hard, _ = cost(problem, ("2", 0, "2"))  # a room for women without telemetry
    assert hard == 2


def test_the_optimum(problem):
    # Badr must have room 1 on day 0, Chaimae room 2 (oxygen). Amina: room 2 (76) or room 3 (100);
    # room 2 has two beds. Badr 30, Chaimae three nights at priority 2: 30. 136 in all.
    outcome = solve(problem, Options(seconds=5.0))
    assert (outcome.status, outcome.cost) == (Status.OPTIMAL, 136.0)


def test_a_plan_comes_back(problem, tmp_path):
    plan = Plan((Placement("1", 0, "1"), Placement("3", 1, "2")))
    write_plan(problem, plan, tmp_path / "plan.csv")
    assert read_plan(problem, tmp_path / "plan.csv") == plan


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| 1 1 2 | 1 | 0 0 | 1 0", "| 2 1 1 2 1 | 1 | 0 0 | 1 0"),
        ("| D |", "| X |"),
        ("END.", "MORE:"),
        ("Specialisms: 2", "Specialists: 2"),
        ("3 2\n", "3 1\n"),
        ("| 1 0 \n2 12", "| 1 0 1 \n2 12"),
        ("30 M", "30 Q"),
    ],
)
def test_what_is_unknown_is_refused(tmp_path, old, new):
    text = TINY.read_text()
    assert old in text
    (tmp_path / "bad.txt").write_text(text.replace(old, new))
    with pytest.raises(UnsupportedInstance):
        read_problem(tmp_path / "bad.txt")
