from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.rules.specialty_of_room import RULE
from tests.operations.core.beds.cast import AMINA, R1, amounts, hospital, lies, sentence

HEART = replace(R1, specialties={"cardiology": 1, "surgery": 2})


@pytest.mark.parametrize(
    ("specialty", "steps"),
    [("cardiology", []), ("surgery", [2]), ("neurology", [4]), ("", [])],
)
def test_steps_from_the_rooms_first_specialty_each_night(specialty, steps):
    patient = replace(AMINA, specialty=specialty)
    assert amounts(RULE, hospital(patient, rooms=(HEART,)), lies((patient, 0, "R1"))) == steps


def test_a_room_without_specialties_prefers_nobody():
    patient = replace(AMINA, specialty="neurology")
    assert amounts(RULE, hospital(patient), lies((patient, 0, "R1"))) == []


def test_it_names_the_rooms_first_specialty():
    patient = replace(AMINA, specialty="surgery")
    assert sentence(RULE, hospital(patient, rooms=(HEART,)), lies((patient, 0, "R1"))) == (
        "Amina (surgery) is 2 nights in room R1, whose first specialty is cardiology."
    )
