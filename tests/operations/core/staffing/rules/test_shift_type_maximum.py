from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, broken, roster, ward

CODE = "shift_type_maximum"


@pytest.mark.parametrize(("row", "over"), [("LEE", []), ("LL-", []), ("LLL", [1])])
def test_below_at_and_above_two_late_shifts(row, over):
    assert amounts(CODE, ward(alice(maximum_per_shift={"L": 2})), roster(Alice=row)) == over


def test_the_sentence_names_the_type():
    (violation,) = broken(CODE, ward(alice(maximum_per_shift={"L": 0})), roster(Alice="LEL"))
    assert violation.sentence == "Alice works 2 times L; 0 are allowed."
