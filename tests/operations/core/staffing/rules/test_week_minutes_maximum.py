from __future__ import annotations

import pytest

from operations.core.staffing.past import Past, PastShift
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "week_minutes_maximum"


@pytest.mark.parametrize(("row", "over"), [("EE", []), ("EEE", []), ("EEEE", [480])])
def test_below_at_and_above_three_shifts_in_a_week(row, over):
    assert amounts(CODE, ward(alice(week_minutes_maximum=1440)), roster(Alice=row)) == over


def test_any_seven_days_are_a_week():
    person = alice(week_minutes_maximum=1440)
    problem = ward(person, days=14)
    assert amounts(CODE, problem, roster(Alice="EE-----EE")) == []
    assert amounts(CODE, problem, roster(Alice="----EE-EE")) == [480]


def test_days_before_the_horizon_count():
    person = alice(week_minutes_maximum=960, past=Past((PastShift(-6, 480), PastShift(-1, 480))))
    (violation,) = broken(CODE, ward(person), roster(Alice="E"))
    assert (
        violation.sentence == "Alice works 24 h 00 in the 7 days up to day 0; 16 h 00 are allowed."
    )
    assert amounts(CODE, ward(person), roster(Alice="-E")) == []


def test_training_inside_the_week_counts():
    person = alice(week_minutes_maximum=960, past=Past((PastShift(2, 480),)))
    assert amounts(CODE, ward(person), roster(Alice="E")) == []
    assert amounts(CODE, ward(person), roster(Alice="EE")) == [480]
    assert amounts(CODE, ward(person, days=10), roster(Alice="-------EEE")) == [480]


def test_the_worst_week_counts_and_no_other():
    # Days 0 to 6 hold 960 too much, days 8 to 14 hold 480 too much.
    person = alice(week_minutes_maximum=480)
    assert amounts(CODE, ward(person, days=15), roster(Alice="EEE-----E-E")) == [960]
