from __future__ import annotations

import pytest

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "weekends_maximum"
WEEKENDS = ((1, 2), (4, 5))


@pytest.mark.parametrize(("row", "over"), [("E--E--E", []), ("-EEE", []), ("-E--E", [1])])
def test_below_at_and_above_one_weekend(row, over):
    problem = ward(alice(maximum_weekends=1), weekends=WEEKENDS)
    assert amounts(CODE, problem, roster(Alice=row)) == over


def test_the_sentence_counts():
    problem = ward(alice(maximum_weekends=0), weekends=WEEKENDS)
    (violation,) = broken(CODE, problem, roster(Alice="--E-EE"))
    assert violation.sentence == "Alice works on 2 weekends; 0 are allowed."


@pytest.mark.parametrize(("before", "over"), [(0, []), (1, [1]), (5, [2])])
def test_weekends_before_the_horizon_count_but_are_not_blamed_on_it(before, over):
    person = alice(maximum_weekends=2, history=History(weekends=before))
    problem = ward(person, weekends=WEEKENDS)
    assert amounts(CODE, problem, roster(Alice="-E--E")) == over
