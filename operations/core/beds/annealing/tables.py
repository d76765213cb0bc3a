"""A problem as arrays, and arrays as a plan again: the only place that knows both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from operations.core.beds.annealing.choices import Choices
from operations.core.beds.annealing.facts import MORE_LINES, Limits, facts_of, limits_of, prices
from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.arrays import Facts, Ints, Longs
from operations.core.beds.cpsat.work import GIVEN_PRICE, POLICIES
from operations.core.beds.plan import Nursing, Placement, Plan
from operations.core.beds.problem import Problem
from operations.core.rule import Policy


@dataclass(slots=True)
class Tables:
    """A problem as arrays.

    lines: names that a room's list holds. weight, unit [PRICES]: soft price of each rule, and hard
    units. given [P]: the room where a patient lies against a hard rule, else `NOWHERE`.
    """

    problem: Problem
    facts: Facts
    limits: Limits
    lines: int
    weight: Longs
    unit: Longs
    given: Ints

    def choices(self) -> int:
        """Choices of patient, room and day."""
        people = self.facts.people
        return int((people[:, a.DAYS].astype(np.int64) * people[:, a.ROOMS]).sum())

    def given_cost(self, place: Ints) -> int:
        """What of the walk's cost is no cost but the price of staying in an unfit room."""
        stay = (place[:, a.DAY] != a.OUT) & (place[:, a.ROOM] == self.given)
        return GIVEN_PRICE * int(np.count_nonzero(stay))

    def plan(self, place: Ints, nurse: Ints) -> Plan:
        """The plan that `State.place` and `State.nurse` stand for."""
        problem = self.problem
        theatres = [theatre.id for theatre in problem.theatres]
        placements = tuple(
            Placement(
                patient.id, int(day), problem.rooms[room].id, theatres[t] if t != a.OUT else ""
            )
            for patient, (day, room, t) in zip(problem.patients, place, strict=True)
            if day != a.OUT
        )
        return Plan(placements, self._nursing(place, nurse))

    def arrays(self, plan: Plan, nurse: Ints) -> tuple[Ints, Ints]:
        """`State.place` and `State.nurse` of a plan, as far as the choices have it; `nurse` where
        it names none."""
        problem, place = self.problem, np.full((len(self.facts.people), 3), a.OUT, np.int32)
        patients = {patient.id: number for number, patient in enumerate(problem.patients)}
        rooms = {room.id: number for number, room in enumerate(problem.rooms)}
        theatres = {theatre.id: number for number, theatre in enumerate(problem.theatres)}
        for one in plan.placements:
            p, room = patients[one.patient], rooms[one.room]
            theatre = theatres.get(one.theatre, a.OUT)
            needed = bool(theatres) and problem.patients[p].surgery_minutes > 0
            open_day = self.facts.day_price[p, one.day] != a.CLOSED
            open_room = self.facts.stay_price[p, room, 0] != a.CLOSED
            if open_day and open_room and (theatre != a.OUT) == needed:
                place[p] = (one.day, room, theatre)
        nurse, shifts = nurse.copy(), int(self.facts.sizes[1])
        numbers = {one.id: number for number, one in enumerate(problem.nurses)}
        for duty in plan.nursing:
            at = duty.day * shifts + duty.shift
            for name in duty.rooms:
                if nurse[rooms[name], at] != a.OUT:
                    nurse[rooms[name], at] = numbers[duty.nurse]
        return place, nurse

    def _nursing(self, place: Ints, nurse: Ints) -> tuple[Nursing, ...]:
        problem, shifts = self.problem, int(self.facts.sizes[1])
        rooms: dict[tuple[int, int], list[str]] = defaultdict(list)
        there = np.zeros((len(problem.rooms), problem.days), bool)
        for patient, (day, room, _) in zip(problem.patients, place, strict=True):
            if day != a.OUT:
                there[room, day : day + patient.stay_nights] = True
        for r, k in np.argwhere(there):
            for at in range(k * shifts, (k + 1) * shifts):
                if nurse[r, at] >= 0:
                    rooms[int(nurse[r, at]), at].append(problem.rooms[r].id)
        return tuple(
            Nursing(problem.nurses[n].id, at // shifts, at % shifts, tuple(sorted(own)))
            for (n, at), own in sorted(rooms.items())
        )


def tables(problem: Problem) -> Tables:
    """The problem as arrays."""

    def policies(code: str) -> Policy:
        return problem.policies.get(code, POLICIES[code])

    choices = Choices(problem, policies)
    weight, unit = prices(problem)
    surgeons = [*sorted({patient.surgeon for patient in problem.patients} - {""}), ""]
    limits = limits_of(problem, surgeons)
    facts = facts_of(problem, choices, surgeons, limits, unit)
    lying: dict[str, int] = defaultdict(int)
    for patient in problem.patients:
        for room in {
            patient.room,
            choices.locks[patient.id].room if patient.id in choices.locks else "",
        }:
            lying[room] += 1
    most = max((room.capacity + lying[room.id] for room in problem.rooms), default=0)
    return Tables(problem, facts, limits, most + MORE_LINES, weight, unit, choices.given())
