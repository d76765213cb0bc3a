from __future__ import annotations

from operations.core.beds.rules.present_placed import RULE
from tests.operations.core.beds.cast import AMINA, BADR, amounts, here, hospital, lies, sentence


def test_everybody_here_has_a_bed():
    present = here(AMINA)
    assert amounts(RULE, hospital(present), lies((present, 0, "R2"))) == []


def test_somebody_here_without_a_bed():
    assert sentence(RULE, hospital(here(AMINA)), lies()) == (
        "Amina is here today (in room R1) and no bed can be given."
    )
    assert sentence(RULE, hospital(here(AMINA, room="")), lies()) == (
        "Amina is here today (waiting) and no bed can be given."
    )


def test_who_is_not_here_yet_is_another_rules_concern():
    assert amounts(RULE, hospital(BADR), lies()) == []
