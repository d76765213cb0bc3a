from __future__ import annotations

import pytest

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "rest_between_shifts"

# A late shift ends at 22:00, the early shift begins at 07:00: nine hours, 540 minutes.


@pytest.mark.parametrize(("due", "missing"), [(539, []), (540, []), (541, [1])])
def test_rest_below_at_and_above_nine_hours(due, missing):
    assert amounts(CODE, ward(alice(rest_minutes=due)), roster(Alice="LE")) == missing


def test_the_sentence_says_how_much_rest_there_was():
    (violation,) = broken(CODE, ward(alice(rest_minutes=660)), roster(Alice="LE"))
    assert violation.sentence == (
        "Alice has 9 h 00 of rest between L on day 0 and E on day 1; 11 h 00 are due."
    )


def test_a_day_off_in_between_does_not_hide_a_long_rest():
    # From 22:00 over one day off to 07:00 are 33 hours.
    assert amounts(CODE, ward(alice(rest_minutes=34 * 60)), roster(Alice="L-E")) == [60]
    assert amounts(CODE, ward(alice(rest_minutes=33 * 60)), roster(Alice="L-E")) == []


# Clocks change in the small hours. Forward on day 1: that day has 23 hours, and the nine hours
# from 22:00 to 07:00 are eight. Forward on day 0: the night after it has its nine hours.


def test_a_night_in_which_the_clock_goes_forward_takes_an_hour_of_rest():
    in_between = ward(alice(rest_minutes=540), days=2, day_starts=(0, 1440, 2820))
    assert amounts(CODE, in_between, roster(Alice="LE")) == [60]
    before = ward(alice(rest_minutes=540), days=2, day_starts=(0, 1380, 2820))
    assert amounts(CODE, before, roster(Alice="LE")) == []


def test_a_night_in_which_the_clock_goes_back_gives_an_hour_of_rest():
    problem = ward(alice(rest_minutes=600), days=2, day_starts=(0, 1440, 2940))
    assert amounts(CODE, problem, roster(Alice="LE")) == []


@pytest.mark.parametrize(("due", "missing"), [(420, []), (421, [1])])
def test_rest_after_the_last_shift_before_the_horizon(due, missing):
    # The last shift ended at midnight, the early shift begins at 07:00: 420 minutes.
    person = alice(rest_minutes=due, history=History(last_end_minute=0))
    assert amounts(CODE, ward(person), roster(Alice="E")) == missing
