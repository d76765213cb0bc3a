from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.problem import Gender, GenderPolicy
from operations.core.beds.rules import room_age_policy
from operations.core.beds.rules.kept_together import RULE
from operations.core.beds.solve import solve
from operations.core.errors import BadProblem
from operations.core.outcome import Options
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    R1,
    R2,
    amounts,
    here,
    hospital,
    lies,
    sentence,
)

CHILD = replace(
    BADR, id="Baby", gender=Gender.UNKNOWN, age_band="child", with_patient="Amina", stay_nights=3
)


def test_in_one_room():
    assert amounts(RULE, hospital(AMINA, CHILD), lies((AMINA, 0, "R1"), (CHILD, 0, "R1"))) == []


def test_apart_counts_the_nights_that_both_are_here():
    problem, plan = hospital(AMINA, CHILD), lies((AMINA, 0, "R1"), (CHILD, 1, "R2"))
    # Amina is here on days 0 and 1, her child on 1, 2 and 3: one night.
    assert amounts(RULE, problem, plan) == [1]
    assert (
        sentence(RULE, problem, plan) == "Baby in room R2 and Amina in room R1 are 1 night apart."
    )
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"), (CHILD, 2, "R2"))) == []


def test_one_who_is_not_here_is_not_apart():
    assert amounts(RULE, hospital(AMINA, CHILD), lies((CHILD, 0, "R2"))) == []


def test_a_room_for_adults_takes_the_child_of_a_patient():
    adults = replace(R1, age_bands=("adult", "old"))
    problem, plan = hospital(AMINA, CHILD, rooms=(adults, R2)), lies((CHILD, 0, "R1"))
    assert amounts(room_age_policy.RULE, problem, plan) == []
    alone = replace(CHILD, with_patient="")
    assert amounts(room_age_policy.RULE, replace(problem, patients=(AMINA, alone)), plan) == [3]


def test_the_child_is_moved_to_its_mother():
    # Moving it costs 40 and two days of ages one band apart 4; two nights apart would cost 1,000.
    mother, child = here(AMINA, "R1"), here(CHILD, "R2", with_patient="Amina")
    one_gender = replace(R1, gender=GenderPolicy.FEMALE)
    outcome = solve(hospital(mother, child, rooms=(one_gender, R2)), Options(seconds=3.0))
    assert {p.patient: p.room for p in outcome.plan.placements} == {"Amina": "R1", "Baby": "R1"}
    assert outcome.cost == 44.0


@pytest.mark.parametrize("other", ["Nobody", "Baby"])
def test_a_companion_is_somebody_else_who_is_there(other):
    with pytest.raises(BadProblem, match="shares the room of the unknown patient"):
        hospital(AMINA, replace(CHILD, with_patient=other))


def test_nobody_follows_a_follower():
    third = replace(CHILD, id="Twin", with_patient="Baby")
    with pytest.raises(BadProblem, match="who follows somebody too"):
        hospital(AMINA, CHILD, third)
