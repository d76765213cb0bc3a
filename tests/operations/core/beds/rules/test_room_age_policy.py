from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.room_age_policy import RULE
from tests.operations.core.beds.cast import AMINA, CHAIMAE, R1, amounts, hospital, lies, sentence

ADULTS = replace(R1, age_bands=("child", "adult"))


def test_a_band_that_the_room_takes():
    assert amounts(RULE, hospital(AMINA, rooms=(ADULTS,)), lies((AMINA, 0, "R1"))) == []


def test_a_band_that_the_room_does_not_take_counts_each_night():
    problem = hospital(CHAIMAE, rooms=(ADULTS,))
    assert sentence(RULE, problem, lies((CHAIMAE, 0, "R1"))) == (
        "Chaimae (old) is 2 nights in room R1, which takes child, adult only."
    )
    assert amounts(RULE, problem, lies((CHAIMAE, 0, "R1"))) == [2]


def test_a_room_without_a_list_takes_everybody():
    assert amounts(RULE, hospital(CHAIMAE), lies((CHAIMAE, 0, "R1"))) == []
