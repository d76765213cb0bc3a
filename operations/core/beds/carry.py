"""A bed plan carried into a question that is not quite the one it answers."""

from __future__ import annotations

from collections import Counter

from operations.core.beds import greedy
from operations.core.beds.nursed import renursed
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Problem, State


def carry(problem: Problem, known: Plan) -> Plan:
    """As `carry_places`, with a nurse for every room that is in use."""
    carried = carry_places(problem, known)
    return renursed(problem, carried, carried.placements)


def carry_places(problem: Problem, known: Plan) -> Plan:
    """The known plan as far as its patients, rooms and theatres are still there, with every lock
    kept; who has come meanwhile is there from day 0. Nursing is as it was."""
    rooms = {room.id for room in problem.rooms}
    theatres = {theatre.id for theatre in problem.theatres} | {""}
    locks = {lock.patient: lock for lock in problem.locks}
    places = {place.patient: place for place in known.placements}
    found = []
    for patient in problem.patients:
        place, lock = places.get(patient.id), locks.get(patient.id)
        if place is None and lock and lock.room and lock.day is not None:
            place = Placement(patient.id, lock.day, lock.room)
        if place is None:
            continue
        room = lock.room if lock and lock.room else place.room
        day = lock.day if lock and lock.day is not None else place.day
        day = 0 if patient.state is State.PRESENT else day
        if room in rooms and day < problem.days:
            theatre = place.theatre if place.theatre in theatres else ""
            found.append(Placement(patient.id, day, room, theatre))
    return Plan(tuple(found), known.nursing)


def roomed(problem: Problem, known: Plan) -> Plan:
    """The plan without those for whom their room has no bed any more, who get another place where
    one is free. Who is fixed by hand or here already gives way last, who comes latest first."""
    patients = {patient.id: patient for patient in problem.patients}
    rooms = {room.id: room for room in problem.rooms}
    locked = {lock.patient for lock in problem.locks}
    taken: Counter[tuple[str, int]] = Counter()
    kept: list[Placement] = []

    def turn(place: Placement) -> tuple[bool, bool, int]:
        here = patients[place.patient].state is State.PRESENT
        return place.patient not in locked, not here, place.day

    for place in sorted(known.placements, key=turn):
        nights = problem.nights(patients[place.patient], place.day)
        room = rooms[place.room]
        if all(taken[room.id, night] < room.beds(night) for night in nights):
            kept.append(place)
            taken.update((room.id, night) for night in nights)
    return renursed(problem, known, greedy.place_more(problem, tuple(kept)))
