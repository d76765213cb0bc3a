from __future__ import annotations

import pytest

from operations.core.outcome import Options
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import History
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import EARLY, alice, amounts, broken, cover, roster, ward

CODE = "consecutive_shifts_minimum"
SHIFTS = (EARLY, ShiftType("L", 840, 480, minimum_consecutive=3))


@pytest.mark.parametrize(
    ("row", "short"),
    [
        ("-LLL---", []),
        ("-LLLL-E", []),
        ("-LL----", [1]),
        ("ELE-L--", [2, 2]),
        ("LL-E---", []),  # the beginning is not known
        ("E----LL", []),  # the end is not known
    ],
)
def test_below_at_and_above_three_lates(row, short):
    assert amounts(CODE, ward(alice(), shifts=SHIFTS), roster(Alice=row)) == short


def test_the_sentence_says_which_shift_and_before_what():
    (violation,) = broken(CODE, ward(alice(), shifts=SHIFTS), roster(Alice="-LLE---"))
    assert violation.sentence == "Alice works L 2 days in a row before day 3; 3 were agreed."


@pytest.mark.parametrize(
    ("last", "days", "row", "short"),
    [
        ("L", 1, "LL-----", []),
        ("L", 1, "L------", [1]),
        ("L", 1, "E------", [2]),
        ("L", 0, "E------", []),  # how long it has lasted is not known
        ("E", 1, "LL-----", [1]),
        (None, 0, "LL-----", [1]),
    ],
)
def test_days_on_the_same_shift_before_the_horizon_count(last, days, row, short):
    past = History(last, days_worked=days, same_shift_days=days)
    problem = ward(alice(history=past), shifts=SHIFTS)
    assert amounts(CODE, problem, roster(Alice=row)) == short


def test_a_run_that_leave_cuts_off_is_short_all_the_same():
    past = History("L", days_worked=1, same_shift_days=1)
    problem = ward(alice(allowed_shifts=("E",), history=past), shifts=SHIFTS)
    assert amounts(CODE, problem, roster(Alice="-------")) == [2]


def test_the_optimum_fills_the_block():
    # A late on day 1 alone would be two days short (2 x 15); surplus lates on days 2 and 3 cost 1
    # each, and day 0 before it is known to have been off: a block of three is the cheapest.
    past = History(days_off=3)
    lines = tuple(cover(day, "L", int(day == 1)) for day in range(5))
    problem = ward(alice(history=past, days_off=(4,)), days=5, shifts=SHIFTS, cover=lines)
    outcome = solve(problem, Options(seconds=5))
    assert outcome.cost == outcome.bound == 2
    assert len(outcome.plan.assignments) == 3
