from __future__ import annotations

from operations.core.staffing.cells import Request
from tests.operations.core.staffing.cast import alice, broken, roster, ward

CODE = "wishes_for"


def test_a_wish_for_a_shift_is_granted_by_that_shift_only():
    problem = ward(alice(), requests=(Request("Alice", 1, "L", True, 4),))
    assert not broken(CODE, problem, roster(Alice="EL"))
    (violation,) = broken(CODE, problem, roster(Alice="EE"))
    assert violation.weight == 4
    assert violation.sentence == "Alice asked for L on day 1 and did not get it."


def test_a_wish_to_work_is_granted_by_any_shift():
    problem = ward(alice(), requests=(Request("Alice", 0, None, True, 4),))
    assert not broken(CODE, problem, roster(Alice="N"))
    assert len(broken(CODE, problem, roster(Alice="-N"))) == 1


def test_a_wish_for_a_shift_that_is_out_of_the_question_is_missed():
    person = alice(allowed_shifts=("E",))
    problem = ward(person, requests=(Request("Alice", 0, "L", True, 4),))
    assert len(broken(CODE, problem, roster(Alice="E"))) == 1
