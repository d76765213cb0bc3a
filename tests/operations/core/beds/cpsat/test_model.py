"""The terms against the judge: two statements of the same rules, asked the same questions."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operations.core.beds.cpsat import model
from operations.core.beds.problem import BedsHeld, Former, Lock
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
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plan_has_one_price(data):
    problem = data.draw(strategies.problems())
    plan = data.draw(strategies.plans(problem))
    report = judge(problem, plan)
    hard, cost = model.price(problem, plan)
    assert cost == report.cost
    assert (hard == 0) == (report.hard == 0)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_hard_rules_made_soft_have_one_price_too(data):
    problem = data.draw(strategies.problems(softened=True))
    plan = data.draw(strategies.plans(problem))
    assert model.price(problem, plan) == (0, judge(problem, plan).cost)


def test_every_rule_speaks_in_a_plan_bad_enough():
    present = here(operated(AMINA, 0), isolation="flu", needs=("oxygen",), wishes=("tv",))
    late = operated(BADR, 150)
    problem = hospital(
        present,
        late,
        CHAIMAE,
        surgeons=(SURGEON,),
        theatres=THEATRES,
        shifts=SHIFTS,
        nurses=(nurse("Nora", days=1),),
        beds_held=(BedsHeld("Surgery", 0, 3),),
        locks=(Lock("Badr", "R1", 1),),
        previous=(Former("Chaimae", 0, "R1"),),
    )
    plan = nursed(lies((present, 0, "R2"), (late, 1, "R2", "T1")), ("Nora", 1, 0, "R2"))
    report = judge(problem, plan)
    assert set(report.cost_by_rule) >= {"room_capacity", "room_one_gender", "lock_kept"}
    # 5,000 for Chaimae, one bed short of three on day 0, moved, a wish for two nights, Chaimae's
    # former place, three theatre and waiting prices: the judge adds them up, the terms agree.
    assert model.price(problem, plan)[1] == report.cost
