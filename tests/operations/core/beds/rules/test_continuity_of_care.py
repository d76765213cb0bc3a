from __future__ import annotations

from operations.core.beds.rules.continuity_of_care import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    SHIFTS,
    amounts,
    hospital,
    lies,
    nurse,
    nursed,
    sentence,
)

PROBLEM = hospital(AMINA, shifts=SHIFTS, nurses=(nurse("Nora"), nurse("Omar")))


def test_the_same_nurse_again_counts_once():
    plan = nursed(lies((AMINA, 0, "R1")), ("Nora", 0, 0, "R1"), ("Nora", 1, 1, "R1"))
    assert amounts(RULE, PROBLEM, plan) == [1]


def test_each_different_nurse_counts():
    plan = nursed(lies((AMINA, 0, "R1")), ("Nora", 0, 0, "R1"), ("Omar", 1, 1, "R1"))
    assert amounts(RULE, PROBLEM, plan) == [2]
    assert sentence(RULE, PROBLEM, plan) == "Amina is cared for by 2 nurses over the stay."


def test_a_nurse_of_the_room_after_the_stay_does_not_count():
    plan = nursed(lies((AMINA, 0, "R1")), ("Nora", 1, 1, "R1"), ("Omar", 2, 0, "R1"))
    assert amounts(RULE, PROBLEM, plan) == [1]
