from __future__ import annotations

import pytest

from operations.core.staffing.past import Past, PastShift
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "rolling_nights_maximum"


def nights(*days: int) -> Past:
    return Past(tuple(PastShift(day, 540, is_night=True) for day in days))


@pytest.mark.parametrize(("row", "over"), [("N", []), ("N-N", []), ("N-NN", [1])])
def test_below_at_and_above_the_two_nights_that_are_left_of_four(row, over):
    person = alice(rolling_nights_maximum=4, past=nights(-1, -9))
    assert amounts(CODE, ward(person), roster(Alice=row)) == over


@pytest.mark.parametrize(("row", "over"), [("N", [1]), ("-N", [1]), ("--N", [])])
def test_a_night_falls_out_of_the_window_after_28_days(row, over):
    # The night of day -26 is in the windows that end on days 0 and 1, not in that of day 2.
    person = alice(rolling_nights_maximum=1, past=nights(-26))
    assert amounts(CODE, ward(person), roster(Alice=row)) == over


def test_every_window_counts_in_a_long_horizon():
    person = alice(rolling_nights_maximum=2)
    row = list("-" * 40)
    row[0] = row[10] = row[28] = "N"  # days 1 to 28 and 10 to 37 hold two each
    assert amounts(CODE, ward(person, days=40), roster(Alice="".join(row))) == []
    row[27] = "N"
    (violation,) = broken(CODE, ward(person, days=40), roster(Alice="".join(row)))
    assert violation.amount == 1
    assert violation.sentence == "Alice works 3 nights in the 28 days up to day 27; 2 are allowed."


def test_what_was_too_much_before_is_not_held_against_the_plan():
    person = alice(rolling_nights_maximum=1, past=nights(-1, -2, -3))
    assert amounts(CODE, ward(person), roster(Alice="E")) == []
    assert amounts(CODE, ward(person), roster(Alice="N")) == [1]


def test_other_shifts_do_not_count():
    person = alice(rolling_nights_maximum=1, past=Past((PastShift(-1, 480),)))
    assert amounts(CODE, ward(person), roster(Alice="NEEE")) == []
