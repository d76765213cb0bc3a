from __future__ import annotations

from dataclasses import replace

from tests.operations.core.staffing.cast import EARLY, LATE, alice, amounts, broken, roster, ward

CODE = "shift_allowed"
THEATRE = replace(LATE, skill="theatre")


def test_without_a_list_every_shift_is_allowed():
    assert not broken(CODE, ward(alice()), roster(Alice="ELN"))


def test_a_shift_outside_the_contract_is_named():
    (violation,) = broken(CODE, ward(alice(allowed_shifts=("E",))), roster(Alice="E-N"))
    assert violation.sentence == "Alice works N on day 2 but is not contracted for it."


def test_a_shift_with_a_skill_needs_the_skill():
    shifts = (EARLY, THEATRE)
    (violation,) = broken(CODE, ward(alice(), shifts=shifts), roster(Alice="EL"))
    assert violation.sentence == "Alice works L on day 1 but lacks the skill theatre."
    skilled = alice(skills={"theatre": 0})
    assert not broken(CODE, ward(skilled, shifts=shifts), roster(Alice="EL"))


def test_each_shift_counts():
    assert amounts(CODE, ward(alice(allowed_shifts=("E",))), roster(Alice="LLE")) == [1, 1]
