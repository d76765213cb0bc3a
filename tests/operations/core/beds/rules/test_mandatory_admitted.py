from __future__ import annotations

from dataclasses import replace

from operations.core.beds.problem import State
from operations.core.beds.rules.mandatory_admitted import RULE
from tests.operations.core.beds.cast import AMINA, amounts, here, hospital, lies, sentence

DUE = replace(AMINA, due_day=3)


def test_admitted():
    assert amounts(RULE, hospital(DUE), lies((DUE, 0, "R1"))) == []


def test_left_out():
    assert amounts(RULE, hospital(DUE), lies()) == [1]
    assert sentence(RULE, hospital(DUE), lies()) == (
        "Amina must be admitted by day 3 and has no day and no bed."
    )


def test_a_known_admission_left_out():
    promised = replace(AMINA, state=State.ADMISSION, release_day=2, due_day=2)
    assert amounts(RULE, hospital(promised), lies()) == [1]


def test_optional_and_present_patients_are_other_rules_concern():
    assert amounts(RULE, hospital(replace(AMINA, mandatory=False)), lies()) == []
    assert amounts(RULE, hospital(here(AMINA)), lies()) == []
