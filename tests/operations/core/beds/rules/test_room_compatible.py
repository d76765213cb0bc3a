from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.room_compatible import RULE
from tests.operations.core.beds.cast import AMINA, amounts, hospital, lies, sentence

CHOOSY = replace(AMINA, incompatible_rooms=("R2",))


def test_another_room_is_fine():
    assert amounts(RULE, hospital(CHOOSY), lies((CHOOSY, 0, "R1"))) == []


def test_a_room_ruled_out_counts_once_a_stay():
    problem, plan = hospital(CHOOSY), lies((CHOOSY, 0, "R2"))
    assert amounts(RULE, problem, plan) == [1]
    assert sentence(RULE, problem, plan) == (
        "Amina is in room R2, which was ruled out for this patient."
    )


def test_a_ward_that_does_not_take_the_patient():
    belongs = replace(AMINA, wards=("Medicine", "Surgery"))
    assert amounts(RULE, hospital(belongs), lies((belongs, 0, "R1"))) == []
    stranger = replace(AMINA, wards=("Medicine",))
    assert sentence(RULE, hospital(stranger), lies((stranger, 0, "R1"))) == (
        "Amina is in room R1 of ward Surgery, which does not take this patient."
    )
