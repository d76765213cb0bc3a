from __future__ import annotations

import pytest

from operations.core.staffing.past import Past
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "rolling_weekends_maximum"
WEEKENDS = {"days": 14, "weekends": ((5, 6), (12, 13))}


@pytest.mark.parametrize(
    ("row", "over"),
    [("EEEEE", []), ("-----EE", []), ("------E-----E", [1])],
)
def test_below_at_and_above_the_one_weekend_left_of_two(row, over):
    person = alice(rolling_weekends_maximum=2, past=Past(weekends=(-1,)))
    assert amounts(CODE, ward(person, **WEEKENDS), roster(Alice=row)) == over


def test_a_weekend_of_four_weeks_ago_is_out_of_the_window():
    # The weekend that ended on day -22 is 28 days before day 6.
    person = alice(rolling_weekends_maximum=1, past=Past(weekends=(-22,)))
    assert amounts(CODE, ward(person, **WEEKENDS), roster(Alice="-----E")) == []
    person = alice(rolling_weekends_maximum=1, past=Past(weekends=(-21,)))
    (violation,) = broken(CODE, ward(person, **WEEKENDS), roster(Alice="-----E"))
    assert violation.sentence == (
        "Alice works on 2 weekends in the 28 days up to day 6; 1 are allowed."
    )


def test_a_weekend_that_the_start_cuts_counts_once():
    # Saturday was worked before the horizon; Sunday is day 0 and belongs to the same weekend.
    person = alice(rolling_weekends_maximum=2, past=Past(weekends=(0,)))
    problem = ward(person, days=8, weekends=((0,), (6, 7)))
    assert amounts(CODE, problem, roster(Alice="E-----E")) == []
    person = alice(rolling_weekends_maximum=1, past=Past(weekends=(0,)))
    problem = ward(person, days=8, weekends=((0,), (6, 7)))
    assert amounts(CODE, problem, roster(Alice="E-----E")) == [1]
    assert amounts(CODE, problem, roster(Alice="E")) == []
