from __future__ import annotations

from operations.core.beds.report import judge
from operations.core.beds.rules.stays_in_room import RULE
from tests.operations.core.beds.cast import AMINA, amounts, here, hospital, lies, sentence

PRESENT = here(AMINA)


def test_the_same_room():
    assert amounts(RULE, hospital(PRESENT), lies((PRESENT, 0, "R1"))) == []


def test_another_room_is_one_transfer_however_long_the_stay():
    plan = lies((PRESENT, 0, "R2"))
    assert amounts(RULE, hospital(PRESENT), plan) == [1]
    assert sentence(RULE, hospital(PRESENT), plan) == "Amina is moved from room R1 to room R2."


def test_a_first_bed_is_no_transfer():
    waiting = here(AMINA, room="")
    assert amounts(RULE, hospital(waiting), lies((waiting, 0, "R2"))) == []


def test_a_patients_own_price_goes_before_the_rules():
    frail = here(AMINA, transfer_price=300)
    assert judge(hospital(frail), lies((frail, 0, "R2"))).cost_by_rule[RULE.code] == 300
