"""What the competition's files say, and what is refused in them."""

from __future__ import annotations

import pytest

from operations.core.errors import UnsupportedInstance
from operations.sources.inrc2.files import (
    Contract,
    Past,
    Shift,
    read_history,
    read_scenario,
    read_week,
)
from operations.sources.inrc2.solutions import read_plan, write_plan
from tests.operations.sources.inrc2.cast import FIRST, FOLDER, HISTORY, SCENARIO, WEEKS


def test_the_scenario_is_read():
    assert (SCENARIO.name, SCENARIO.weeks, SCENARIO.skills) == ("tiny", 2, ("Head", "Nurse"))
    assert SCENARIO.shifts == (Shift("Early", (2, 5)), Shift("Night", (1, 2), ("Early",)))
    ada, ben = SCENARIO.nurses
    assert (ada.name, ada.skills) == ("Ada", ("Head", "Nurse"))
    assert ada.contract == Contract("Full", (6, 9), (2, 4), (1, 3), 1, complete_weekends=True)
    assert not ben.contract.complete_weekends


def test_the_history_is_read():
    assert HISTORY.week == 0
    assert HISTORY.nurses["Ada"] == Past(0, 0, "Early", 1, 2, 0)
    assert HISTORY.nurses["Ben"] == Past(0, 0, None, 0, 0, 3)


def test_demand_and_wishes_are_read():
    first, second = WEEKS
    night = first.requirements["Night", "Nurse"]
    assert night == ((0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (1, 2), (0, 1))
    assert first.off == (("Ada", None, 5), ("Ben", "Night", 6))
    assert second.off == ()


def test_a_solution_is_written_and_read_back(tmp_path):
    file = tmp_path / "Sol-tiny-0-0.txt"
    write_plan(SCENARIO, 0, FIRST, file)
    text = file.read_text()
    assert text.startswith("SOLUTION\n0 tiny\n\nASSIGNMENTS = 7\nAda Mon Early Head\n")
    assert read_plan(SCENARIO, file) == (0, FIRST)
    file.write_text(text + "\nViol: 0\nCost: 575\nTime: 4.2\n")  # what some solvers add
    assert read_plan(SCENARIO, file) == (0, FIRST)


READERS = {
    "Sc-tiny.txt": read_scenario,
    "H0-tiny-0.txt": lambda path: read_history(SCENARIO, path),
    "WD-tiny-0.txt": lambda path: read_week(SCENARIO, path),
}


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        ("Sc-tiny.txt", "WEEKS = 2", "", "WEEKS is missing"),
        ("Sc-tiny.txt", "WEEKS = 2", "WEEKS = two", "line 3: 'two' is not a whole number"),
        ("Sc-tiny.txt", "SKILLS = 2", "SKILLS = 3", "line 5: SKILLS announces 3 lines, 2 follow"),
        ("Sc-tiny.txt", "Early (2,5)", "Early 2-5", "line 10: '2-5' is not of the form (2,5)"),
        ("Sc-tiny.txt", "Night 1 Early", "Night 1 Late", "line 15: there is no shift 'Late'"),
        ("Sc-tiny.txt", "Ben Part", "Ben Half", "line 23: there is no contract 'Half'"),
        ("Sc-tiny.txt", "Ben Part 1", "Ben Part 2", "line 23: 4 words, more than 4 expected"),
        ("Sc-tiny.txt", "SCENARIO = tiny", "WARD = tiny", "line 1: 'WARD' where SCENARIO was"),
        ("H0-tiny-0.txt", "Ben 0 0 None", "Eve 0 0 None", "line 6: there is no nurse 'Eve'"),
        ("H0-tiny-0.txt", "Ben 0 0 None 0 0 3", "", "Ben is missing"),
        ("WD-tiny-0.txt", "Ben Night Sun", "Ben Night Son", "line 12: there is no day 'Son'"),
        ("WD-tiny-0.txt", "Night Nurse", "Night Cook", "line 8: there is no skill 'Cook'"),
    ],
)
def test_what_the_format_does_not_have_is_named(tmp_path, file, old, new, what):
    text = (FOLDER / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    with pytest.raises(UnsupportedInstance) as refusal:
        READERS[file](tmp_path / file)
    assert what in str(refusal.value)


def test_the_solution_of_another_scenario_is_refused(tmp_path):
    file = tmp_path / "Sol-tiny-0-0.txt"
    file.write_text("SOLUTION\n0 huge\n\nASSIGNMENTS = 0\n")
    with pytest.raises(UnsupportedInstance, match="no solution of one week of tiny"):
        read_plan(SCENARIO, file)
