from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "nights_maximum"


@pytest.mark.parametrize(("row", "over"), [("NEE", []), ("N--N", []), ("N-NN", [1])])
def test_below_at_and_above_two_nights(row, over):
    assert amounts(CODE, ward(alice(maximum_nights=2)), roster(Alice=row)) == over


def test_the_sentence_counts():
    (violation,) = broken(CODE, ward(alice(maximum_nights=0)), roster(Alice="N-N"))
    assert violation.sentence == "Alice works 2 nights; 0 are allowed."
