from __future__ import annotations

import pytest

from operations.core.beds.problem import Lock
from operations.core.beds.rules.lock_kept import RULE
from tests.operations.core.beds.cast import AMINA, amounts, here, hospital, lies, sentence


@pytest.mark.parametrize(
    ("lock", "plan", "broken"),
    [
        (Lock("Amina", "R1", 2), lies((AMINA, 2, "R1")), []),
        (Lock("Amina", "R1", 2), lies((AMINA, 1, "R1")), [1]),
        (Lock("Amina", "R1", 2), lies((AMINA, 2, "R2")), [1]),
        (Lock("Amina", day=2), lies((AMINA, 2, "R2")), []),
        (Lock("Amina", day=2), lies(), [1]),
        (Lock("Amina", "R1"), lies((AMINA, 3, "R1")), []),
        (Lock("Amina", "R1"), lies(), []),
    ],
)
def test_day_and_room_as_fixed(lock, plan, broken):
    assert amounts(RULE, hospital(AMINA, locks=(lock,)), plan) == broken


def test_who_cannot_be_moved_stays():
    present = here(AMINA, movable=False)
    assert amounts(RULE, hospital(present), lies((present, 0, "R1"))) == []
    assert sentence(RULE, hospital(present), lies((present, 0, "R2"))) == (
        "Amina is fixed in room R1 and is in room R2."
    )
    assert amounts(RULE, hospital(here(AMINA)), lies((present, 0, "R2"))) == []
