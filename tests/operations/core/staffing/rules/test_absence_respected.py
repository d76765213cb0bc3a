from __future__ import annotations

from tests.operations.core.staffing.cast import alice, broken, roster, ward

CODE = "absence_respected"


def test_a_shift_on_a_day_of_absence_is_named():
    (violation,) = broken(CODE, ward(alice(absences=(1,))), roster(Alice="EE"))
    assert violation.sentence == "Alice works E on day 1 but is absent then."


def test_a_shift_on_a_day_off_is_named():
    (violation,) = broken(CODE, ward(alice(days_off=(0,))), roster(Alice="EE"))
    assert violation.sentence == "Alice works E on day 0 but has a day off granted then."


def test_the_days_around_are_free_to_use():
    assert not broken(CODE, ward(alice(absences=(1,), days_off=(2,))), roster(Alice="E--E"))
