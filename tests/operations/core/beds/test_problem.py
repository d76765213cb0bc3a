from __future__ import annotations

from dataclasses import replace

import pytest

from operations.core import snapshot
from operations.core.beds.problem import BedsHeld, Former, Lock, Problem, State
from operations.core.errors import BadProblem
from operations.core.rule import Kind, Policy
from tests.operations.core.beds.cast import (
    AMINA,
    R1,
    SHIFTS,
    SURGEON,
    THEATRES,
    here,
    hospital,
    nurse,
    operated,
)


def test_a_problem_survives_its_snapshot():
    problem = hospital(
        operated(here(AMINA, needs=("oxygen",)), 60),
        rooms=(replace(R1, specialties={"surgery": 1}, blocked=(0,) * 5),),
        shifts=SHIFTS,
        surgeons=(SURGEON,),
        theatres=THEATRES,
        nurses=(nurse("Nora"),),
        locks=(Lock("Amina", "R1", 0),),
        previous=(Former("Amina", 0, "R1"),),
        beds_held=(BedsHeld("Surgery", 1, 1),),
        policies={"stays_in_room": Policy(Kind.SOFT, 7)},
    )
    assert snapshot.loads(snapshot.dumps(problem), Problem) == problem


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"stay_nights": 0}, "Amina: stays 0 nights; a stay has at least one"),
        ({"age_band": "ancient"}, "Amina: has the unknown age band ancient"),
        ({"release_day": 3, "due_day": 2}, "Amina: due on 2, before release 3"),
        ({"release_day": -1}, "Amina: is released before the horizon; its first day is 0"),
        ({"incompatible_rooms": ("R9",)}, "Amina: names the unknown room R9"),
        ({"room": "R1"}, "Amina: has a room before arriving; use a lock"),
        ({"workload": (1, 2, 3)}, "Amina: gives workload for 3 shifts of 4"),
        ({"state": State.ADMISSION, "due_day": 1}, "its release and due day are the same"),
    ],
)
def test_a_patient_that_contradicts_itself_is_named(facts, words):
    with pytest.raises(BadProblem, match=words):
        hospital(replace(AMINA, **facts), shifts=SHIFTS)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"rooms": (R1, R1)}, "R1: is there twice"),
        ({"rooms": (replace(R1, capacity=-1),)}, "R1: has -1 beds"),
        ({"rooms": (replace(R1, blocked=(1,)),)}, "R1: give blocked beds for each of 5 days"),
        ({"rooms": (replace(R1, age_bands=("x",)),)}, "R1: takes the unknown age band x"),
        ({"rooms": (replace(R1, specialties={"x": 0}),)}, "R1: x has priority 0"),
        ({"surgeons": (replace(SURGEON, minutes=(1,)),)}, "Dr Saidi: give minutes"),
        ({"nurses": (nurse("Nora", days=6),)}, "Nora: works day 5, shift 0, outside the plan"),
        ({"locks": (Lock("Badr", "R1"),)}, "Badr: a lock names an unknown patient"),
        ({"locks": (Lock("Amina"),)}, "Amina: a lock gives a room, a day or both"),
        ({"locks": (Lock("Amina", day=5),)}, "Amina: is locked to day 5, outside the plan"),
        ({"beds_held": (BedsHeld("Nowhere", 0, 1),)}, "Nowhere: cannot hold 1 beds on day 0"),
        (
            {"beds_held": (BedsHeld("Surgery", 0, 1), BedsHeld("Surgery", 0, 2))},
            "Surgery, day 0: is there twice",
        ),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(facts, words):
    with pytest.raises(BadProblem, match=words):
        hospital(AMINA, shifts=SHIFTS, **facts)


def test_an_operation_needs_a_known_surgeon_where_surgeons_are_planned():
    stranger = replace(AMINA, surgery_minutes=30, surgeon="Dr Who")
    assert hospital(stranger)
    assert hospital(replace(stranger, surgeon=""), surgeons=(SURGEON,))
    with pytest.raises(BadProblem, match="operated by the unknown surgeon 'Dr Who'"):
        hospital(stranger, surgeons=(SURGEON,))


def test_the_admission_window():
    assert AMINA.window(5) == range(5)
    assert replace(AMINA, release_day=1, due_day=3).window(5) == range(1, 4)
    assert replace(AMINA, release_day=1, due_day=9).window(5) == range(1, 5)
    assert len(replace(AMINA, release_day=6).window(5)) == 0
    assert here(AMINA).window(5) == range(1)
