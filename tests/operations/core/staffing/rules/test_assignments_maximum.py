from __future__ import annotations

import pytest

from operations.core.outcome import Options
from operations.core.staffing.people import History
from operations.core.staffing.solve import solve
from tests.operations.core.staffing.cast import alice, amounts, broken, cover, roster, ward

CODE = "assignments_maximum"


@pytest.mark.parametrize(("row", "over"), [("E-----", []), ("E-L-N", []), ("EE-LL-N", [2])])
def test_below_at_and_above_three_shifts(row, over):
    assert amounts(CODE, ward(alice(maximum_assignments=3)), roster(Alice=row)) == over


def test_the_sentence_counts():
    (violation,) = broken(CODE, ward(alice(maximum_assignments=1)), roster(Alice="E-E"))
    assert violation.sentence == "Alice works 2 shifts; 1 are agreed at most."


@pytest.mark.parametrize(
    ("before", "row", "over"), [(2, "E", []), (2, "EE", [1]), (7, "E-E", [2]), (7, "-", [])]
)
def test_shifts_before_the_horizon_count_but_are_not_blamed_on_it(before, row, over):
    person = alice(maximum_assignments=3, history=History(assignments=before))
    assert amounts(CODE, ward(person), roster(Alice=row)) == over


def test_the_optimum_leaves_a_shift_open_rather_than_break_the_contract():
    # Three are asked for and two agreed: one is missing, at 100.
    lines = tuple(cover(day, "E", 1) for day in range(3))
    outcome = solve(ward(alice(maximum_assignments=2), days=3, cover=lines), Options(seconds=5))
    assert outcome.cost == outcome.bound == 100
