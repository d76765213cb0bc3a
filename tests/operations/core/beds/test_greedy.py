from __future__ import annotations

from dataclasses import replace

from operations.core.beds import greedy
from operations.core.beds.plan import Placement
from operations.core.beds.problem import BedsHeld, Lock
from tests.operations.core.beds.cast import (
    AMINA,
    BADR,
    CHAIMAE,
    R2,
    SHIFTS,
    THEATRES,
    here,
    hospital,
    lies,
    nurse,
    operated,
)


def places(problem):
    return {p.patient: (p.day, p.room) for p in greedy.place(problem)}


def test_whoever_lies_well_stays():
    # Amina would fit R1 as well, yet R2 is hers; Chaimae finds what is left.
    problem = hospital(here(AMINA, "R2"), here(CHAIMAE, ""))
    assert places(problem) == {"Amina": (0, "R2"), "Chaimae": (0, "R1")}


def test_who_was_left_out_though_mandatory_goes_to_the_front():
    # One bed. Badr and Chaimae can both come on days 0 to 2; Amina, optional, never while they
    # need it. Two stays of two nights fit from day 0 and day 2.
    badr, chaimae = replace(BADR, due_day=2), replace(CHAIMAE, due_day=0)
    problem = hospital(replace(AMINA, mandatory=False), badr, chaimae, rooms=(R2,))
    found = places(problem)
    assert (found["Chaimae"], found["Badr"]) == ((0, "R2"), (2, "R2"))


def test_optional_patients_leave_the_held_beds_alone():
    held = tuple(BedsHeld("Surgery", day, 3) for day in range(2))
    problem = hospital(replace(AMINA, mandatory=False), BADR, beds_held=held)
    found = places(problem)
    assert found["Amina"][0] == 2
    assert found["Badr"][0] == 0


def test_a_lock_is_kept_even_into_a_full_room():
    problem = hospital(here(AMINA, "R2"), CHAIMAE, locks=(Lock("Chaimae", "R2", 0),))
    assert places(problem)["Chaimae"] == (0, "R2")


def test_operations_share_a_theatre_while_it_has_time():
    first, second, third = (
        operated(replace(AMINA, id=name), minutes)
        for name, minutes in (("a", 60), ("b", 60), ("c", 90))
    )
    wide = replace(R2, capacity=3)
    placed = greedy.place(hospital(first, second, third, rooms=(wide,), theatres=THEATRES))
    theatres = {p.patient: p.theatre for p in placed}
    assert {p.day for p in placed} == {0}
    assert theatres["a"] == theatres["b"] != theatres["c"]


def test_rooms_go_to_the_nurse_who_adds_least():
    # Nora knows Amina after the first shift, so that she keeps the room for as long as it lasts.
    problem = hospital(AMINA, shifts=SHIFTS, nurses=(nurse("Nora"), nurse("Omar")))
    nursing = greedy.nurse(problem, (Placement("Amina", 0, "R1"),))
    assert {n.nurse for n in nursing} == {"Nora"}
    assert [(n.day, n.shift) for n in nursing] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_where_nobody_is_at_work_nobody_answers():
    problem = hospital(AMINA, shifts=SHIFTS, nurses=(nurse("Nora", days=1),))
    nursing = greedy.nurse(problem, lies((AMINA, 0, "R1")).placements)
    assert {n.day for n in nursing} == {0}
