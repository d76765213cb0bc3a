from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "maximum_minutes"

# Two early shifts of 480 minutes are 960.


@pytest.mark.parametrize(("limit", "over"), [(961, []), (960, []), (959, [1]), (None, [])])
def test_below_at_and_above_the_limit(limit, over):
    assert amounts(CODE, ward(alice(maximum_minutes=limit)), roster(Alice="EE")) == over


def test_the_sentence_speaks_in_hours():
    (violation,) = broken(CODE, ward(alice(maximum_minutes=870)), roster(Alice="EE"))
    assert violation.sentence == "Alice works 16 h 00, 1 h 30 more than the contract allows."
