"""People through beds: whoever comes gets a bed that may take them, or is sent elsewhere."""

from __future__ import annotations

import heapq
from collections import deque
from dataclasses import dataclass, field

from hospital.demo.arrivals import DAY, NEEDS, Arrivals
from hospital.demo.network import RoomPlan, Site, WardPlan, takes_age
from hospital.models import GenderPolicy

Person = tuple[bool, int, bool, int]
"""female, age band, isolation, needs"""
PATIENCE = 10 * 3_600
"""seconds somebody waits for a bed before they are taken elsewhere"""
SHORTEST = 2 * 3_600
"""seconds a stay lasts at least"""


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
    """Play all arrivals in order of time; each room's policies hold at every moment.

    Whoever finds no bed waits in the corridor for one that is left, ten hours at most.
    """
    return _Hospital(hospital, arrivals).play()


class _Hospital:
    """The state of the play: wards, who will leave when, who waits, what has happened."""

    def __init__(self, site: Site, arrivals: Arrivals) -> None:
        self.plans = site.wards
        self.wards = [Ward(plan) for plan in site.wards]
        self.ordinary = [i for i, w in enumerate(site.wards) if w.kind.code in ("MED", "SUR")]
        self.flow = Flow()
        self.rooms: list[int] = []
        self.leaving: list[tuple[int, int]] = []
        self.waiting: list[deque[int]] = [deque() for _ in site.wards]
        self.at = arrivals.at.tolist()
        self.leaves = arrivals.leaves.tolist()
        self.ward = arrivals.ward.tolist()
        self.step_down = arrivals.step_down_nights.tolist()
        persons = (arrivals.female, arrivals.band, arrivals.isolation, arrivals.needs)
        self.people: list[Person] = list(zip(*(p.tolist() for p in persons), strict=True))

    def play(self) -> Flow:
        for stay, at in enumerate(self.at):
            self._free_until(at)
            ward = self.ward[stay]
            if not self._lie(stay, ward, self.people[stay], at, self.leaves[stay]):
                self.waiting[ward].append(stay)
        self._free_until(2**62)
        self.flow.refused = len(self.at) - len(set(self.flow.stay))
        return self.flow

    def _lie(self, stay: int, ward: int, person: Person, start: int, end: int) -> bool:
        """Place them, in the ward or where it overflows to; note when they will leave."""
        for number in (ward, self.plans[ward].overflow):
            place = None if number is None else self.wards[number].take(person)
            if number is None or place is None:
                continue
            flow = self.flow
            heapq.heappush(self.leaving, (end, len(flow.stay)))
            flow.stay.append(stay)
            flow.ward.append(number)
            flow.bed.append(place[1])
            flow.starts.append(start)
            flow.ends.append(end)
            self.rooms.append(place[0])
            return True
        return False

    def _free_until(self, moment: int) -> None:
        while self.leaving and self.leaving[0][0] <= moment:
            end, placement = heapq.heappop(self.leaving)
            stay, ward = self.flow.stay[placement], self.flow.ward[placement]
            self.wards[ward].leave(self.rooms[placement], self.flow.bed[placement])
            nights, self.step_down[stay] = self.step_down[stay], 0
            if nights:
                female, band, isolation, _ = self.people[stay]
                onward = self.ordinary[stay % len(self.ordinary)]
                self._lie(stay, onward, (female, band, isolation, 0), end, end + nights * DAY)
            self._call(ward, end)

    def _call(self, ward: int, now: int) -> None:
        """Offer the ward's freed bed to those who wait for it, the longest waiting first."""
        queue = self.waiting[ward]
        while queue and self.at[queue[0]] < now - PATIENCE:
            queue.popleft()
        for stay in queue:
            leaves = max(self.leaves[stay], now + SHORTEST)
            if self._lie(stay, ward, self.people[stay], now, leaves):
                queue.remove(stay)
                return
