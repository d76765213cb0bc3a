from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.equipment_present import RULE
from tests.operations.core.beds.cast import AMINA, R1, amounts, hospital, lies, sentence

NEEDY = replace(AMINA, needs=("oxygen", "monitor"))


def test_everything_is_there():
    problem = hospital(NEEDY, rooms=(replace(R1, equipment=("monitor", "oxygen", "tv")),))
    assert amounts(RULE, problem, lies((NEEDY, 0, "R1"))) == []


def test_each_missing_item_counts_each_night():
    assert amounts(RULE, hospital(NEEDY), lies((NEEDY, 0, "R1"))) == [2, 2]


def test_it_names_the_item():
    problem = hospital(NEEDY, rooms=(replace(R1, equipment=("monitor",)),))
    assert sentence(RULE, problem, lies((NEEDY, 4, "R1"))) == (
        "Amina needs oxygen and is 1 night in room R1, which has none."
    )
