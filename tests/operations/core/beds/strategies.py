"""Random small hospitals and random plans for them, good and bad."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from operations.core.beds.plan import Nursing, Placement, Plan
from operations.core.beds.problem import (
    BedsHeld,
    Duty,
    Former,
    Gender,
    GenderPolicy,
    Lock,
    Nurse,
    Patient,
    Problem,
    Room,
    State,
    Surgeon,
    Theatre,
)
from operations.core.beds.rules import RULES
from operations.core.rule import Kind, Policy

DAYS, BANDS, SHIFTS = 3, ("child", "adult", "old"), ("early", "night")
SPECIALTIES, ITEMS, ROOMS = ("heart", "bone"), ("oxygen", "tv"), ("R0", "R1", "R2")
SOFTENED = {rule.code: Policy(Kind.SOFT, 3 + n) for n, rule in enumerate(RULES)}
few = st.integers(0, 2)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def rooms(draw: Any, name: str) -> Room:
    return Room(
        name,
        draw(st.sampled_from(("W1", "W2"))),
        capacity=draw(st.integers(0, 3)),
        blocked=draw(st.sampled_from(((), (0, 1, 0)))),
        gender=draw(st.sampled_from((*GenderPolicy, GenderPolicy.SAME, GenderPolicy.SAME))),
        age_bands=draw(st.sampled_from(((), BANDS[:2]))),
        equipment=draw(some(ITEMS)),
        isolation=draw(st.booleans()),
        specialties=draw(st.sampled_from(({}, {"heart": 1}, {"bone": 1, "heart": 2}))),
    )


@st.composite
def patients(draw: Any, name: str) -> Patient:
    state, release = draw(st.sampled_from(State)), draw(st.integers(0, DAYS))
    due = {State.ADMISSION: release, State.ELECTIVE: draw(st.sampled_from((None, release + 1)))}
    nights = draw(st.integers(1, 3))
    figures = st.lists(few, min_size=2 * nights, max_size=2 * nights).map(tuple)
    return Patient(
        name,
        draw(st.sampled_from(Gender)),
        draw(st.sampled_from(BANDS)),
        nights,
        state,
        room=draw(st.sampled_from(("", *ROOMS))) if state is State.PRESENT else "",
        movable=draw(st.booleans()),
        mandatory=draw(st.booleans()),
        release_day=0 if state is State.PRESENT else release,
        due_day=due.get(state),
        specialty=draw(st.sampled_from(("", *SPECIALTIES))),
        surgeon="S0",
        surgery_minutes=0 if state is State.PRESENT else draw(st.sampled_from((0, 40))),
        needs=draw(some(ITEMS)) if draw(st.booleans()) else (),
        wishes=draw(some(ITEMS)),
        isolation=draw(st.sampled_from(("", "", "flu"))),
        wards=draw(st.sampled_from(((), (), ("W1",)))),
        incompatible_rooms=draw(st.sampled_from(((), ("R0",)))),
        workload=draw(figures),
        skill_needed=draw(figures),
        overstay=draw(st.sampled_from(((), (), (40,), (100, 0, 25)))),
        delay_price=draw(st.sampled_from((None, 9))),
        optional_price=draw(st.sampled_from((None, 30))),
        transfer_price=draw(st.sampled_from((None, 11))),
    )


@st.composite
def nurses(draw: Any, name: str, wards: tuple[str, ...]) -> Nurse:
    duties = [
        Duty(day, shift, draw(st.integers(0, 4)))
        for day in range(DAYS)
        for shift in range(len(SHIFTS))
        if draw(st.booleans())
    ]
    return Nurse(name, draw(few), tuple(duties), draw(st.sampled_from(wards)))


@st.composite
def problems(draw: Any, softened: bool = False) -> Problem:
    people = tuple(draw(patients(f"p{i}")) for i in range(draw(st.integers(1, 5))))
    wards = tuple(draw(rooms(name)) for name in ROOMS)
    place = st.tuples(st.sampled_from(people), st.sampled_from(ROOMS), st.integers(0, DAYS - 1))
    lock, former = draw(place), draw(place)
    minutes = st.lists(st.sampled_from((0, 60, 90)), min_size=DAYS, max_size=DAYS).map(tuple)
    locked = draw(st.booleans()) and lock[0].state is not State.PRESENT
    with_nurses = draw(st.booleans())
    own = tuple(sorted({room.ward for room in wards}))
    serves = draw(st.sampled_from((("",), own, ("", *own))))
    if len(people) > 1 and draw(st.booleans()):
        people = (*people[:-1], replace(people[-1], with_patient=people[0].id))
    return Problem(
        DAYS,
        wards,
        people,
        BANDS,
        SHIFTS,
        surgeons=(Surgeon("S0", draw(minutes)),) if draw(st.booleans()) else (),
        theatres=tuple(
            Theatre(f"T{i}", draw(minutes)) for i in range(draw(st.sampled_from((0, 2, 2))))
        ),
        nurses=tuple(draw(nurses(f"n{i}", serves)) for i in range(3)) if with_nurses else (),
        beds_held=tuple(BedsHeld(ward, 1, draw(few)) for ward in sorted({r.ward for r in wards})),
        locks=(Lock(lock[0].id, lock[1], draw(st.sampled_from((None, lock[2])))),)
        if locked
        else (),
        previous=(Former(former[0].id, former[2], former[1]),),
        policies=SOFTENED if softened else {},
    )


@st.composite
def plans(draw: Any, problem: Problem) -> Plan:
    """Anything that could be typed: out of window, over capacity, nurses off work."""
    theatres = ("", *(theatre.id for theatre in problem.theatres))
    placements = tuple(
        Placement(
            patient.id,
            draw(st.integers(0, DAYS - 1)),
            draw(st.sampled_from(ROOMS)),
            draw(st.sampled_from(theatres)) if patient.surgery_minutes else "",
        )
        for patient in problem.patients
        if draw(st.integers(0, 3))
    )
    nursing = tuple(
        Nursing(nurse.id, day, shift, draw(some(ROOMS)))
        for nurse in problem.nurses
        for day in range(DAYS)
        for shift in range(len(SHIFTS))
        if draw(st.booleans())
    )
    return Plan(placements, nursing)
