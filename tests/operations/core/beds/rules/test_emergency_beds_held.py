from __future__ import annotations

import pytest

from operations.core.beds.problem import BedsHeld
from operations.core.beds.rules.emergency_beds_held import RULE
from tests.operations.core.beds.cast import AMINA, amounts, hospital, lies, sentence


@pytest.mark.parametrize(("held", "lacking"), [(1, []), (2, []), (3, [1])])
def test_three_beds_less_one_patient(held, lacking):
    problem = hospital(AMINA, beds_held=(BedsHeld("Surgery", 1, held),))
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"))) == lacking


def test_other_days_are_free():
    problem = hospital(AMINA, beds_held=(BedsHeld("Surgery", 2, 3),))
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"))) == []


def test_it_names_ward_and_beds():
    problem = hospital(AMINA, beds_held=(BedsHeld("Surgery", 0, 3),))
    assert sentence(RULE, problem, lies((AMINA, 0, "R1"))) == (
        "Ward Surgery has 2 beds free on day 0; 3 should be held for emergencies."
    )
