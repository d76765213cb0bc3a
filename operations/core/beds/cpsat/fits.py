"""What one patient in one room from one day costs by itself: the terms that need no neighbour.

Each is a second statement of the rule of the same name, for one choice instead of a whole plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from operations.core.beds.plan import Placement
from operations.core.beds.problem import (
    Former,
    Gender,
    GenderPolicy,
    Lock,
    Patient,
    Problem,
    Room,
    State,
)
from operations.core.rule import Kind, Policy


@dataclass(frozen=True, slots=True)
class Choice:
    """One patient in one room from one day; what a person fixed or promised about it."""

    patient: Patient
    room: Room
    day: int
    nights: int
    days: int
    lock: Lock | None
    former: Former | None


@dataclass(frozen=True, slots=True)
class Fit:
    """A choice with its amounts: (rule, amount, own price or None). hard: of hard rules."""

    room: str
    day: int
    charges: tuple[tuple[str, int, int | None], ...]
    hard: int
    cost: int


def room_gender_policy(c: Choice) -> int:
    gender, policy = c.patient.gender, c.room.gender
    women_in_mens = policy is GenderPolicy.MALE and gender is Gender.FEMALE
    men_in_womens = policy is GenderPolicy.FEMALE and gender is Gender.MALE
    return c.nights if women_in_mens or men_in_womens else 0


def room_age_policy(c: Choice) -> int:
    """A child that lies with its mother lies where she does."""
    if c.patient.with_patient or not c.room.age_bands:
        return 0
    return 0 if c.patient.age_band in c.room.age_bands else c.nights


def room_compatible(c: Choice) -> int:
    elsewhere = bool(c.patient.wards) and c.patient.wards.count(c.room.ward) == 0
    return int(elsewhere or c.room.id in set(c.patient.incompatible_rooms))


def isolation_respected(c: Choice) -> int:
    return c.nights if c.patient.isolation and not c.room.isolation else 0


def equipment_present(c: Choice) -> int:
    return c.nights * sum(item not in c.room.equipment for item in c.patient.needs)


def wished_equipment_present(c: Choice) -> int:
    return c.nights * sum(item not in c.room.equipment for item in c.patient.wishes)


def specialty_of_room(c: Choice) -> int:
    ranks = c.room.specialties
    if not (ranks and c.patient.specialty):
        return 0
    return c.nights * (ranks.get(c.patient.specialty, max(ranks.values()) + 1) - 1)


def admission_window(c: Choice) -> int:
    if c.patient.state is State.PRESENT:
        return c.day
    last = c.days - 1 if c.patient.due_day is None else min(c.days - 1, c.patient.due_day)
    if last < c.patient.release_day:
        return max(1, c.patient.release_day - c.day)
    return max(0, c.patient.release_day - c.day, c.day - last)


def lock_kept(c: Choice) -> int:
    if c.lock is None:
        return 0
    elsewhere = c.lock.room not in ("", c.room.id)
    return int(elsewhere or c.lock.day not in (None, c.day))


def admitted_promptly(c: Choice) -> int:
    return max(0, c.day - c.patient.release_day) if c.patient.state is State.ELECTIVE else 0


def stays_in_room(c: Choice) -> int:
    return int(c.patient.room not in ("", c.room.id))


def plan_stability(c: Choice) -> int:
    return 0 if c.former is None else (c.former.day != c.day) + (c.former.room != c.room.id)


FITS: dict[str, Callable[[Choice], int]] = {
    fit.__name__: fit
    for fit in (
        room_gender_policy,
        room_age_policy,
        room_compatible,
        isolation_respected,
        equipment_present,
        admission_window,
        lock_kept,
        wished_equipment_present,
        specialty_of_room,
        admitted_promptly,
        stays_in_room,
        plan_stability,
    )
}


class Fitting:
    """All choices of a problem, with what each amounts to."""

    def __init__(self, problem: Problem, policies: Callable[[str], Policy]) -> None:
        self.problem = problem
        self.policies = policies
        self.rooms = {room.id: room for room in problem.rooms}
        self.locks = {lock.patient: lock for lock in problem.locks}
        self.former = {former.patient: former for former in problem.previous}
        wards = policies("room_compatible")
        self.wards_bind = wards.active and wards.kind is Kind.HARD
        self.known: dict[tuple[str, bool], list[Fit]] = {}
        self.rules = [(code, fit, policies(code)) for code, fit in FITS.items()]
        self.rules = [(code, fit, policy) for code, fit, policy in self.rules if policy.active]
        for patient in problem.patients:
            if patient.state is State.PRESENT and patient.room and not patient.movable:
                self.locks[patient.id] = Lock(patient.id, patient.room, 0)

    def fixed(self, patient: Patient) -> bool:
        """Whether somebody decided that this patient is admitted, and when."""
        lock = self.locks.get(patient.id)
        return lock is not None and lock.day is not None

    def fit(self, patient: Patient, room: Room, day: int) -> Fit:
        nights = len(self.problem.nights(patient, day))
        lock, former = self.locks.get(patient.id), self.former.get(patient.id)
        choice = Choice(patient, room, day, nights, self.problem.days, lock, former)
        charges, hard, cost = [], 0, 0
        own = {"admitted_promptly": patient.delay_price, "stays_in_room": patient.transfer_price}
        for code, amounts, policy in self.rules:
            if amount := amounts(choice):
                price = own.get(code)
                charges.append((code, amount, price))
                if policy.kind is Kind.HARD:
                    hard += amount
                else:
                    cost += amount * (policy.weight if price is None else price)
        return Fit(room.id, day, tuple(charges), hard, cost)

    def candidates(self, patient: Patient) -> Iterator[Fit]:
        """Choices worth a thought: a lock leaves its own, else window x rooms. None where the lock
        is to a room that a part of the hospital leaves out."""
        lock = self.locks.get(patient.id)
        locked = lock.room if lock else None
        rooms = self._rooms(patient)
        if locked:
            rooms = [self.rooms[locked]] if locked in self.rooms else []
        window = patient.window(self.problem.days)
        days = window if lock is None or lock.day is None else [lock.day]
        return (self.fit(patient, room, day) for day in days for room in rooms)

    def _rooms(self, patient: Patient) -> list[Room]:
        """Rooms of the wards that take the patient and where they lie; all, if these have none."""
        if not (patient.wards and self.wards_bind):
            return list(self.problem.rooms)
        taking = [
            room
            for room in self.problem.rooms
            if room.ward in patient.wards or room.id == patient.room
        ]
        return taking or list(self.problem.rooms)

    def fits(self, patient: Patient, elastic: bool) -> list[Fit]:
        """Lawful choices, and for whoever is here the room where they lie, lawful or not.

        If someone present or locked has none, those that break least. An elastic model gives
        whoever is here every room, at its price.
        """
        key = (patient.id, elastic)
        if key not in self.known:
            self.known[key] = self._fits(patient, elastic)
        return self.known[key]

    def _fits(self, patient: Patient, elastic: bool) -> list[Fit]:
        found = list(self.candidates(patient))
        lawful = [fit for fit in found if not fit.hard]
        present = patient.state is State.PRESENT
        if present and elastic:
            return found
        lawful += [fit for fit in found if self.given(patient, fit)]
        if lawful or not found or not (present or patient.id in self.locks):
            return lawful
        least = min(fit.hard for fit in found)
        return [fit for fit in found if fit.hard == least]

    def given(self, patient: Patient, fit: Fit) -> bool:
        """Whether this is how things are already, though a hard rule speaks against it."""
        return fit.hard > 0 and patient.room == fit.room and patient.state is State.PRESENT

    def chosen(self, patient: Patient, placement: Placement) -> Fit:
        return self.fit(patient, self.rooms[placement.room], placement.day)
