from __future__ import annotations

from operations.core.staffing.people import History
from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "shift_succession"


def test_an_early_shift_may_not_follow_a_late_one():
    (violation,) = broken(CODE, ward(alice()), roster(Alice="LE"))
    assert violation.sentence == (
        "Alice works E on day 1, which may not follow the L of the day before."
    )


def test_the_other_way_round_it_may():
    assert not broken(CODE, ward(alice()), roster(Alice="EL"))


def test_a_day_off_in_between_is_enough():
    assert not broken(CODE, ward(alice()), roster(Alice="L-E"))


def test_the_shift_before_the_horizon_counts():
    person = alice(history=History(last_shift="N", days_worked=1, nights=1))
    assert amounts(CODE, ward(person), roster(Alice="L")) == [1]
    assert amounts(CODE, ward(person), roster(Alice="N")) == []
