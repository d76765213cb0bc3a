"""Kernels against the judge: any walk's cost is what the judge says, and so is any move's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.amounts import amounts
from operations.core.beds.annealing.kernels.turns import CROSS, KICK, MOVES, RUIN, anneal
from operations.core.beds.annealing.state import filled
from operations.core.beds.annealing.tables import Tables, tables
from operations.core.beds.annealing.walk import PATIENT_MOVES, Walk
from operations.core.beds.report import judge
from tests.operations.core.beds import strategies
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    R2,
    SHIFTS,
    hospital,
    lies,
    nurse,
)

TWO = (nurse("Nora"), nurse("Nada"))
NO_SHRINK = (Phase.explicit, Phase.reuse, Phase.generate)
HOT = 1e5
HARD = 3000


def energy(walk: Walk) -> int:
    found = np.zeros(a.PRICES, np.int64)
    return int(amounts(walk.facts, walk.state, found)) + int(found @ walk.facts.price)


def one_kind(kind: int) -> np.ndarray:
    return (np.arange(MOVES) >= kind).astype(float)


def kinds(walk: Walk) -> list[int]:
    patients = range(PATIENT_MOVES) if walk.facts.free.size else ()
    nurses = range(PATIENT_MOVES, MOVES) if walk.facts.sizes[1] else ()
    return [*patients, *nurses]


def agrees_with_counters(t: Tables, walk: Walk) -> None:
    """What was counted move by move is what is counted from nothing."""
    fresh = filled(t, 1, walk.state.place, walk.state.nurse)
    for name in ("cell", "duty", "met", "theatre", "surgeon", "ward"):
        assert (getattr(fresh, name) == getattr(walk.state, name)).all(), name
    for room, day in np.ndindex(*walk.state.lying.shape[:2]):
        people = walk.state.cell[room, day, a.LYING]
        mine, theirs = walk.state.lying[room, day], fresh.lying[room, day]
        assert Counter(mine[:people].tolist()) == Counter(theirs[:people].tolist())


def agrees_with_judge(t: Tables, walk: Walk) -> None:
    walk.look()
    report = judge(t.problem, t.plan(walk.state.place, walk.state.nurse))
    assert walk.cost - t.given_cost(walk.state.place) == report.cost


@given(strategies.problems(), st.integers(0, 1000))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), phases=NO_SHRINK)
def test_every_move_costs_what_it_changes(problem, seed):
    t = tables(problem)
    walk = Walk(t, seed)
    walk.fill()
    agrees_with_judge(t, walk)
    walk.price(HARD)
    for kind in kinds(walk) * 3:
        for moves, heat in ((1, HOT), (7, HOT), (50, 1.0)):
            before = energy(walk)
            change = anneal(walk.facts, walk.state, moves, heat, False, False, one_kind(kind))
            assert energy(walk) - before == change, kind
        agrees_with_counters(t, walk)
        agrees_with_judge(t, walk)


@given(strategies.problems(softened=True), st.integers(0, 1000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=NO_SHRINK)
def test_hard_rules_made_soft_cost_what_the_judge_says(problem, seed):
    t = tables(problem)
    walk = Walk(t, seed)
    walk.fill()
    for kind in kinds(walk) * 2:
        anneal(walk.facts, walk.state, 40, HOT, False, False, one_kind(kind))
        agrees_with_judge(t, walk)


@given(strategies.problems(), st.integers(0, 1000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=NO_SHRINK)
def test_a_strict_walk_breaks_nothing(problem, seed):
    t = tables(problem)
    walk = Walk(t, seed)
    walk.fill()
    if walk.hard or walk.still():
        return
    for _ in range(5):
        walk.go(50.0, strict=True)
        assert walk.hard == 0


def test_the_same_seed_and_moves_give_the_same_plan():
    problem = hospital(
        AMINA, BADR, CHAIMAE, replace(CHAIMAE, id="Chama"), nurses=TWO, shifts=SHIFTS
    )
    walks = [Walk(tables(problem), 7) for _ in range(2)]
    for walk in walks:
        walk.fill()
        if not walk.still():
            anneal(walk.facts, walk.state, 5000, 20.0, False, False, walk.until)
    assert (walks[0].state.place == walks[1].state.place).all()
    assert (walks[0].state.nurse == walks[1].state.nurse).all()


ROOMS = tuple(replace(R2, id=name, capacity=2) for name in ("A", "B"))
COLD = 1e-3


def on(day, patient, number):
    """The patient once more, whose day is fixed."""
    name = f"{patient.id}{number}{day}"
    return replace(patient, id=name, release_day=day, due_day=day, mandatory=True)


def standing(problem, plan):
    t = tables(problem)
    walk = Walk(t, 5)
    walk.to(*t.arrays(plan, walk.state.nurse))
    return walk


def moved(walk, moves, *which):
    """Whether anybody lies elsewhere after moves of these kinds that may cost nothing."""
    walk.price(1 << 22)
    before = walk.state.place.copy()
    for kind in which:
        anneal(walk.facts, walk.state, moves, COLD, True, False, one_kind(kind))
    walk.look()
    return walk.hard == 0 and bool((walk.state.place != before).any())


def test_full_rooms_of_two_genders_exchange_who_lies_there_in_some_nights():
    """Women then men in one room, men then women in the other: no two people can change places."""
    women = [on(day, AMINA, number) for day in (0, 2) for number in (1, 2)]
    men = [on(day, BADR, number) for day in (0, 2) for number in (1, 2)]
    problem = hospital(*women, *men, rooms=ROOMS)
    plan = lies(
        *((who, who.release_day, "A" if who.release_day == 0 else "B") for who in women),
        *((who, who.release_day, "B" if who.release_day == 0 else "A") for who in men),
    )
    assert not moved(standing(problem, plan), 2000, *range(KICK + 1))
    assert moved(standing(problem, plan), 200, CROSS)


def test_who_is_out_comes_in_when_those_in_the_way_are_laid_anew():
    """One bed a room, three nights to lie: in both rooms somebody lies in the middle of them."""
    rooms = tuple(replace(room, capacity=1) for room in ROOMS)
    first, second = on(0, replace(AMINA, stay_nights=1), 1), on(1, replace(AMINA, stay_nights=1), 2)
    waiting = replace(CHAIMAE, stay_nights=3, release_day=0, due_day=0)
    problem = hospital(first, second, waiting, rooms=rooms)
    walk = standing(problem, lies((first, 0, "A"), (second, 1, "B")))
    assert moved(walk, 50, RUIN)
    assert walk.state.place[2, a.DAY] == 0
