from __future__ import annotations

import pytest

from operations.core.staffing.past import Past, PastShift
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "rolling_minutes_maximum"
WORKED = Past((PastShift(-27, 480), PastShift(-2, 480)))


@pytest.mark.parametrize(("limit", "over"), [(1441, []), (1440, []), (1439, [1])])
def test_below_at_and_above_the_minutes_of_28_days(limit, over):
    # On day 0 the window reaches back to day -27: three shifts of 480.
    person = alice(rolling_minutes_maximum=limit, past=WORKED)
    assert amounts(CODE, ward(person), roster(Alice="E")) == over


def test_a_day_later_the_oldest_day_is_out():
    person = alice(rolling_minutes_maximum=960, past=WORKED)
    assert amounts(CODE, ward(person), roster(Alice="-E")) == []


def test_the_sentence_counts_hours():
    person = alice(rolling_minutes_maximum=960, past=WORKED)
    (violation,) = broken(CODE, ward(person), roster(Alice="E"))
    assert violation.sentence == (
        "Alice works 24 h 00 in the 28 days up to day 0; 16 h 00 are allowed."
    )


def test_the_plan_answers_for_its_own_minutes_only():
    person = alice(rolling_minutes_maximum=0, past=WORKED)
    assert amounts(CODE, ward(person), roster(Alice="E")) == [480]
