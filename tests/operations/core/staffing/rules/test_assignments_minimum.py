from __future__ import annotations

import pytest

from operations.core.outcome import Options
from operations.core.staffing.people import History
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import SHIFTS, alice, amounts, broken, cover, roster, ward

CODE = "assignments_minimum"


@pytest.mark.parametrize(("row", "short"), [("E-----", [2]), ("E-L-N", []), ("EE-LL-N", [])])
def test_below_at_and_above_three_shifts(row, short):
    assert amounts(CODE, ward(alice(minimum_assignments=3)), roster(Alice=row)) == short


def test_the_sentence_counts():
    (violation,) = broken(CODE, ward(alice(minimum_assignments=2)), roster(Alice="E--"))
    assert violation.sentence == "Alice works 1 shift; 2 are agreed at least."


@pytest.mark.parametrize(("before", "row", "short"), [(2, "E", []), (2, "-", [1]), (7, "-", [])])
def test_shifts_before_the_horizon_count(before, row, short):
    person = alice(minimum_assignments=3, history=History(assignments=before))
    assert amounts(CODE, ward(person), roster(Alice=row)) == short


def test_the_optimum_gives_what_is_paid_for():
    # One shift is asked for and two are agreed: the second is one too many on some day, at 1.
    lines = tuple(cover(day, "E", int(day == 1)) for day in range(3))
    problem = ward(alice(minimum_assignments=2), days=3, shifts=SHIFTS[:1], cover=lines)
    outcome = solve(problem, Options(seconds=5))
    assert outcome.cost == outcome.bound == 1
    assert len(outcome.plan.assignments) == 2
