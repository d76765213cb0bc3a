from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.nurse_present import RULE
from tests.operations.core.beds.cast import (
    AMINA,
    R1,
    R2,
    SHIFTS,
    amounts,
    hospital,
    lies,
    nurse,
    nursed,
    sentence,
)

PROBLEM = hospital(AMINA, shifts=SHIFTS, nurses=(nurse("Nora", days=1),))


def test_at_work():
    assert amounts(RULE, PROBLEM, nursed(lies((AMINA, 0, "R1")), ("Nora", 0, 1, "R1"))) == []


def test_off_work_counts_each_room():
    plan = nursed(lies((AMINA, 0, "R1")), ("Nora", 1, 1, "R1", "R2"))
    assert amounts(RULE, PROBLEM, plan) == [2]
    assert sentence(RULE, PROBLEM, plan) == (
        "Nurse Nora has 2 rooms on day 1, night, and does not work then."
    )


def test_off_work_without_rooms_is_fine():
    assert amounts(RULE, PROBLEM, nursed(lies((AMINA, 0, "R1")), ("Nora", 1, 1))) == []


def test_rooms_of_another_ward():
    bound = replace(nurse("Nora"), ward="Surgery")
    rooms = (R1, replace(R2, ward="Medicine"))
    problem = hospital(AMINA, shifts=SHIFTS, nurses=(bound,), rooms=rooms)
    assert amounts(RULE, problem, nursed(lies(), ("Nora", 0, 0, "R1"))) == []
    plan = nursed(lies(), ("Nora", 0, 0, "R1", "R2"))
    assert amounts(RULE, problem, plan) == [1]
    assert sentence(RULE, problem, plan) == (
        "Nurse Nora of ward Surgery has rooms of another ward on day 0, early: R2."
    )
