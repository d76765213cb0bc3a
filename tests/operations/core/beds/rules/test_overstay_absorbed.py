from __future__ import annotations

from dataclasses import replace

from operations.core.beds.rules.overstay_absorbed import RULE
from operations.core.beds.solve import solve
from operations.core.outcome import Options
from tests.operations.core.beds.cast import (
    AMINA,
    CHAIMAE,
    amounts,
    here,
    hospital,
    lies,
    sentence,
)

MAY_STAY = here(replace(AMINA, overstay=(30, 10)), "R2")


def test_a_free_bed_takes_whoever_stays_longer():
    assert amounts(RULE, hospital(MAY_STAY), lies((MAY_STAY, 0, "R2"))) == []


def test_beds_promised_to_the_next_one_are_short_by_the_chance():
    # Amina's two nights end with day 1; R2 has one bed, and Chaimae has it on days 2 and 3.
    problem = hospital(MAY_STAY, CHAIMAE)
    assert amounts(RULE, problem, lies((MAY_STAY, 0, "R2"), (CHAIMAE, 2, "R2"))) == [30, 10]
    assert amounts(RULE, problem, lies((MAY_STAY, 0, "R2"), (CHAIMAE, 3, "R2"))) == [10]
    assert amounts(RULE, problem, lies((MAY_STAY, 0, "R2"), (CHAIMAE, 4, "R2"))) == []


def test_chances_add_up_to_one_bed_and_no_further():
    # Two of 50 % each make one bed: R1 has two, one is free on day 2.
    first, second = (replace(who, overstay=(50,)) for who in (AMINA, CHAIMAE))
    third = replace(AMINA, id="Aicha")
    problem = hospital(first, second, third)
    plan = lies((first, 0, "R1"), (second, 0, "R1"), (third, 2, "R1"))
    assert amounts(RULE, problem, plan) == []
    more = replace(first, overstay=(51,))
    plan = lies((more, 0, "R1"), (second, 0, "R1"), (third, 2, "R1"))
    problem = hospital(more, second, third)
    assert amounts(RULE, problem, plan) == [1]
    assert sentence(RULE, problem, plan) == (
        "Room R1 has 1 bed free on day 2, and Amina, Chaimae may still be there: "
        "1.01 beds are needed on average."
    )


def test_beyond_the_horizon_nothing_is_said():
    problem = hospital(replace(AMINA, overstay=(90,)))
    assert amounts(RULE, problem, lies((AMINA, 3, "R2"))) == []


def test_the_next_one_waits_where_that_is_cheaper_than_the_risk():
    # One room. Chaimae could have R2 on day 2, at a risk of 30 + 10; on day 3 it is 5 + 10, on day
    # 4 two days' waiting, 10: the least.
    chaimae = replace(CHAIMAE, age_band="adult", release_day=2, wards=("Surgery",))
    problem = hospital(MAY_STAY, chaimae, rooms=(hospital().rooms[1],))
    outcome = solve(problem, Options(seconds=3.0))
    assert outcome.cost == 10.0
    assert {(p.patient, p.day) for p in outcome.plan.placements} == {("Amina", 0), ("Chaimae", 4)}
