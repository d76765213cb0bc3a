from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.room_ages_close import RULE
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

CHILD = replace(BADR, age_band="child")


def test_the_same_band():
    assert amounts(RULE, hospital(AMINA, BADR), lies((AMINA, 0, "R1"), (BADR, 0, "R1"))) == []


def test_neighbouring_bands_count_one_each_day():
    problem, plan = hospital(AMINA, CHAIMAE), lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1"))
    assert amounts(RULE, problem, plan) == [1, 1]


def test_the_widest_distance_counts():
    problem = hospital(AMINA, CHILD, CHAIMAE, rooms=(replace(R1, capacity=3),))
    plan = lies((AMINA, 0, "R1"), (CHILD, 0, "R1"), (CHAIMAE, 1, "R1"))
    assert amounts(RULE, problem, plan) == [1, 2]


def test_it_names_youngest_and_oldest():
    problem, plan = hospital(AMINA, CHAIMAE), lies((AMINA, 4, "R1"), (CHAIMAE, 4, "R1"))
    assert sentence(RULE, problem, plan) == (
        "Room R1 has adult and old patients together on day 4."
    )
