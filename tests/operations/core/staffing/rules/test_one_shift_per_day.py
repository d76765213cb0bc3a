from __future__ import annotations

from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "one_shift_per_day"
DOUBLE = Plan((Assignment("Alice", 1, "E"), Assignment("Alice", 1, "N")))


def test_one_shift_each_day_is_kept():
    assert not broken(CODE, ward(alice()), roster(Alice="EENN"))


def test_a_second_shift_on_the_same_day_is_broken_and_named():
    (violation,) = broken(CODE, ward(alice()), DOUBLE)
    assert violation.amount == 1
    assert violation.sentence == "Alice is down for E, N on day 1."


def test_a_third_shift_counts_twice():
    triple = Plan((*DOUBLE.assignments, Assignment("Alice", 1, "L")))
    assert amounts(CODE, ward(alice()), triple) == [2]
