"""The chance of too few beds, against what can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.stats import poisson

from operations.core.beds.overflow import overflow
from operations.core.beds.problem import Arriving
from operations.core.errors import BadProblem
from tests.operations.core.beds.cast import AMINA, CHAIMAE, R1, R2, here, hospital, lies

MEDICINE = replace(R2, ward="Medicine")


def by_night(problem, plan, **how):
    return {(each.ward, each.day): each for each in overflow(problem, plan, **how)}


def test_with_nobody_to_come_the_plan_fits_or_does_not():
    problem = hospital(here(AMINA), CHAIMAE, rooms=(R1, MEDICINE))
    found = by_night(problem, lies((AMINA, 0, "R1"), (CHAIMAE, 0, "R2")))
    assert {each.chance for each in found.values()} == {0.0}
    blocked = replace(R1, blocked=(2, 0, 0, 0, 0))
    found = by_night(hospital(here(AMINA), rooms=(blocked,)), lies((AMINA, 0, "R1")))
    assert [found["Surgery", day].chance for day in range(3)] == [1.0, 0.0, 0.0]
    assert found["Surgery", 0].short == 1


def test_people_who_come_unannounced_are_poisson():
    # One bed is free: too few when two or more come, 1 - exp(-0.8) (1 + 0.8).
    problem = hospital(here(AMINA), arriving=(Arriving("Surgery", 0, 800),), rooms=(R1,))
    found = by_night(problem, lies((AMINA, 0, "R1")), samples=40_000)
    assert found["Surgery", 0].chance == pytest.approx(float(poisson.sf(1, 0.8)), abs=0.01)
    assert found["Surgery", 0].expected == pytest.approx(1.8)


def test_who_may_stay_longer_may_take_the_next_one_s_bed():
    # Amina's two nights are over on day 2, on which she is still here with 30 %; so is Chaimae.
    may_stay = here(replace(AMINA, overstay=(30,)), "R2")
    problem = hospital(may_stay, CHAIMAE, rooms=(R2,))
    found = by_night(problem, lies((may_stay, 0, "R2"), (CHAIMAE, 2, "R2")), samples=40_000)
    assert found["Surgery", 2].chance == pytest.approx(0.3, abs=0.01)
    assert found["Surgery", 3].chance == 0.0


def test_who_may_leave_earlier_frees_a_bed_and_does_not_come_back():
    early = here(replace(AMINA, staying=(100, 40), overstay=(60,)))
    found = by_night(hospital(early, rooms=(R1,)), lies((early, 0, "R1")))
    assert [found["Surgery", day].expected for day in range(4)] == pytest.approx([1, 0.4, 0.4, 0])


def test_the_same_seed_says_the_same():
    problem = hospital(arriving=(Arriving("Surgery", 1, 2500),))
    assert overflow(problem, lies(), seed=7) == overflow(problem, lies(), seed=7)


def test_an_unknown_ward_is_refused():
    with pytest.raises(BadProblem, match="cannot get"):
        hospital(arriving=(Arriving("Nowhere", 0, 1),))
