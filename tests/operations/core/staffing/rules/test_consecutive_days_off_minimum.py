from __future__ import annotations

import pytest

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "consecutive_days_off_minimum"


@pytest.mark.parametrize(
    ("row", "short"), [("E-EEEEE", [2]), ("E--EEEE", [1]), ("E---EEE", []), ("E----EE", [])]
)
def test_below_at_and_above_three_days(row, short):
    assert amounts(CODE, ward(alice(minimum_consecutive_days_off=3)), roster(Alice=row)) == short


def test_the_sentence_says_how_short():
    problem = ward(alice(minimum_consecutive_days_off=2), days=3)
    (violation,) = broken(CODE, problem, roster(Alice="E-E"))
    assert violation.sentence == "Alice has 1 day off in a row before day 2; 2 were agreed."


def test_a_break_that_touches_an_open_end_is_never_short():
    problem = ward(alice(minimum_consecutive_days_off=3), days=5)
    assert not broken(CODE, problem, roster(Alice="-EEE-"))


@pytest.mark.parametrize(("row", "short"), [("EEE", [2]), ("-EE", [1]), ("--E", [])])
def test_a_known_break_before_the_horizon_goes_on(row, short):
    person = alice(minimum_consecutive_days_off=3, history=History(days_off=1))
    assert amounts(CODE, ward(person, days=3), roster(Alice=row)) == short


def test_after_known_work_the_first_break_has_a_known_beginning():
    person = alice(minimum_consecutive_days_off=2, history=History(days_worked=2))
    assert amounts(CODE, ward(person, days=3), roster(Alice="-EE")) == [1]
