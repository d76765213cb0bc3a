from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.room_capacity import RULE
from tests.operations.core.beds.cast import AMINA, CHAIMAE, R1, amounts, hospital, lies, sentence


def test_a_room_may_be_full():
    problem = hospital(AMINA, CHAIMAE)
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1"))) == []


def test_one_too_many_on_each_day_they_are_together():
    problem = hospital(AMINA, CHAIMAE)
    # R2 has one bed; Amina lies there on days 0 and 1, Chaimae on 1 and 2: together on day 1.
    plan = lies((AMINA, 0, "R2"), (CHAIMAE, 1, "R2"))
    assert amounts(RULE, problem, plan) == [1]
    assert (
        sentence(RULE, problem, plan) == "Room R2 has 1 usable beds on day 1 and 2 people in them."
    )


def test_a_blocked_bed_is_not_usable_on_its_day():
    blocked = replace(R1, blocked=(0, 1, 0, 0, 0))
    problem = hospital(AMINA, CHAIMAE, rooms=(blocked,))
    assert amounts(RULE, problem, lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R1"))) == [1]
    assert amounts(RULE, problem, lies((AMINA, 2, "R1"), (CHAIMAE, 2, "R1"))) == []


def test_a_stay_is_cut_off_at_the_horizons_end():
    problem = hospital(AMINA, CHAIMAE)
    # From day 4, two nights: only day 4 is in the plan.
    assert amounts(RULE, problem, lies((AMINA, 4, "R2"), (CHAIMAE, 4, "R2"))) == [1]
