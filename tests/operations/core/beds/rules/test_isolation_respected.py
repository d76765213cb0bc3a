from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.isolation_respected import RULE
from tests.operations.core.beds.cast import AMINA, CHAIMAE, R1, amounts, hospital, lies, sentence

FLU = replace(AMINA, isolation="flu")
ALSO_FLU = replace(CHAIMAE, isolation="flu")
FIT = replace(R1, isolation=True)


def test_alone_in_a_room_that_can_isolate():
    problem = hospital(FLU, CHAIMAE, rooms=(FIT,))
    assert amounts(RULE, problem, lies((FLU, 0, "R1"), (CHAIMAE, 2, "R1"))) == []


def test_a_room_that_cannot_isolate_counts_each_night():
    plan = lies((FLU, 0, "R1"))
    assert amounts(RULE, hospital(FLU), plan) == [2]
    assert sentence(RULE, hospital(FLU), plan) == (
        "Amina needs isolation and is 2 nights in room R1, which cannot isolate."
    )


def test_somebody_else_in_the_room_counts_on_each_day():
    problem, plan = hospital(FLU, CHAIMAE, rooms=(FIT,)), lies((FLU, 0, "R1"), (CHAIMAE, 1, "R1"))
    assert amounts(RULE, problem, plan) == [1]
    assert sentence(RULE, problem, plan) == (
        "Room R1 on day 1 is shared with somebody who is isolated; "
        "1 of 2 people should lie elsewhere."
    )


def test_the_same_reason_may_share():
    problem = hospital(FLU, ALSO_FLU, rooms=(FIT,))
    assert amounts(RULE, problem, lies((FLU, 0, "R1"), (ALSO_FLU, 0, "R1"))) == []
