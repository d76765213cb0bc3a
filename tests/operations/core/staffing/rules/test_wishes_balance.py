from __future__ import annotations

import pytest

from operations.core.staffing.cells import Request
from operations.core.staffing.past import Past, Tally
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, roster, ward

CODE = "wishes_balance"


def asked(refused: int, of: int = 10) -> dict[str, Past]:
    return {"past": Past(year=Tally(days=365, wishes=of, refused=refused))}


def wishes(*people: str) -> tuple[Request, ...]:
    return tuple(Request(person, day, "E", False, 1) for person in people for day in range(3))


@pytest.mark.parametrize(("row", "over"), [("E", []), ("EE", []), ("EEE", [1])])
def test_below_at_and_above_the_share(row, over):
    # 6 of 20 were refused, so of Bob's 10 + 3 wishes 3.9, rounded up 4; two were already.
    problem = ward(alice(**asked(4)), bob(**asked(2)), requests=wishes("Bob"))
    assert amounts(CODE, problem, roster(Bob=row)) == over


def test_who_was_refused_most_is_refused_least():
    problem = ward(alice(**asked(6)), bob(**asked(0)), requests=wishes("Alice", "Bob"))
    (violation,) = broken(CODE, problem, roster(Alice="E", Bob="E"))
    assert violation.sentence == (
        "Alice is refused 1 wish; a fair share after those of the last twelve months is 0."
    )


def test_a_wanted_shift_that_is_not_given_is_a_refusal():
    wanted = (Request("Alice", 0, "E", True, 1), Request("Alice", 1, None, True, 1))
    problem = ward(alice(**asked(5)), bob(**asked(0)), requests=wanted)
    assert amounts(CODE, problem, roster(Alice="NL")) == [1]
    assert amounts(CODE, problem, roster(Alice="E-")) == [1]
    assert amounts(CODE, problem, roster(Alice="EE")) == []


def test_without_wishes_in_the_last_months_nothing_is_known():
    assert amounts(CODE, ward(alice(), requests=wishes("Alice")), roster(Alice="EEE")) == []
