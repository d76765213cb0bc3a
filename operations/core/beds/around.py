"""A part of a bed plan as a problem of its own: some wards, as if nothing else could change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from operations.core.beds.narrow import part
from operations.core.beds.problem import Problem
from operations.core.beds.standing import Standing


def wards_of(standing: Standing, patient: str) -> set[str]:
    """Where the patient lies, may lie, or has to."""
    known, place = standing.views.patients[patient], standing.place(patient)
    named = {known.room, place.room if place else ""}
    named |= {lock.room for lock in standing.problem.locks if lock.patient == patient}
    return {*known.wards, *(standing.views.rooms[room].ward for room in named if room)}


def around(standing: Standing, wards: Collection[str]) -> Problem:
    """The rooms of `wards` with who lies there and whoever may only lie there, and the surgeons'
    and theatres' minutes that the others leave."""
    problem, views = standing.problem, standing.views
    rooms = tuple(room for room in problem.rooms if room.ward in wards)
    names = {
        patient.id
        for patient in problem.patients
        if _inside(standing, patient.id, {room.id for room in rooms}, wards)
    }
    outside = [place for place in standing.plan.placements if place.patient not in names]
    surgeons: Counter[tuple[str, int]] = Counter()
    theatres: Counter[tuple[str, int]] = Counter()
    for place in outside:
        patient = views.patients[place.patient]
        surgeons[patient.surgeon, place.day] += patient.surgery_minutes
        theatres[place.theatre, place.day] += patient.surgery_minutes
    return part(
        problem,
        rooms=rooms,
        patients=tuple(patient for patient in problem.patients if patient.id in names),
        surgeons=tuple(
            replace(each, minutes=_left(each.minutes, surgeons, each.id))
            for each in problem.surgeons
        ),
        theatres=tuple(
            replace(each, minutes=_left(each.minutes, theatres, each.id))
            for each in problem.theatres
        ),
        nurses=(),
        beds_held=tuple(held for held in problem.beds_held if held.ward in wards),
        locks=tuple(lock for lock in problem.locks if lock.patient in names),
        previous=tuple(each for each in problem.previous if each.patient in names),
    )


def _inside(standing: Standing, patient: str, rooms: set[str], wards: Collection[str]) -> bool:
    place = standing.place(patient)
    if place is not None:
        return place.room in rooms
    return bool(wards_of(standing, patient) & set(wards))


def _left(minutes: tuple[int, ...], used: Counter[tuple[str, int]], name: str) -> tuple[int, ...]:
    return tuple(max(0, limit - used[name, day]) for day, limit in enumerate(minutes))
