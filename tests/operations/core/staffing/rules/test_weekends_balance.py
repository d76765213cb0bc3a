from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "weekends_balance"
WEEKENDS = ((0, 1), (2, 3), (4, 5), (6,))
# Each weekend needs one person on its busiest day: four weekends to share, two each.
NEED = tuple(cover(day, "E", 1) for day in (0, 1, 3, 4, 6))


@pytest.mark.parametrize(("row", "over"), [("EE", []), ("E-E", []), ("E-E-E", [1])])
def test_two_equal_people_share_four_weekends_two_each(row, over):
    problem = ward(alice(), bob(), cover=NEED, weekends=WEEKENDS)
    assert amounts(CODE, problem, roster(Alice=row)) == over


def test_the_sentence_names_the_share():
    problem = ward(alice(), bob(), cover=NEED, weekends=WEEKENDS)
    (violation,) = broken(CODE, problem, roster(Bob="E-E-E-E"))
    assert violation.sentence == ("Bob works on 4 weekends; a fair share of the contract is 2.")


def test_who_has_every_weekend_free_takes_no_share():
    problem = ward(alice(), bob(maximum_weekends=0), cover=NEED, weekends=WEEKENDS)
    assert amounts(CODE, problem, roster(Alice="E-E-E-E")) == []
