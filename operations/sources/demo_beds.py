"""Made hospitals to plan beds for, of any size: wards, rooms, people, a waiting list; seeded.

The same arguments give the same Problem, byte for byte. Rooms of one, two and four beds; six in
seven of them taken, one gender a room; stays whose end is a guess; surgeons who operate on some
weekdays; newborns beside their mothers; a bed of each ward held for emergencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from operations.core.beds.plan import Plan
from operations.core.beds.problem import (
    BedsHeld,
    Former,
    Gender,
    GenderPolicy,
    Lock,
    Patient,
    Problem,
    Room,
    State,
    Surgeon,
    Theatre,
)

WARD_BEDS = 26
ROOM_SIZES = (4, 2, 1, 4, 2, 2, 1, 4, 2, 4)
"""Beds of a ward's rooms in turn."""
SPECIALTIES = (
    "MED", "CARD", "SURG", "ORTH", "PAED", "OBST", "NEUR", "UROL", "PNEU", "ONCO", "GERI", "ENT",
)  # fmt: skip
BANDS = ("0-1", "2-15", "16-64", "65-79", "80+")
BAND_SHARES = {"PAED": (0.3, 0.7, 0, 0, 0), "OBST": (0, 0, 1, 0, 0), "GERI": (0, 0, 0, 0.4, 0.6)}
ADULT_SHARES = (0, 0, 0.45, 0.35, 0.2)
TAKEN = 0.86
NIGHTS_CHANCE = 0.22
"""Of leaving after each further night."""
OVERSTAY = (30, 18, 11, 7, 4, 2)
"""Percent still here on each night after the planned last one, in the middle."""
KNOWN_A_DAY, WAITING = 0.03, 0.45
"""Admissions told for each of the next days, and people waiting, for each bed."""
MINUTES = (45, 60, 90, 120, 180)


@dataclass(slots=True)
class _Made:
    """What a made hospital is drawn with."""

    rng: np.random.Generator
    days: int
    count: int = 0

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def gender(self) -> Gender:
        return Gender.FEMALE if self.chance(0.5) else Gender.MALE

    def band(self, specialty: str) -> str:
        shares = BAND_SHARES.get(specialty, ADULT_SHARES)
        return BANDS[int(self.rng.choice(len(BANDS), p=shares))]

    def nights(self) -> int:
        return int(self.rng.geometric(NIGHTS_CHANCE))

    def overstay(self) -> tuple[int, ...]:
        scale = self.rng.uniform(0.3, 1.5)
        chances = (round(scale * chance) for chance in OVERSTAY)
        return tuple(min(100, chance) for chance in chances if chance)

    def some(self, item: str, share: float) -> tuple[str, ...]:
        return (item,) if self.chance(share) else ()

    def person(self, specialty: str, **facts: object) -> Patient:
        self.count += 1
        gender = Gender.FEMALE if specialty == "OBST" else self.gender()
        return replace(
            Patient(f"p{self.count:05}", gender, self.band(specialty), self.nights()),
            specialty=specialty,
            overstay=self.overstay(),
            needs=self.some("oxygen", 0.2),
            wishes=self.some("tv", 0.3),
            **facts,  # type: ignore[arg-type]
        )


def made_hospital(beds: int, days: int = 14, seed: int = 1) -> Problem:
    """About `beds` beds, to the next whole ward. Raises ValueError below one ward."""
    if beds < WARD_BEDS:
        raise ValueError(f"{beds} beds are no ward; give {WARD_BEDS} or more")
    made = _Made(np.random.default_rng([seed, beds, days]), days)
    wards = {f"{SPECIALTIES[n % 12]}{n // 12 + 1}": n for n in range(beds // WARD_BEDS)}
    rooms = tuple(room for name, n in wards.items() for room in _rooms(made, name, n))
    taking = _taking(rooms)
    people = [p for room in rooms for p in _lying(made, room, taking)]
    people += _coming(made, beds, [*taking], taking)
    surgeons = _surgeons(made, beds, [*taking])
    people += _waiting(made, beds, surgeons, taking)
    return Problem(
        days,
        rooms,
        tuple(people),
        BANDS,
        surgeons=surgeons,
        theatres=tuple(Theatre(f"T{n + 1}", _week(480, days)) for n in range(max(1, beds // 40))),
        beds_held=tuple(BedsHeld(ward, day, 1) for ward in wards for day in range(days)),
    )


def _week(minutes: int, days: int, off: frozenset[int] = frozenset()) -> tuple[int, ...]:
    """Day 0 is a Monday."""
    return tuple(0 if day % 7 in {5, 6} | off else minutes for day in range(days))


def _rooms(made: _Made, ward: str, number: int) -> Iterator[Room]:
    own, next_ = SPECIALTIES[number % 12], SPECIALTIES[(number + 1) % 12]
    for at, size in enumerate(ROOM_SIZES):
        yield Room(
            f"{ward}/{at + 1:02}",
            ward,
            size,
            gender=GenderPolicy.ANY if own == "PAED" else GenderPolicy.SAME,
            age_bands=BANDS[:2] if own == "PAED" else BANDS[2:],
            equipment=(*made.some("oxygen", 0.7), *made.some("tv", 0.5)),
            isolation=size == 1,
            specialties={own: 1} if own in ("PAED", "OBST") else {own: 1, next_: 2},
        )


def _taking(rooms: tuple[Room, ...]) -> dict[str, tuple[str, ...]]:
    """Specialty -> wards that take it, first its own."""
    found: dict[str, dict[str, int]] = {}
    for room in rooms:
        for specialty, priority in room.specialties.items():
            found.setdefault(specialty, {})[room.ward] = priority
    return {code: tuple(sorted(of, key=lambda w: of[w])) for code, of in sorted(found.items())}


def _lying(made: _Made, room: Room, taking: dict[str, tuple[str, ...]]) -> Iterator[Patient]:
    """Who lies in a room: one gender where it takes one, what they need, one in isolation alone."""
    specialty = next(iter(room.specialties))
    gender, left = made.gender(), room.capacity
    apart = f"alone {room.id}" if room.isolation and made.chance(0.3) else ""
    while left:
        left -= 1
        if not made.chance(TAKEN):
            continue
        facts = {"state": State.PRESENT, "room": room.id, "wards": taking[specialty]}
        one = made.person(specialty, isolation=apart, **facts)
        if room.gender is GenderPolicy.SAME and specialty != "OBST":
            one = replace(one, gender=gender)
        if not set(one.needs) <= set(room.equipment):
            one = replace(one, needs=())
        yield one
        if specialty == "OBST" and left and made.chance(0.4):
            left -= 1
            child = made.person(specialty, **facts)
            yield replace(
                child,
                gender=Gender.UNKNOWN,
                age_band="0-1",
                needs=(),
                stay_nights=one.stay_nights,
                with_patient=one.id,
            )


def _coming(
    made: _Made, beds: int, specialties: list[str], taking: dict[str, tuple[str, ...]]
) -> Iterator[Patient]:
    """Admissions that are known, on days 1 to 3."""
    for day in range(1, min(4, made.days)):
        for _ in range(round(KNOWN_A_DAY * beds)):
            specialty = str(made.rng.choice(specialties))
            yield made.person(
                specialty,
                state=State.ADMISSION,
                release_day=day,
                due_day=day,
                wards=taking[specialty],
            )


def _surgeons(made: _Made, beds: int, specialties: list[str]) -> tuple[Surgeon, ...]:
    """One for each fifteen beds, two weekdays off."""
    found = []
    for n in range(max(1, beds // 15)):
        off = frozenset(made.rng.choice(5, size=2, replace=False).tolist())
        name = f"S{n + 1:02}-{specialties[n % len(specialties)]}"
        found.append(Surgeon(name, _week(360, made.days, off)))
    return tuple(found)


def _waiting(
    made: _Made, beds: int, surgeons: tuple[Surgeon, ...], taking: dict[str, tuple[str, ...]]
) -> Iterator[Patient]:
    """The waiting list: three in ten have to come by a day."""
    for _ in range(round(WAITING * beds)):
        surgeon = surgeons[int(made.rng.integers(len(surgeons)))].id
        specialty = surgeon.split("-")[1]
        release = int(made.rng.integers(made.days))
        due = release + int(made.rng.integers(4, 12)) if made.chance(0.3) else None
        yield made.person(
            specialty,
            mandatory=due is not None and due < made.days,
            release_day=release,
            due_day=due,
            surgeon=surgeon,
            surgery_minutes=int(made.rng.choice(MINUTES)),
            wards=taking[specialty],
            optional_price=int(made.rng.integers(100, 300)),
        )


EVENTS = ("admitted", "stays longer", "bed blocked", "moved by hand", "left early")


def made_events(problem: Problem, plan: Plan, events: int, seed: int = 1) -> Problem:
    """What a morning brings, in turn the `EVENTS`, to a hospital whose plan in force is `plan`.

    The plan's places become former ones. Each patient and room meets one event at most.
    """
    made = _Made(np.random.default_rng([seed, events]), problem.days, 90_000)
    patients = {patient.id: patient for patient in problem.patients}
    rooms = {room.id: room for room in problem.rooms}
    places = {place.patient: place for place in plan.placements}
    here = [p.id for p in problem.patients if p.room and p.id in places and not p.with_patient]
    alone = {p.id for p in problem.patients} - {p.with_patient for p in problem.patients}
    chosen = [str(name) for name in made.rng.permutation([name for name in here if name in alone])]
    locks = []
    for number in range(events):
        kind, name = EVENTS[number % len(EVENTS)], chosen[number]
        someone, place = patients[name], places[name]
        if kind == "admitted":
            facts = {"state": State.PRESENT, "wards": someone.wards}
            new = made.person(someone.specialty, **facts)
            patients[new.id] = replace(new, release_day=0)
        elif kind == "stays longer":
            nights = someone.stay_nights + int(made.rng.integers(1, 5))
            patients[name] = replace(someone, stay_nights=nights)
        elif kind == "bed blocked":
            blocked = tuple(int(day < 4) for day in range(problem.days))
            rooms[place.room] = replace(rooms[place.room], blocked=blocked)
        elif kind == "left early":
            del patients[name], places[name]
        else:
            others = [r for r in rooms.values() if r.ward == rooms[place.room].ward]
            locks.append(Lock(name, others[int(made.rng.integers(len(others)))].id, 0))
    former = (Former(p.patient, p.day, p.room) for p in places.values())
    return replace(
        problem,
        rooms=tuple(rooms.values()),
        patients=tuple(patients.values()),
        locks=(*problem.locks, *locks),
        previous=tuple(former),
    )
