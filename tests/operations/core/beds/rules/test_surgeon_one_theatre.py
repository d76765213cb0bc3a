from __future__ import annotations

from operations.core.beds.rules.surgeon_one_theatre import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    CHAIMAE,
    SURGEON,
    THEATRES,
    amounts,
    hospital,
    lies,
    operated,
    sentence,
)

FIRST, SECOND = operated(AMINA, 60), operated(CHAIMAE, 60)
PROBLEM = hospital(FIRST, SECOND, theatres=THEATRES, surgeons=(SURGEON,))


def test_one_theatre_all_day():
    assert amounts(RULE, PROBLEM, lies((FIRST, 0, "R1", "T1"), (SECOND, 0, "R1", "T1"))) == []


def test_a_second_theatre_is_one_move():
    plan = lies((FIRST, 0, "R1", "T1"), (SECOND, 0, "R1", "T2"))
    assert amounts(RULE, PROBLEM, plan) == [1]
    assert sentence(RULE, PROBLEM, plan) == (
        "Surgeon Dr Saidi moves between theatres T1, T2 on day 0."
    )


def test_another_theatre_on_another_day_is_no_move():
    assert amounts(RULE, PROBLEM, lies((FIRST, 0, "R1", "T1"), (SECOND, 1, "R1", "T2"))) == []
