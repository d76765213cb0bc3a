"""The two ways of giving beds that a replay compares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from operations.core.beds.chains import Chains, blocked_nights
from operations.core.beds.cpsat.fits import Fitting
from operations.core.beds.cpsat.work import POLICIES
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient, Problem, Room, State
from operations.core.beds.repair import repair
from operations.core.beds.replay import (
    HORIZON,
    MOST_DELAY,
    Arrival,
    House,
    Tally,
    best_fit,
    lawful,
    plan_of,
    problem_of,
)
from operations.core.beds.standing import Change, Standing
from operations.core.outcome import Options
from operations.core.rule import Policy

LEARNING = 56
"""Days at the beginning that are lived through and not counted."""
TOLD_PRICE = 60
"""What it must be worth to tell somebody of another day."""
DEPTH = 1
"""Who makes room for somebody unannounced: one patient, and nobody for their sake in turn."""


def days_of(arrivals: Iterable[Arrival]) -> dict[int, list[Arrival]]:
    found: dict[int, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        found[arrival.day].append(arrival)
    return found


def calendar(house: House, by_day: Mapping[int, list[Arrival]]) -> Iterator[int]:
    """The days from the first arrival to the last, one night after the other."""
    for day in range(min(by_day), max(by_day) + 1):
        house.counting = day >= min(by_day) + LEARNING
        house.leave(day)
        yield day
        house.sleep()


def first_come_first_served(arrivals: Iterable[Arrival], rooms: tuple[Room, ...]) -> Tally:
    """Each gets a bed when they come, if there is one; nobody is asked to move."""
    by_day, house = days_of(arrivals), House(rooms)
    again: list[Arrival] = []
    for day in calendar(house, by_day):
        for name in [name for name, room in house.place.items() if not room]:
            if room := best_fit(house, house.there[name]):
                house.move(name, room)
        turned: list[Arrival] = []
        for arrival in (*again, *by_day.get(day, [])):
            _met(house, arrival, arrival.day == day)
            room = best_fit(house, arrival)
            if arrival.emergency or room:
                house.enter(arrival, day, room)
            else:
                house.count("refused", arrival.day == day)
                house.count("waited")
                turned.append(arrival)
        again = turned
    return house.tally


def _met(house: House, arrival: Arrival, first: bool) -> None:
    if first:
        house.count("emergencies" if arrival.emergency else "planned")


def planned_ahead(
    arrivals: Iterable[Arrival], rooms: tuple[Room, ...], seconds: float, seed: int = 1
) -> Tally:
    """Beds by a plan of `HORIZON` days that is mended every morning for `seconds` of work, so that
    what else the machine does changes nothing."""
    by_day = days_of(arrivals)
    desk = _Desk(House(rooms), by_day, Options(seconds, 1, seed, by_work=True))
    for day in calendar(desk.house, by_day):
        desk.morning(day)
        for arrival in by_day.get(day, []):
            if arrival.emergency:
                desk.unannounced(arrival, day)
    return desk.house.tally


@dataclass(slots=True)
class _Desk:
    """Who plans. told: the day that a planned patient was told last; planned: their places."""

    house: House
    by_day: Mapping[int, list[Arrival]]
    options: Options
    coming: dict[str, Arrival] = field(default_factory=dict)
    told: dict[str, int] = field(default_factory=dict)
    planned: dict[str, Placement] = field(default_factory=dict)
    turned: set[str] = field(default_factory=set)
    unannounced_by_day: Counter[int] = field(default_factory=Counter)

    def morning(self, day: int) -> None:
        """Mend the plan, move whom it moves, admit whom it admits today, tell the others."""
        house = self.house
        self._learn_of(day)
        problem = self._promised(self._problem(day), day)
        shifted = (replace(p, day=max(0, p.day - 1)) for p in self.planned.values())
        known = plan_of(house, shifted)
        found = repair(problem, known, self.options, price_per_change=TOLD_PRICE).plan
        self._carry_out(found.placements)
        for name, arrival in list(self.coming.items()):
            place = self.planned.get(name)
            room = self._tonight(arrival, place, day) if place and place.day == 0 else ""
            if room and arrival.day <= day:
                self._admit(arrival, day, room)
            else:
                ahead = HORIZON if place is None else max(1, place.day)
                self._tell(arrival, day, day + ahead)

    def _learn_of(self, day: int) -> None:
        """Planned admissions become known `HORIZON` days ahead; on the first day, all till then."""
        first = day == min(self.by_day)
        for ahead in range(HORIZON) if first else (HORIZON - 1,):
            for arrival in self.by_day.get(day + ahead, []):
                if not arrival.emergency:
                    self.coming[arrival.id] = arrival

    def _problem(self, day: int) -> Problem:
        return problem_of(self.house, self.coming.values(), self.unannounced_by_day, day)

    def _promised(self, problem: Problem, day: int) -> Problem:
        """Who was told to come today, or has waited long enough, is a known admission: turning
        them away costs most."""

        def promised(patient: Patient) -> Patient:
            if patient.state is not State.ELECTIVE:
                return patient
            late = self.coming[patient.id].day + MOST_DELAY <= day
            if self.told.get(patient.id) != day and not late:
                return patient
            return replace(patient, state=State.ADMISSION, release_day=0, due_day=0, mandatory=True)

        return replace(problem, patients=tuple(map(promised, problem.patients)))

    def _carry_out(self, placements: Iterable[Placement]) -> None:
        self.planned = {}
        for place in placements:
            if place.patient in self.house.place:
                self.house.move(place.patient, place.room)
            else:
                self.planned[place.patient] = place

    def _tonight(self, arrival: Arrival, place: Placement, day: int) -> str:
        """A room for somebody who was told to come today: the fullest one that is free for as long
        as they may stay, else the one that was planned, else any where they fit; "" if none."""
        house = self.house
        free = self._free(arrival, day)
        if free:
            return free
        there = [house.there[name] for name, room in house.place.items() if room == place.room]
        room = next(room for room in house.rooms if room.id == place.room)
        return place.room if lawful(room, [*there, arrival]) else best_fit(house, arrival)

    def _admit(self, arrival: Arrival, day: int, room: str) -> None:
        _met(self.house, arrival, True)
        self.house.count("waited", day - arrival.day)
        self.house.enter(arrival, day, room)
        del self.coming[arrival.id], self.planned[arrival.id]
        self.told.pop(arrival.id, None)

    def _tell(self, arrival: Arrival, day: int, other: int) -> None:
        before = self.told.get(arrival.id, arrival.day)
        if before <= day:
            self.house.count("refused", arrival.id not in self.turned)
            self.turned.add(arrival.id)
        elif other > before:
            self.house.count("postponed")
        self.told[arrival.id] = other

    def _standing(self, day: int) -> Standing:
        return Standing(self._problem(day), plan_of(self.house, self.planned.values()))

    def _free(self, arrival: Arrival, day: int) -> str:
        """A room that nobody lies in the way of, nor is to come to, on any night of the stay that
        is expected: the fullest one, so that empty rooms stay open to either gender; "" if none."""
        house = self.house
        known = arrival.id in house.place
        house.there[arrival.id] = arrival
        if not known:
            house.since[arrival.id], house.place[arrival.id] = day, ""
        planned = [p for p in self.planned.values() if p.patient != arrival.id]
        coming = [each for each in self.coming.values() if each.id != arrival.id]
        problem = problem_of(house, coming, self.unannounced_by_day, day)
        standing = Standing(problem, plan_of(house, planned))
        if not known:
            del house.there[arrival.id], house.since[arrival.id], house.place[arrival.id]
        patient, beds = standing.views.patients[arrival.id], Counter(house.place.values())
        fitting = [
            (room.capacity == 1, room.capacity - beds[room.id], room.id)
            for room in house.rooms
            if (room.isolation or not arrival.isolation)
            and not blocked_nights(standing, patient, room.id, 0)
        ]
        return min(fitting)[2] if fitting else ""

    def unannounced(self, arrival: Arrival, day: int) -> None:
        """A bed for somebody who just came: a free one, one that somebody makes free, or none."""
        house = self.house
        self.unannounced_by_day[day] += 1
        _met(house, arrival, True)
        house.there[arrival.id], house.since[arrival.id] = arrival, day
        house.place[arrival.id] = ""
        free = self._free(arrival, day)
        chain = () if free else _chain(self._standing(day), arrival.id)
        own = next((change.room for change in chain if change.patient == arrival.id), "")
        house.enter(arrival, day, free or own or best_fit(house, arrival))
        for change in chain:
            if change.patient in house.place and change.patient != arrival.id:
                house.move(change.patient, change.room)
            elif change.patient in self.planned and change.room:
                self.planned[change.patient] = Placement(change.patient, change.day, change.room)
            elif change.patient in self.planned:
                del self.planned[change.patient]


def _chain(standing: Standing, name: str) -> tuple[Change, ...]:
    problem = standing.problem

    def policies(code: str) -> Policy:
        return problem.policies.get(code, POLICIES[code])

    return Chains(Fitting(problem, policies), frozenset()).best(standing, name, DEPTH)
