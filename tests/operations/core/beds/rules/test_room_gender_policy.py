from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.problem import GenderPolicy
from operations.core.beds.rules.room_gender_policy import RULE
from tests.operations.core.beds.cast import AMINA, BADR, R1, amounts, hospital, lies, sentence


@pytest.mark.parametrize(
    ("policy", "women", "men"),
    [
        (GenderPolicy.ANY, [], []),
        (GenderPolicy.SAME, [], []),
        (GenderPolicy.FEMALE, [], [2]),
        (GenderPolicy.MALE, [2], []),
    ],
)
def test_whom_a_room_refuses(policy, women, men):
    problem = hospital(AMINA, BADR, rooms=(replace(R1, gender=policy),))
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"))) == women
    assert amounts(RULE, problem, lies((BADR, 0, "R1"))) == men


def test_it_says_for_whom_the_room_is_kept():
    problem = hospital(BADR, rooms=(replace(R1, gender=GenderPolicy.FEMALE),))
    assert sentence(RULE, problem, lies((BADR, 4, "R1"))) == (
        "Badr (male) is 1 night in room R1, which is kept for female patients."
    )
