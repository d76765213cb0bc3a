from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.bed_kept import RULE
from tests.operations.core.beds.cast import AMINA, BADR, amounts, here, hospital, lies, sentence


def test_who_lies_in_a_bed_may_be_given_another():
    present = here(AMINA)
    assert amounts(RULE, hospital(present), lies((present, 0, "R2"))) == []


def test_nobody_is_put_out_of_bed_for_a_single_night():
    night = here(replace(AMINA, stay_nights=1))
    assert amounts(RULE, hospital(night), lies()) == [24]
    assert sentence(RULE, hospital(here(AMINA)), lies()) == (
        "Amina lies in room R1 and would be without a bed for 2 nights."
    )


def test_who_waits_for_a_bed_or_is_not_here_yet_is_another_rules_concern():
    assert amounts(RULE, hospital(here(AMINA, room="")), lies()) == []
    assert amounts(RULE, hospital(here(AMINA, bed_open=False)), lies()) == []
    assert amounts(RULE, hospital(BADR), lies()) == []
