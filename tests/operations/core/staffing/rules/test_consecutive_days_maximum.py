from __future__ import annotations

import pytest

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "consecutive_days_maximum"


@pytest.mark.parametrize(
    ("row", "over"), [("EE-EE", []), ("EEE-E", []), ("EEEE", [1]), ("EEEEE", [2])]
)
def test_below_at_and_above_three_days(row, over):
    assert amounts(CODE, ward(alice(maximum_consecutive_days=3)), roster(Alice=row)) == over


def test_the_sentence_says_how_long_and_until_when():
    (violation,) = broken(CODE, ward(alice(maximum_consecutive_days=3)), roster(Alice="-EEEE"))
    assert violation.sentence == "Alice works 4 days in a row up to day 4; 3 are allowed."


@pytest.mark.parametrize(("row", "over"), [("E-", []), ("EE", [1]), ("-EEE", [])])
def test_days_before_the_horizon_count(row, over):
    person = alice(maximum_consecutive_days=3, history=History(days_worked=2))
    assert amounts(CODE, ward(person), roster(Alice=row)) == over


def test_what_was_too_long_before_the_horizon_is_not_blamed_on_it():
    person = alice(maximum_consecutive_days=3, history=History(days_worked=5))
    assert amounts(CODE, ward(person), roster(Alice="-E")) == []
    assert amounts(CODE, ward(person), roster(Alice="EE-")) == [2]
