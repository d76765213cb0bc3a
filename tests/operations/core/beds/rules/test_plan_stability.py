from __future__ import annotations

import pytest

from operations.core.beds.problem import Former
from operations.core.beds.rules.plan_stability import RULE
from tests.operations.core.beds.cast import AMINA, BADR, amounts, hospital, lies, sentence

PROBLEM = hospital(AMINA, BADR, previous=(Former("Amina", 1, "R1"),))


@pytest.mark.parametrize(
    ("plan", "changes"),
    [
        (lies((AMINA, 1, "R1")), []),
        (lies((AMINA, 2, "R1")), [1]),
        (lies((AMINA, 1, "R2")), [1]),
        (lies((AMINA, 2, "R2")), [2]),
        (lies(), [1]),
    ],
)
def test_day_and_room_each_count(plan, changes):
    assert amounts(RULE, PROBLEM, plan) == changes


def test_who_had_no_place_and_who_has_gone_are_no_change():
    gone = hospital(BADR, previous=(Former("Amina", 1, "R1"),))
    assert amounts(RULE, gone, lies((BADR, 0, "R2"))) == []


def test_it_names_both_places():
    assert sentence(RULE, PROBLEM, lies((AMINA, 2, "R2"))) == (
        "Amina goes from room R1, day 1, to room R2, day 2, against the plan in force."
    )
