"""Real arrivals day by day: beds given as people come, or by a plan that is mended every morning.

Both know the same: who is there, for how long stays of the past lasted, and planned admissions some
days ahead; neither knows who will come unannounced, or when anybody will go. Whoever comes
unannounced and finds no lawful bed lies outside the rooms till there is one (an overflow, and then
a transfer). A planned admission without a bed on the day is turned away and comes again (refused);
a day that was changed at least the day before is a postponement.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import BedsHeld, Gender, Patient, Problem, Room, State
from operations.core.beds.rules import emergency_beds_held, stays_in_room
from operations.core.rule import Kind, Policy

HORIZON = 14
"""Days planned, and days ahead that planned admissions are known."""
MOST_DELAY = 14
"""Days by which a planned admission may be put off."""
NIGHTS_QUANTILE, EMERGENCY_QUANTILE = 0.5, 0.9
"""Nights planned for a stay, and people of today for whom beds are held. Caution is in the second
alone: where everybody's stay is planned longer than it will be, beds stand empty by the dozen."""
OVERSTAY_NIGHTS = 4
BANDS = ("0-1", "2-15", "16-64", "65-79", "80+")
WARD = "all"
NOT_AT_ALL = 3_000
"""What it costs to leave a planned admission without any day."""
DELAY_PRICE = 3
"""A day's delay of a planned admission; twice as much more for each that they waited already."""
POLICIES = {
    stays_in_room.RULE.code: Policy(Kind.SOFT, 5_000),
    emergency_beds_held.RULE.code: Policy(Kind.MEDIUM, 300),
}
"""Nobody is moved for somebody who may come another day (`NOT_AT_ALL` is less), only for somebody
who is there and has no bed."""
SIZES = (1, 2, 4, 2, 2, 4, 1, 2, 4, 2)
"""Beds of rooms in turn: the file knows no rooms, these are invented."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One admission: on which day it came, for how many nights; isolation: needs a room alone."""

    id: str
    day: int
    nights: int
    gender: Gender
    age_band: str
    emergency: bool
    isolation: bool


@dataclass(slots=True)
class Tally:
    """What happened over the days counted. waited: days that planned admissions came late."""

    days: int = 0
    emergencies: int = 0
    planned: int = 0
    overflowed: int = 0
    refused: int = 0
    postponed: int = 0
    waited: int = 0
    transfers: int = 0
    nights: int = 0
    outside: int = 0
    unlawful: int = 0


def rooms_for(beds: int) -> tuple[Room, ...]:
    """Rooms of one ward with `beds` beds, one gender at a time, single rooms for isolation."""
    found: list[Room] = []
    while beds > 0:
        size = min(beds, SIZES[len(found) % len(SIZES)])
        name = f"{len(found) + 1:03}"
        found.append(Room(name, WARD, size, isolation=size == 1))
        beds -= size
    return tuple(found)


@dataclass(slots=True)
class Lengths:
    """Nights of stays that ended before today, of those unannounced and of those planned."""

    known: dict[bool, list[int]] = field(default_factory=lambda: {True: [], False: []})

    def learn(self, arrival: Arrival) -> None:
        nights = self.known[arrival.emergency]
        nights.insert(bisect_right(nights, arrival.nights), arrival.nights)

    def expected(self, emergency: bool, so_far: int) -> tuple[int, tuple[int, ...]]:
        """Nights still to come, at `NIGHTS_QUANTILE`, and the chances in percent of more."""
        nights = self.known[emergency]
        first = bisect_right(nights, so_far)
        longer = len(nights) - first
        if not longer:
            return 1, ()
        planned = nights[first + floor(NIGHTS_QUANTILE * (longer - 1))]
        chances = (
            round(100 * (len(nights) - bisect_right(nights, planned + more)) / longer)
            for more in range(OVERSTAY_NIGHTS)
        )
        return planned - so_far, tuple(chances)

    def still(self, nights: int) -> float:
        """Share of unannounced stays that last longer than `nights`."""
        known = self.known[True]
        return (len(known) - bisect_right(known, nights)) / len(known) if known else 0.0


@dataclass(slots=True)
class House:
    """Who is there and where: room by patient, "" outside the rooms."""

    rooms: tuple[Room, ...]
    lengths: Lengths = field(default_factory=Lengths)
    there: dict[str, Arrival] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    counting: bool = False

    def leave(self, day: int) -> None:
        """Whoever's last night is over is gone, and their length of stay is known from now on."""
        for name, arrival in list(self.there.items()):
            if self.since[name] + arrival.nights <= day:
                self.lengths.learn(arrival)
                del self.there[name], self.since[name], self.place[name]

    def enter(self, arrival: Arrival, day: int, room: str) -> None:
        self.there[arrival.id], self.since[arrival.id] = arrival, day
        self.place[arrival.id] = room
        if not room:
            self.count("overflowed")

    def move(self, name: str, room: str) -> None:
        if self.place[name] != room:
            self.place[name] = room
            self.count("transfers")

    def count(self, what: str, more: int = 1) -> None:
        if self.counting:
            setattr(self.tally, what, getattr(self.tally, what) + more)

    def sleep(self) -> None:
        """A night goes by: who lies outside, and rooms that are not as they must be."""
        self.count("days")
        self.count("nights", len(self.there))
        self.count("outside", sum(not room for room in self.place.values()))
        lying: dict[str, list[Arrival]] = defaultdict(list)
        for name, where in self.place.items():
            lying[where].append(self.there[name])
        for room in self.rooms:
            self.count("unlawful", not lawful(room, lying.get(room.id, [])))


def lawful(room: Room, people: Sequence[Arrival]) -> bool:
    """Whether these people may share the room tonight: beds, one gender, isolation alone."""
    genders = {arrival.gender for arrival in people} - {Gender.UNKNOWN}
    apart = any(arrival.isolation for arrival in people)
    alone = not apart or (len(people) == 1 and room.isolation)
    return len(people) <= room.capacity and len(genders) <= 1 and alone


def patient_of(arrival: Arrival, house: House, day: int) -> Patient:
    """Somebody who is there, as the plan sees them: the end of the stay is a guess."""
    nights, chances = house.lengths.expected(arrival.emergency, day - house.since[arrival.id])
    return Patient(
        arrival.id,
        arrival.gender,
        arrival.age_band,
        nights,
        State.PRESENT,
        house.place[arrival.id],
        isolation=_reason(arrival),
        overstay=chances,
    )


def planned_patient(arrival: Arrival, house: House, day: int) -> Patient:
    """Somebody who is to come: from the day that was agreed, some days later at most."""
    nights, chances = house.lengths.expected(False, 0)
    release = max(0, arrival.day - day)
    due = max(release, arrival.day + MOST_DELAY - day)
    return Patient(
        arrival.id,
        arrival.gender,
        arrival.age_band,
        nights,
        State.ELECTIVE,
        release_day=release,
        due_day=due,
        mandatory=False,
        delay_price=DELAY_PRICE * (1 + 2 * max(0, day - arrival.day)),
        optional_price=NOT_AT_ALL,
        isolation=_reason(arrival),
        overstay=chances,
    )


def _reason(arrival: Arrival) -> str:
    return f"alone {arrival.id}" if arrival.isolation else ""


def problem_of(
    house: House, coming: Iterable[Arrival], arrivals: Counter[int], day: int
) -> Problem:
    """What is known this morning as a bed problem."""
    patients = [patient_of(arrival, house, day) for arrival in house.there.values()]
    patients += [planned_patient(arrival, house, day) for arrival in coming]
    beds = sum(room.capacity for room in house.rooms)
    held = _held(house.lengths, arrivals, day)
    return Problem(
        HORIZON,
        house.rooms,
        tuple(patients),
        BANDS,
        beds_held=tuple(
            BedsHeld(WARD, at, min(beds, ceil(people)))
            for at, people in enumerate(held[: emergency_beds_held.NIGHTS])
        ),
        policies=POLICIES,
    )


def _held(lengths: Lengths, arrivals: Counter[int], day: int) -> list[float]:
    """People who will have come unannounced and be there, for each night of the horizon.

    arrivals: unannounced ones by day; the eight weeks before are looked at.
    """
    seen = sorted(arrivals[day - back] for back in range(1, 57))
    high = seen[floor(EMERGENCY_QUANTILE * (len(seen) - 1))]
    mean = sum(seen) / len(seen)
    found, earlier = [], 0.0
    for night in range(HORIZON):
        found.append(high + earlier)
        earlier += mean * lengths.still(night + 1)
    return found


def best_fit(house: House, arrival: Arrival) -> str:
    """A room where the patient may lie tonight, as a careful bed manager gives it: the fullest one
    that fits, single rooms last; "" if none."""
    lying: dict[str, list[Arrival]] = defaultdict(list)
    for name, room_id in house.place.items():
        if name != arrival.id:
            lying[room_id].append(house.there[name])
    fitting = [
        (room.capacity == 1, room.capacity - len(lying.get(room.id, [])), room.id)
        for room in house.rooms
        if lawful(room, [*lying.get(room.id, []), arrival])
    ]
    return min(fitting)[2] if fitting else ""


def plan_of(house: House, planned: Iterable[Placement]) -> Plan:
    """Where everybody lies, and where those lie who are to come."""
    here = (Placement(name, 0, room) for name, room in house.place.items() if room)
    return Plan((*here, *planned))
