from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "minimum_minutes"

# Two early shifts of 480 minutes are 960.


@pytest.mark.parametrize(("due", "short"), [(959, []), (960, []), (961, [1]), (None, [])])
def test_below_at_and_above_what_is_due(due, short):
    assert amounts(CODE, ward(alice(minimum_minutes=due)), roster(Alice="EE")) == short


def test_the_sentence_speaks_in_hours():
    (violation,) = broken(CODE, ward(alice(minimum_minutes=1000)), roster(Alice="E"))
    assert violation.sentence == "Alice works 8 h 00, 8 h 40 less than the contract pays for."
