from __future__ import annotations

import pytest

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "consecutive_nights_maximum"


@pytest.mark.parametrize(("row", "over"), [("N-NN", []), ("NNL", []), ("NNN", [1]), ("NNNN", [2])])
def test_below_at_and_above_two_nights(row, over):
    assert amounts(CODE, ward(alice(maximum_consecutive_nights=2)), roster(Alice=row)) == over


def test_only_nights_count():
    assert not broken(CODE, ward(alice(maximum_consecutive_nights=2)), roster(Alice="EEEE"))


def test_the_sentence_says_how_many_and_until_when():
    (violation,) = broken(CODE, ward(alice(maximum_consecutive_nights=2)), roster(Alice="NNN"))
    assert violation.sentence == "Alice works 3 nights in a row up to day 2; 2 are allowed."


def test_nights_before_the_horizon_count():
    history = History(last_shift="N", days_worked=2, nights=2)
    person = alice(maximum_consecutive_nights=2, history=history)
    assert amounts(CODE, ward(person), roster(Alice="N-")) == [1]
    assert amounts(CODE, ward(person), roster(Alice="-N")) == []
