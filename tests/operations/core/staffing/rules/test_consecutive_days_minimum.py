from __future__ import annotations

import pytest

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "consecutive_days_minimum"


@pytest.mark.parametrize(
    ("row", "short"), [("-E--", [2]), ("-EE-", [1]), ("-EEE-", []), ("-EEEE-", [])]
)
def test_below_at_and_above_three_days(row, short):
    assert amounts(CODE, ward(alice(minimum_consecutive_days=3)), roster(Alice=row)) == short


def test_the_sentence_says_how_short():
    (violation,) = broken(CODE, ward(alice(minimum_consecutive_days=2)), roster(Alice="-E-"))
    assert violation.sentence == "Alice works 1 day in a row before day 2; 2 were agreed."


def test_a_run_that_touches_an_open_end_is_never_short():
    problem = ward(alice(minimum_consecutive_days=3), days=5)
    assert not broken(CODE, problem, roster(Alice="E---E"))


@pytest.mark.parametrize(("row", "short"), [("--", [2]), ("E-", [1]), ("EE-", [])])
def test_a_known_run_before_the_horizon_goes_on(row, short):
    person = alice(minimum_consecutive_days=3, history=History(days_worked=1))
    assert amounts(CODE, ward(person), roster(Alice=row)) == short


def test_after_known_days_off_the_first_run_has_a_known_beginning():
    person = alice(minimum_consecutive_days=3, history=History(days_off=2))
    assert amounts(CODE, ward(person), roster(Alice="E-")) == [2]
