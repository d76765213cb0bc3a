from __future__ import annotations

from dataclasses import replace

from operations.core.beds.problem import Gender, GenderPolicy
from operations.core.beds.rules.room_one_gender import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    R1,
    amounts,
    hospital,
    lies,
    sentence,
)

WIDE = replace(R1, capacity=4)


def test_two_women_share():
    problem = hospital(AMINA, CHAIMAE)
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1"))) == []


def test_the_smaller_group_counts_on_each_day():
    problem = hospital(AMINA, BADR, CHAIMAE, rooms=(WIDE,))
    plan = lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1"), (BADR, 1, "R1"))
    assert amounts(RULE, problem, plan) == [1]
    assert sentence(RULE, problem, plan) == (
        "Room R1 has 2 women and 1 men on day 1; it takes one gender at a time."
    )


def test_a_man_may_follow_a_woman():
    assert amounts(RULE, hospital(AMINA, BADR), lies((AMINA, 0, "R1"), (BADR, 2, "R1"))) == []


def test_a_room_for_anybody_may_mix():
    problem = hospital(AMINA, BADR, rooms=(replace(R1, gender=GenderPolicy.ANY),))
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"), (BADR, 0, "R1"))) == []


def test_an_unknown_gender_shares_with_anybody():
    someone = replace(BADR, gender=Gender.UNKNOWN)
    problem = hospital(AMINA, someone)
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"), (someone, 0, "R1"))) == []
