from __future__ import annotations

import pytest

from operations.core.staffing.cells import Assignment
from operations.core.staffing.plan import Plan
from tests.operations.core.staffing.cast import alice, amounts, bob, broken, cover, roster, ward

CODE = "cover_excess"


@pytest.mark.parametrize(("target", "over"), [(3, []), (2, []), (1, [1]), (0, [2])])
def test_two_people_against_the_target(target, over):
    problem = ward(alice(), bob(), cover=(cover(0, "E", target),))
    assert amounts(CODE, problem, roster(Alice="E", Bob="E")) == over


def test_the_sentence_says_how_many_are_enough():
    problem = ward(alice(), cover=(cover(0, "E", 0, price_over=3),))
    (violation,) = broken(CODE, problem, roster(Alice="E"))
    assert violation.sentence == "E on day 0 has 1; its target is only 0."
    assert violation.weight == 3


def test_at_a_price_of_nothing_more_are_welcome():
    problem = ward(alice(), cover=(cover(0, "E", 0, price_over=0),))
    assert not broken(CODE, problem, roster(Alice="E"))


def test_the_sentence_names_the_skill():
    problem = ward(alice(skills={"nurse": 1}), cover=(cover(0, "E", 0, skill="nurse"),))
    plan = Plan((Assignment("Alice", 0, "E", "nurse"),))
    (violation,) = broken(CODE, problem, plan)
    assert violation.sentence == "E on day 0 has 1 as nurse; its target is only 0."
