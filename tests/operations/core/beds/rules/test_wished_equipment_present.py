from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.wished_equipment_present import RULE
from tests.operations.core.beds.cast import AMINA, R1, amounts, hospital, lies, sentence

WISHFUL = replace(AMINA, wishes=("shower", "tv"))


def test_everything_is_there():
    problem = hospital(WISHFUL, rooms=(replace(R1, equipment=("tv", "shower")),))
    assert amounts(RULE, problem, lies((WISHFUL, 0, "R1"))) == []


def test_each_missing_item_counts_each_night():
    assert amounts(RULE, hospital(WISHFUL), lies((WISHFUL, 0, "R1"))) == [2, 2]


def test_it_names_the_item():
    problem = hospital(WISHFUL, rooms=(replace(R1, equipment=("tv",)),))
    assert sentence(RULE, problem, lies((WISHFUL, 0, "R1"))) == (
        "Amina would be better with shower; room R1 has none."
    )
