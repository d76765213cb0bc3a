"""A mark on the bed board stands for something to do or to watch, not for whatever costs."""

from __future__ import annotations

from typing import Any

import pytest

from operations.bed_marks import must_not_lack, to_look_at
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Former, Gender, Patient, Problem, Room, State
from operations.core.beds.report import judge
from operations.core.rule import Kind, Policy

INT, SUR = {"INT": 1, "GAS": 2}, {"SUR": 1}
ROOMS = (Room("A/1", "A", 2, specialties=INT), Room("B/1", "B", 2, specialties=SUR))


def placed_at(**places: tuple[str, int]) -> Plan:
    """A plan of patient -> (room, day)."""
    return Plan(tuple(Placement(who, day, room) for who, (room, day) in places.items()))


def marks(*patients: Patient, plan: Plan, **facts: Any) -> set[str]:
    """The rules for which the first patient bears a mark."""
    problem = Problem(7, ROOMS, patients, age_bands=("16-64", "65-79"), **facts)
    rooms = {room.id: room for room in ROOMS}
    place = next(each for each in plan.placements if each.patient == patients[0].id)
    must = must_not_lack(problem)
    return {
        each.rule
        for each in judge(problem, plan).violations
        if patients[0].id in each.subjects
        and to_look_at(each, patients[0], rooms[place.room], must)
    }


def here(name: str, specialty: str = "INT", age_band: str = "16-64", room: str = "") -> Patient:
    return Patient(name, Gender.FEMALE, age_band, 3, State.PRESENT, specialty=specialty, room=room)


def test_who_is_moved_is_to_look_at() -> None:
    assert marks(here("p", room="B/1"), plan=placed_at(p=("A/1", 0))) == {"stays_in_room"}
    assert marks(here("p", room="A/1"), plan=placed_at(p=("A/1", 0))) == set()


def test_a_room_that_takes_the_specialty_second_is_no_matter_one_that_does_not_is() -> None:
    assert marks(here("p", "GAS"), plan=placed_at(p=("A/1", 0))) == set()
    assert marks(here("p", "GAS"), plan=placed_at(p=("B/1", 0))) == {"specialty_of_room"}


def test_ages_in_a_room_and_days_of_waiting_are_no_matter() -> None:
    waits = Patient("p", Gender.FEMALE, "16-64", 2, State.ELECTIVE, specialty="INT")
    old = here("q", age_band="65-79", room="A/1")
    assert marks(waits, old, plan=placed_at(p=("A/1", 2), q=("A/1", 0))) == set()


def test_another_day_than_was_told_is_to_look_at_another_room_is_not() -> None:
    waits = Patient("p", Gender.FEMALE, "16-64", 2, State.ELECTIVE, specialty="INT")
    plan = placed_at(p=("A/1", 2))
    assert marks(waits, plan=plan, previous=(Former("p", 1, "A/1"),)) == {"plan_stability"}
    assert marks(waits, plan=plan, previous=(Former("p", 2, "B/1"),)) == set()


@pytest.mark.parametrize(
    ("kind", "found"), [(Kind.MEDIUM, {"room_ages_close"}), (Kind.SOFT, set())]
)
def test_what_must_not_lack_here_is_to_look_at(kind: Kind, found: set[str]) -> None:
    pair = here("p", room="A/1"), here("q", age_band="65-79", room="A/1")
    policies = {"room_ages_close": Policy(kind, 2)}
    plan = placed_at(p=("A/1", 0), q=("A/1", 0))
    assert marks(*pair, plan=plan, policies=policies) == found


def test_whoever_has_no_room_bears_no_mark() -> None:
    (violation,) = judge(Problem(7, ROOMS, (here("p"),)), Plan()).violations  # without a bed
    assert not to_look_at(violation, here("p"), None, frozenset({violation.rule}))
