from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.room_nursed import RULE
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
LAST_DAY = lies((AMINA, 4, "R1"))


def test_one_nurse_in_each_shift():
    plan = nursed(LAST_DAY, ("Nora", 4, 0, "R1"), ("Omar", 4, 1, "R1"))
    assert amounts(RULE, PROBLEM, plan) == []


def test_nobody_in_the_night():
    plan = nursed(LAST_DAY, ("Nora", 4, 0, "R1"))
    assert amounts(RULE, PROBLEM, plan) == [1]
    assert sentence(RULE, PROBLEM, plan) == (
        "For room R1 on day 4, night, nobody answers; one nurse should."
    )


def test_two_nurses_are_one_too_many():
    plan = nursed(LAST_DAY, ("Nora", 4, 0, "R1"), ("Nora", 4, 1, "R1"), ("Omar", 4, 1, "R1"))
    assert amounts(RULE, PROBLEM, plan) == [1]


def test_an_empty_room_needs_nobody():
    assert amounts(RULE, PROBLEM, lies()) == []


def test_without_a_roster_nothing_is_said():
    assert amounts(RULE, hospital(AMINA, shifts=SHIFTS), LAST_DAY) == []


def test_a_day_beyond_the_wards_roster_is_not_judged():
    bound = replace(nurse("Nora", days=1), ward="Surgery")
    problem = hospital(AMINA, shifts=SHIFTS, nurses=(bound,))
    # Amina is there on days 0 and 1; Nora's roster tells of day 0, on which two shifts are open.
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"))) == [1, 1]
    assert amounts(RULE, problem, lies((AMINA, 1, "R1"))) == []
