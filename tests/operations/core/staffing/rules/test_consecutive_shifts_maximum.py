from __future__ import annotations

import pytest

from operations.core.outcome import Options
from operations.core.staffing.demand import ShiftType
from operations.core.staffing.people import History
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import (
    EARLY,
    alice,
    amounts,
    bob,
    broken,
    cover,
    roster,
    ward,
)

CODE = "consecutive_shifts_maximum"
SHIFTS = (EARLY, ShiftType("L", 840, 480, maximum_consecutive=2))


@pytest.mark.parametrize(
    ("row", "over"), [("LEL-LL-", []), ("LLELL", []), ("LLL", [1]), ("LLLLELL", [2]), ("EEEE", [])]
)
def test_below_at_and_above_two_lates(row, over):
    assert amounts(CODE, ward(alice(), shifts=SHIFTS), roster(Alice=row)) == over


def test_the_sentence_says_which_shift_and_how_often():
    (violation,) = broken(CODE, ward(alice(), shifts=SHIFTS), roster(Alice="-LLL"))
    assert violation.sentence == (
        "Alice works L 3 days in a row up to day 3; 2 are agreed at most."
    )
    assert violation.subjects == ("Alice", "L")


@pytest.mark.parametrize(
    ("last", "days", "row", "over"),
    [
        ("L", 1, "L-", []),
        ("L", 1, "LL", [1]),
        ("L", 5, "-L", []),
        ("L", 5, "L-", [1]),
        ("E", 5, "LL", []),
        ("L", 0, "LL", []),  # how long it has lasted is not known
    ],
)
def test_days_on_the_same_shift_before_the_horizon_count(last, days, row, over):
    person = alice(history=History(last, days_worked=5, same_shift_days=days))
    assert amounts(CODE, ward(person, shifts=SHIFTS), roster(Alice=row)) == over


def test_a_shift_that_somebody_may_not_work_ends_no_run():
    person = alice(allowed_shifts=("E",), history=History("L", days_worked=3, same_shift_days=3))
    assert amounts(CODE, ward(person, shifts=SHIFTS), roster(Alice="EEE")) == []


def test_the_optimum_shares_the_late_shift():
    # Three lates in a row, two at most by one person: one of the three is the other's, at no cost.
    lines = tuple(cover(day, "L", 1) for day in range(3))
    problem = ward(alice(), bob(), days=3, shifts=SHIFTS, cover=lines)
    outcome = solve(problem, Options(seconds=5))
    assert outcome.cost == outcome.bound == 0
    assert len({each.person for each in outcome.plan.assignments}) == 2
