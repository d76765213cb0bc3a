from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core.beds.rules.nurse_skilled import RULE
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

# Two nights of two shifts each: the second early shift needs level 2.
DEMANDING = replace(AMINA, skill_needed=(0, 0, 2, 0))


@pytest.mark.parametrize(("skill", "short"), [(0, [2]), (1, [1]), (2, []), (3, [])])
def test_levels_below_what_the_shift_needs(skill, short):
    problem = hospital(DEMANDING, shifts=SHIFTS, nurses=(nurse("Nora", skill),))
    plan = nursed(lies((DEMANDING, 2, "R1")), ("Nora", 2, 0, "R1"), ("Nora", 3, 0, "R1"))
    assert amounts(RULE, problem, plan) == short


def test_it_names_patient_nurse_and_levels():
    problem = hospital(DEMANDING, shifts=SHIFTS, nurses=(nurse("Nora", 1),))
    assert sentence(RULE, problem, nursed(lies((DEMANDING, 2, "R1")), ("Nora", 3, 0, "R1"))) == (
        "Amina needs skill level 2 on day 3, early; nurse Nora has level 1."
    )
