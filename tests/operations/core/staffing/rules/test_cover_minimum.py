from __future__ import annotations

import pytest

from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "cover_minimum"


@pytest.mark.parametrize(("minimum", "short"), [(1, []), (2, []), (3, [1]), (4, [2])])
def test_two_people_against_the_minimum(minimum, short):
    problem = ward(alice(), bob(), cover=(cover(0, "E", 4, minimum),))
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == short


def test_the_sentence_says_who_is_missing():
    problem = ward(alice(), cover=(cover(0, "E", 2, 2, skill="midwife"),))
    (violation,) = broken(CODE, problem, roster(Alice="E"))
    assert violation.sentence == "E on day 0 has 0 as midwife; it needs at least 2."


def test_a_person_with_two_skills_counts_for_one_of_them():
    both = alice(skills={"midwife": 1, "nurse": 1})
    lines = (cover(0, "E", 1, 1, skill="midwife"), cover(0, "E", 1, 1, skill="nurse"))
    plan = Plan((Assignment("Alice", 0, "E", "nurse"),))
    (violation,) = broken(CODE, ward(both, cover=lines), plan)
    assert violation.facts["skill"] == "midwife"


def test_a_senior_counts_for_both_levels_of_a_skill():
    lines = (
        cover(0, "E", 2, 2, skill="nurse"),
        cover(0, "E", 1, 1, skill="nurse", level=3),
    )
    senior, junior = alice(skills={"nurse": 3}), bob(skills={"nurse": 2})
    problem = ward(senior, junior, cover=lines)
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == []
    assert amounts(CODE, problem, roster(Bob="E")) == [1, 1]


def test_who_is_away_counts_for_nothing_whatever_was_planned():
    problem = ward(alice(absences=(0,)), bob(days_off=(0,)), cover=(cover(0, "E", 2, 2),))
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == [1]


def test_a_line_has_its_own_price():
    problem = ward(alice(), cover=(cover(0, "E", 1, 1, price_under_minimum=7),))
    (violation,) = broken(CODE, problem, roster())
    assert violation.weight == 7
