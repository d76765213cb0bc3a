"""People through beds: whoever comes gets a bed that may take them, or is sent elsewhere."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from hospital.demo.arrivals import DAY, NEEDS, Arrivals
from hospital.demo.network import RoomPlan, Site, WardPlan, takes_age
from hospital.models import GenderPolicy

Person = tuple[bool, int, bool, int]
"""female, age band, isolation, needs"""


@dataclass(slots=True)
class Flow:
    """What happened: per placement the arrival's number, ward number, bed key, start and end.

    A stay with two placements moved. Seconds as in Arrivals.
    """

    stay: list[int] = field(default_factory=list)
    ward: list[int] = field(default_factory=list)
    bed: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    refused: int = 0


class Ward:
    """The free beds of one ward and who shares its rooms at the moment."""

    def __init__(self, plan: WardPlan) -> None:
        self.rooms = plan.rooms
        self.free = [list(reversed(room.beds)) for room in plan.rooms]
        self.gender: list[bool | None] = [None] * len(plan.rooms)
        self._fit: dict[Person, tuple[int, ...]] = {}

    def take(self, person: Person) -> tuple[int, int] | None:
        """(room number, bed) for the person, now taken; None when no room may hold them."""
        fitting = self._fit.get(person)
        if fitting is None:
            fitting = self._fit[person] = self._rooms_for(person)
        female, empty = person[0], -1
        for number in fitting:
            if not self.free[number]:
                continue
            inside = self.gender[number]
            if inside is None:
                if empty < 0:
                    empty = number
            elif inside == female or self._mixed(number):
                return number, self._lie(number, female)
        return None if empty < 0 else (empty, self._lie(empty, female))

    def leave(self, number: int, bed: int) -> None:
        self.free[number].append(bed)
        if len(self.free[number]) == len(self.rooms[number].beds):
            self.gender[number] = None

    def _lie(self, number: int, female: bool) -> int:
        self.gender[number] = female
        return self.free[number].pop()

    def _mixed(self, number: int) -> bool:
        return self.rooms[number].gender == GenderPolicy.ANY

    def _rooms_for(self, person: Person) -> tuple[int, ...]:
        """Rooms that may ever hold such a person; rooms fit for isolation are kept for last."""
        fit = [i for i, room in enumerate(self.rooms) if _may_hold(room, person)]
        spare = {i: len(self.rooms[i].equipment) for i in fit}
        return tuple(sorted(fit, key=lambda i: (self.rooms[i].isolation, spare[i], i)))


def _may_hold(room: RoomPlan, person: Person) -> bool:
    female, band, isolation, needs = person
    if isolation and not room.isolation:
        return False
    if room.gender == GenderPolicy.FEMALE and not female:
        return False
    if room.gender == GenderPolicy.MALE and female:
        return False
    wanted = {code for i, code in enumerate(NEEDS) if needs >> i & 1}
    return takes_age(room.age, band) and wanted <= room.equipment


def run_flow(hospital: Site, arrivals: Arrivals) -> Flow:
    """Play all arrivals in order of time; each room's policies hold at every moment."""
    wards = [Ward(plan) for plan in hospital.wards]
    flow = Flow()
    leaving: list[tuple[int, int]] = []
    rooms: list[int] = []

    def lie(stay: int, ward: int, person: Person, start: int, end: int) -> bool:
        """Place them, in the ward or where it overflows to; note when they will leave."""
        for number in (ward, hospital.wards[ward].overflow):
            place = None if number is None else wards[number].take(person)
            if number is None or place is None:
                continue
            heapq.heappush(leaving, (end, len(flow.stay)))
            flow.stay.append(stay)
            flow.ward.append(number)
            flow.bed.append(place[1])
            flow.starts.append(start)
            flow.ends.append(end)
            rooms.append(place[0])
            return True
        return False

    step_down = arrivals.step_down_nights.tolist()
    ordinary = [i for i, ward in enumerate(hospital.wards) if ward.kind.code in ("MED", "SUR")]
    people: list[Person] = list(
        zip(
            arrivals.female.tolist(),
            arrivals.band.tolist(),
            arrivals.isolation.tolist(),
            arrivals.needs.tolist(),
            strict=True,
        )
    )

    def free_until(moment: int) -> None:
        while leaving and leaving[0][0] <= moment:
            end, placement = heapq.heappop(leaving)
            stay = flow.stay[placement]
            wards[flow.ward[placement]].leave(rooms[placement], flow.bed[placement])
            nights, step_down[stay] = step_down[stay], 0
            if nights:
                female, band, isolation, _ = people[stay]
                next_ward = ordinary[stay % len(ordinary)]
                lie(stay, next_ward, (female, band, isolation, 0), end, end + nights * DAY)

    columns = zip(
        arrivals.at.tolist(), arrivals.leaves.tolist(), arrivals.ward.tolist(), strict=True
    )
    for stay, (at, leaves, ward) in enumerate(columns):
        free_until(at)
        if not lie(stay, ward, people[stay], at, leaves):
            step_down[stay] = 0
            flow.refused += 1
    free_until(2**62)
    return flow
