from __future__ import annotations

from operations.core.staffing.cells import Request
from tests.operations.core.staffing.cast import alice, broken, roster, ward

CODE = "wishes_against"


def test_a_wish_against_a_shift_leaves_the_other_shifts():
    problem = ward(alice(), requests=(Request("Alice", 1, "L", False, 4),))
    assert not broken(CODE, problem, roster(Alice="EE"))
    (violation,) = broken(CODE, problem, roster(Alice="EL"))
    assert violation.weight == 4
    assert violation.sentence == "Alice asked not to have L on day 1 and has it."


def test_a_wish_not_to_work_is_broken_by_any_shift():
    problem = ward(alice(), requests=(Request("Alice", 0, None, False, 4),))
    assert not broken(CODE, problem, roster(Alice="-N"))
    assert len(broken(CODE, problem, roster(Alice="N"))) == 1
