from __future__ import annotations

import pytest

from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "cover_target"


@pytest.mark.parametrize(("target", "short"), [(1, []), (2, []), (3, [1])])
def test_two_people_against_the_target(target, short):
    problem = ward(alice(), bob(), cover=(cover(0, "E", target),))
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == short


def test_what_lacks_to_the_minimum_lacks_to_the_target_too():
    problem = ward(alice(), cover=(cover(0, "E", 3, minimum=2),))
    assert amounts(CODE, problem, roster()) == [3]


def test_the_sentence_says_how_many_are_planned_for():
    problem = ward(alice(), cover=(cover(0, "E", 2, price_under_target=100),))
    (violation,) = broken(CODE, problem, roster(Alice="E"))
    assert violation.sentence == "E on day 0 has 1; its target is 2."
    assert violation.weight == 100


def test_the_sentence_names_the_skill():
    problem = ward(alice(), cover=(cover(0, "E", 2, skill="midwife"),))
    (violation,) = broken(CODE, problem, roster(Alice="E"))
    assert violation.sentence == "E on day 0 has 0 as midwife; its target is 2."
