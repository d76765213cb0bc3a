"""The problem as it concerns one room, a few patients, a ward, or a day's operations alone.

A rule of the span finds in its narrow problem about its part exactly what it finds in the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any

from operations.core.beds.plan import Nursing, Placement, Plan
from operations.core.beds.problem import Nurse, Patient, Problem, Room

Placed = tuple[Placement, ...]
NAMES = tuple(field.name for field in fields(Problem))


def part(problem: Problem, **parts: Any) -> Problem:
    """The problem with some parts left out. Not checked again: parts of what is sound may name
    each other across the cut (a patient's former room), and checking costs more than judging."""
    view = object.__new__(Problem)
    for name in NAMES:
        object.__setattr__(view, name, parts[name] if name in parts else getattr(problem, name))
    return view


class Views:
    """A problem and a plan's nursing, looked up by what they concern."""

    def __init__(self, problem: Problem, nursing: Iterable[Nursing]) -> None:
        self.problem = problem
        self.nursing = tuple(nursing)
        self.patients = {patient.id: patient for patient in problem.patients}
        self.order = {patient.id: at for at, patient in enumerate(problem.patients)}
        self.rooms = {room.id: room for room in problem.rooms}
        self.of_ward: dict[str, list[Room]] = defaultdict(list)
        for room in problem.rooms:
            self.of_ward[room.ward].append(room)
        self.beside: dict[str, list[str]] = defaultdict(list)
        for patient in problem.patients:
            if patient.with_patient:
                self.beside[patient.id].append(patient.with_patient)
                self.beside[patient.with_patient].append(patient.id)
        self._nurses = {nurse.id: nurse for nurse in problem.nurses}
        self._named: dict[str, list[Nursing]] = defaultdict(list)
        for nursing_ in self.nursing:
            for name in nursing_.rooms:
                self._named[name].append(nursing_)

    def _people(self, placements: Placed) -> tuple[Patient, ...]:
        return tuple(self.patients[placement.patient] for placement in placements)

    def room(self, room: str, placements: Placed) -> tuple[Problem, Plan]:
        """One room with who lies there and who nurses it."""
        named = self._named.get(room, [])
        ward = self.rooms[room].ward
        view = part(
            self.problem,
            rooms=(self.rooms[room],),
            patients=self._people(placements),
            nurses=self._nurses_of(ward, named),
        )
        own = tuple(Nursing(n.nurse, n.day, n.shift, (room,)) for n in named)
        return view, Plan(placements, own)

    def _nurses_of(self, ward: str, named: Iterable[Nursing]) -> tuple[Nurse, ...]:
        """Those whose roster says whether the room is to be nursed, and those who have it."""
        if not self.problem.nurses:
            return ()
        given = {nursing.nurse for nursing in named}
        return tuple(n for n in self.problem.nurses if n.ward in ("", ward) or n.id in given)

    def group(self, names: Collection[str], placements: Placed) -> tuple[Problem, Plan]:
        """Some patients with what was fixed and promised about them."""
        view = part(
            self.problem,
            patients=tuple(self.patients[name] for name in names),
            locks=tuple(lock for lock in self.problem.locks if lock.patient in names),
            previous=tuple(each for each in self.problem.previous if each.patient in names),
        )
        return view, Plan(placements)

    def ward(self, ward: str, placements: Placed) -> tuple[Problem, Plan]:
        view = part(
            self.problem,
            rooms=tuple(self.of_ward[ward]),
            patients=self._people(placements),
            beds_held=tuple(held for held in self.problem.beds_held if held.ward == ward),
        )
        return view, Plan(placements)

    def operations(self, placements: Placed) -> tuple[Problem, Plan]:
        """The placements that begin on one day, with the surgeons and the rooms they name."""
        people = self._people(placements)
        surgeons = {patient.surgeon for patient in people}
        view = part(
            self.problem,
            rooms=tuple(self.rooms[name] for name in dict.fromkeys(p.room for p in placements)),
            patients=people,
            surgeons=tuple(each for each in self.problem.surgeons if each.id in surgeons),
        )
        return view, Plan(placements)

    def duties(self, rooms: Collection[str]) -> tuple[Nursing, ...]:
        """The nursing that has one of these rooms."""
        found = dict.fromkeys(n for room in sorted(rooms) for n in self._named.get(room, []))
        return tuple(found)

    def carried(self, nursing: tuple[Nursing, ...], placements: Placed) -> tuple[Problem, Plan]:
        """What some nurses carry, given who lies in their rooms."""
        names = {each.nurse for each in nursing}
        view = part(
            self.problem,
            patients=self._people(placements),
            nurses=tuple(self._nurses[name] for name in sorted(names)),
        )
        return view, Plan(placements, nursing)
