from __future__ import annotations

import pytest

from operations.core.outcome import Options
from operations.core.staffing.people import History
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import SHIFTS, alice, amounts, broken, cover, roster, ward

CODE = "consecutive_days_off_maximum"


@pytest.mark.parametrize(
    ("row", "over"),
    [("E--E--E", []), ("---E---", []), ("E----EE", [1]), ("E------", [3]), ("----E--", [1])],
)
def test_below_at_and_above_three_days(row, over):
    problem = ward(alice(maximum_consecutive_days_off=3))
    assert amounts(CODE, problem, roster(Alice=row)) == over


def test_the_sentence_says_how_long_and_until_when():
    problem = ward(alice(maximum_consecutive_days_off=2))
    (violation,) = broken(CODE, problem, roster(Alice="E---EEE"))
    assert violation.sentence == (
        "Alice has 3 days off in a row up to day 3; 2 are agreed at most."
    )


@pytest.mark.parametrize(("row", "over"), [("EEEEEEE", []), ("-EEEEEE", []), ("--EEEEE", [1])])
def test_days_before_the_horizon_count(row, over):
    person = alice(maximum_consecutive_days_off=3, history=History(days_off=2))
    assert amounts(CODE, ward(person), roster(Alice=row)) == over


def test_what_was_too_long_before_the_horizon_is_not_blamed_on_it():
    person = alice(maximum_consecutive_days_off=3, history=History(days_off=9))
    assert amounts(CODE, ward(person), roster(Alice="EE-EEEE")) == []
    assert amounts(CODE, ward(person), roster(Alice="--EEEEE")) == [2]


def test_leave_and_granted_days_do_not_count_and_part_what_is_beside_them():
    person = alice(maximum_consecutive_days_off=2, absences=(2, 3), days_off=(4,))
    assert amounts(CODE, ward(person), roster(Alice="-------")) == []
    longer = alice(maximum_consecutive_days_off=2, absences=(3,), history=History(days_off=1))
    assert amounts(CODE, ward(longer), roster(Alice="-------")) == [2, 1]


def test_the_optimum_gives_a_shift_that_nobody_needs():
    # Seven days, at most three off in a row: one shift in the middle (---E---) is the fewest, and
    # where no shift is asked for each costs 1 (no surplus); nobody would work for less than 30.
    lines = tuple(cover(day, "E", 0) for day in range(7))
    problem = ward(alice(maximum_consecutive_days_off=3), shifts=SHIFTS[:1], cover=lines)
    outcome = solve(problem, Options(seconds=5))
    assert [(each.day, each.shift) for each in outcome.plan.assignments] == [(3, "E")]
    assert outcome.cost == outcome.bound == 1
