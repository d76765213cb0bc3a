"""The terms against the judge: two statements of the same rules, asked the same questions."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.core.beds.cpsat import model
from operations.core.beds.problem import BedsHeld, Former
from operations.core.beds.report import judge
from operations.core.rule import Kind, Policy
from tests.operations.core.beds import strategies
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    SHIFTS,
    SURGEON,
    THEATRES,
    here,
    hospital,
    lies,
    nurse,
    nursed,
    operated,
)

ALL_SOFT = Policy(Kind.SOFT, 3)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plan_has_one_price(data):
    problem = data.draw(strategies.problems())
    plan = data.draw(strategies.plans(problem))
    report = judge(problem, plan)
    hard, cost = model.price(problem, plan)
    assert cost == report.cost
    assert (hard == 0) == (report.hard == 0)


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_hard_rules_made_soft_have_one_price_too(data):
    problem = data.draw(strategies.problems(softened=True))
    plan = data.draw(strategies.plans(problem))
    assert model.price(problem, plan) == (0, judge(problem, plan).cost)


def test_a_bad_plan_worked_out_by_hand():
    moved = here(AMINA, wishes=("tv",))
    first, second = operated(BADR, 60), operated(replace(BADR, id="Brahim"), 60)
    problem = hospital(
        moved,
        first,
        second,
        CHAIMAE,
        surgeons=(SURGEON,),
        theatres=THEATRES,
        shifts=SHIFTS,
        nurses=(nurse("Nora", days=2),),
        beds_held=(BedsHeld("Surgery", 0, 3),),
        previous=(Former("Chaimae", 0, "R1"),),
    )
    places = lies((moved, 0, "R2"), (first, 1, "R1", "T1"), (second, 1, "R1", "T2"))
    plan = nursed(places, ("Nora", 0, 0, "R2"), ("Nora", 1, 0, "R2"))
    # Chaimae is left out (5,000) and had a place (10); a bed less than three on day 0 (200);
    # Amina is moved (40) and two nights without television (6); two men wait a day each (10);
    # two theatres (40) and their surgeon between them (5); one nurse is met by Amina (1).
    assert judge(problem, plan).cost == 5312
    # Nobody answers in the nights of R2 nor ever in R1: 2 + 4 room-shifts.
    assert judge(problem, plan).hard == 6
    assert model.price(problem, plan) == (6, 5312)
