"""The search around the kernels: first plans, mending, heat, several walks, and stopping."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from operations.core import stopwatch
from operations.core.beds.annealing import programme
from operations.core.beds.annealing.engine import anneal
from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.turns import anneal as turns
from operations.core.beds.annealing.programme import Clock, Heat
from operations.core.beds.annealing.tables import tables
from operations.core.beds.annealing.walk import Walk, price
from operations.core.beds.problem import BedsHeld, Former, Lock
from operations.core.beds.report import judge
from operations.core.compiled import stamp
from operations.core.outcome import Options, Stop
from operations.core.rule import Kind, Policy
from tests.operations.core.beds import strategies
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    R1,
    R2,
    SHIFTS,
    SURGEON,
    THEATRES,
    here,
    hospital,
    lies,
    nurse,
    operated,
)

MUST = {"mandatory_admitted": Policy(Kind.HARD, 0)}
NO_SHRINK = (Phase.explicit, Phase.reuse, Phase.generate)


def searched(problem, seconds=1.0, workers=1, stop=None):
    told = []
    options = Options(seconds, workers, 3, stop or Stop())
    plan = anneal(tables(problem), options, seconds, told.append)
    return plan, told


def test_a_broken_plan_is_mended():
    # A woman and a man in R2's one bed: for two nights one too many, and one of another gender.
    problem = hospital(AMINA, BADR, rooms=(R2,), policies=MUST)
    walk = Walk(tables(problem), 1)
    walk.to(np.array([[0, 0, a.OUT], [0, 0, a.OUT]], np.int32), walk.state.nurse)
    assert walk.hard == 2 * (30 + 30)
    clock = Clock(20, lambda: False)
    programme._mend(walk, clock, Heat(10.0, 1.0))
    assert walk.hard == 0
    # Two nights each, one after the other: the second waits two days at 5.
    assert walk.best.cost == 10


def test_whoever_must_come_is_admitted_by_breaking_what_cannot_be_kept():
    women = [replace(AMINA, id=f"w{n}", due_day=0) for n in range(2)]
    plan, _ = searched(hospital(*women, rooms=(R2,), policies=MUST), 0.5)
    assert len(plan.placements) == 2


def test_theatres_nurses_and_beds_held_are_weighed_together():
    problem = hospital(
        operated(AMINA, 60),
        operated(CHAIMAE, 60),
        shifts=SHIFTS,
        surgeons=(SURGEON,),
        theatres=THEATRES,
        nurses=(nurse("Nora", max_load=9),),
        beds_held=(BedsHeld("Surgery", 0, 3),),
    )
    # As without beds held (22), but day 0 keeps all three beds free: both wait a day at 5.
    plan, told = searched(problem)
    assert judge(problem, plan).cost == 32
    assert judge(problem, told[-1]).cost >= 32


def test_two_walks_are_no_worse_than_the_first_plan_and_tell_what_they_find():
    problem = hospital(here(AMINA, "R2"), BADR, CHAIMAE, rooms=(R1, R2))
    plan, told = searched(problem, workers=2)
    first = Walk(tables(problem), 1)
    first.fill()
    assert judge(problem, plan).cost <= first.cost
    assert told


def test_a_search_that_is_stopped_keeps_its_plan():
    stop = Stop()
    stop.set()
    plan, _ = searched(hospital(here(AMINA), BADR), 3600.0, 2, stop)
    assert len(plan.placements) == 2


def test_a_walk_that_is_behind_goes_on_from_the_best_plan_of_all():
    # R2's one bed is free for one of them: the walk ahead has both, one after the other.
    problem = hospital(AMINA, BADR, rooms=(R2,))
    ahead, behind = Walk(tables(problem), 1), Walk(tables(problem), 2)
    ahead.fill()
    behind.look()
    assert (behind.hard, behind.cost) > (ahead.hard, ahead.cost)
    assert not programme._meet(ahead, behind.best)
    assert programme._meet(behind, ahead.best)
    assert (behind.state.place == ahead.state.place).all()
    assert behind.best.cost == ahead.best.cost
    assert not programme._meet(behind, ahead.best)
    assert not programme._meet(behind, programme.nobody())


def test_who_was_behind_is_hot_again_and_cold_at_the_end():
    assert programme._again(programme.MEET) == pytest.approx(programme.AGAIN)
    assert programme._again(1.0) == 1.0


class Steps(Clock):
    """A clock of which a twentieth is over at each look."""

    __slots__ = ("looks",)

    def share(self):
        looks = getattr(self, "looks", 0) + 1
        object.__setattr__(self, "looks", looks)
        return looks / 20


def test_a_walk_meets_the_others_once():
    problem = hospital(AMINA, BADR, CHAIMAE, rooms=(R1, R2))
    walk, asked = Walk(tables(problem), 1), []

    def best():
        asked.append(walk.best)

    clock = Steps(1.0, lambda: False)
    programme.search(walk, clock, Heat(10.0, 1.0), 0.2, best)
    assert len(asked) == 1


def test_errors_of_a_walk_reach_the_caller(monkeypatch):
    def breaks(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr(programme, "search", breaks)
    with pytest.raises(RuntimeError, match="broken"):
        searched(hospital(AMINA), 1.0)


def test_heat_comes_from_what_wishes_cost():
    optional = replace(AMINA, mandatory=False, optional_price=80)
    warm = programme.heat(tables(hospital(optional)))
    # Leaving out costs 80: an eighth. The smallest wish is one, of overstay.
    assert (warm.hot, warm.cold) == (10.0, pytest.approx(0.15))
    assert warm.at(0) == 10.0
    assert warm.at(1) == pytest.approx(0.15)
    assert warm.at(0.5) == pytest.approx((10.0 * 0.15) ** 0.5)


def test_a_clock_is_over_with_its_time_or_when_stopped():
    assert Clock(0, lambda: False).share() == 1.0
    assert Clock(1000, lambda: True).share() == 1.0
    assert Clock(1000, lambda: False).share() < 0.5


def test_the_night_anneals_for_seconds_of_work(monkeypatch):
    looks = itertools.count()
    monkeypatch.setattr(stopwatch, "worked", lambda: 50.0 * next(looks))
    plan = anneal(tables(hospital(AMINA)), Options(by_work=True), 1000, lambda plan: None)
    assert plan is not None
    assert 20 <= next(looks) < 60


def test_the_price_of_a_plan_that_the_tables_cannot_say():
    problem = hospital(AMINA, locks=(Lock("Amina", "R2"),))
    made = tables(problem)
    assert price(made, lies((AMINA, 0, "R1"))) is None
    assert price(made, lies((AMINA, 1, "R2"))) == judge(problem, lies((AMINA, 1, "R2"))).cost


def test_the_plan_in_force_is_priced():
    problem = hospital(AMINA, previous=(Former("Amina", 1, "R2"),))
    made = tables(problem)
    for place in ((0, "R1"), (1, "R1"), (1, "R2")):
        plan = lies((AMINA, *place))
        assert price(made, plan) == judge(problem, plan).cost
    assert price(made, lies()) == judge(problem, lies()).cost == 5010


@given(strategies.problems(), st.integers(0, 100))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=NO_SHRINK)
def test_a_plan_comes_back_from_its_arrays(problem, seed):
    made = tables(problem)
    walk = Walk(made, seed)
    walk.fill()
    plan = made.plan(walk.state.place, walk.state.nurse)
    place, _ = made.arrays(plan, walk.state.nurse)
    assert (place == np.where(walk.state.place[:, :1] == a.OUT, a.OUT, walk.state.place)).all()


def test_compiled_code_on_disk_is_of_these_very_kernels():
    assert turns._cache._cache_file._source_stamp == stamp(Path(a.__file__).parent)
