from __future__ import annotations

from operations.core.staffing.cells import Lock
from tests.operations.core.staffing.cast import alice, broken, roster, ward

CODE = "lock_kept"
FIXED = (Lock("Alice", 0, "E"), Lock("Alice", 1))


def test_a_fixed_shift_and_a_fixed_day_off_are_kept():
    assert not broken(CODE, ward(alice(), locks=FIXED), roster(Alice="E-L"))


def test_what_is_not_kept_is_named():
    shift, off = broken(CODE, ward(alice(), locks=FIXED), roster(Alice="LN"))
    assert shift.sentence == "Alice was fixed to E on day 0 but the plan says L."
    assert off.sentence == "Alice was fixed to off on day 1 but the plan says N."


def test_a_missing_shift_is_not_kept():
    (violation,) = broken(CODE, ward(alice(), locks=FIXED), roster(Alice="---"))
    assert violation.facts["has"] == "off"
