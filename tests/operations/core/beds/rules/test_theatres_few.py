from __future__ import annotations

from operations.core.beds.rules.theatres_few import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    CHAIMAE,
    THEATRES,
    amounts,
    hospital,
    lies,
    operated,
    sentence,
)

FIRST, SECOND = operated(AMINA, 60), operated(CHAIMAE, 60)
PROBLEM = hospital(FIRST, SECOND, theatres=THEATRES)


def test_two_operations_in_one_theatre_open_one():
    plan = lies((FIRST, 0, "R1", "T1"), (SECOND, 0, "R1", "T1"))
    assert amounts(RULE, PROBLEM, plan) == [1]
    assert sentence(RULE, PROBLEM, plan) == "Theatre T1 is opened on day 0."


def test_another_theatre_or_day_opens_another():
    two_theatres = lies((FIRST, 0, "R1", "T1"), (SECOND, 0, "R1", "T2"))
    two_days = lies((FIRST, 0, "R1", "T1"), (SECOND, 1, "R1", "T1"))
    assert amounts(RULE, PROBLEM, two_theatres) == [1, 1]
    assert amounts(RULE, PROBLEM, two_days) == [1, 1]


def test_no_operation_opens_none():
    assert amounts(RULE, PROBLEM, lies()) == []
