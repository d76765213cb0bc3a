"""What one patient in one room from one day costs by itself, for all of them at once.

The terms are those of `cpsat.fits`, asked once for each kind of patient and kind of room: what
counts by the night is the same for all of a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from operations.core.beds.annealing.kernels.arrays import CLOSED, Ints, Longs
from operations.core.beds.cpsat import fits
from operations.core.beds.cpsat.fits import Choice
from operations.core.beds.cpsat.work import GIVEN_PRICE
from operations.core.beds.problem import Former, Lock, Patient, Problem, Room, State
from operations.core.rule import Kind, Policy

NOWHERE = -2
Bools = npt.NDArray[np.bool_]
Policies = Callable[[str], Policy]

NIGHTLY = (
    fits.room_gender_policy,
    fits.room_age_policy,
    fits.isolation_respected,
    fits.equipment_present,
    fits.wished_equipment_present,
    fits.specialty_of_room,
)
"""Amounts that grow by the night, the same for all patients and rooms of a kind."""


def patient_kind(patient: Patient) -> Hashable:
    """All that `NIGHTLY` looks at."""
    return (
        *(patient.gender, patient.age_band, patient.isolation, patient.needs, patient.wishes),
        *(patient.specialty, bool(patient.with_patient)),
    )


def room_kind(room: Room) -> Hashable:
    return (
        *(room.gender, room.age_bands, room.isolation, room.equipment),
        tuple(sorted(room.specialties.items())),
    )


def _kinds(keys: Iterable[Hashable]) -> tuple[list[int], list[int]]:
    """Position of the first of each kind; the kind of each."""
    firsts: list[int] = []
    known: dict[Hashable, int] = {}
    mine = []
    for position, key in enumerate(keys):
        if key not in known:
            known[key] = len(firsts)
            firsts.append(position)
        mine.append(known[key])
    return firsts, mine


@dataclass(slots=True)
class Options:
    """Days and rooms of one patient worth a thought, with their prices (`arrays.Facts`)."""

    days: list[int]
    rooms: list[int]
    day_price: Ints
    stay_price: Ints


@dataclass(slots=True)
class Choices:
    """The choices of a problem's patients, as `cpsat.fits.Fitting` has them one by one."""

    problem: Problem
    policies: Policies
    locks: dict[str, Lock] = field(default_factory=dict)
    former: dict[str, Former] = field(default_factory=dict)
    room_at: dict[str, int] = field(default_factory=dict)
    ward_of: list[str] = field(default_factory=list)
    kind_of: list[int] = field(default_factory=list)
    given_room: dict[int, int] = field(default_factory=dict)
    hard: Longs = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    soft: Longs = field(default_factory=lambda: np.zeros((0, 0), np.int64))

    def __post_init__(self) -> None:
        problem = self.problem
        self.locks = {lock.patient: lock for lock in problem.locks}
        for patient in problem.patients:
            if patient.state is State.PRESENT and patient.room and not patient.movable:
                self.locks[patient.id] = Lock(patient.id, patient.room, 0)
        self.former = {former.patient: former for former in problem.previous}
        self.room_at = {room.id: number for number, room in enumerate(problem.rooms)}
        self.ward_of = [room.ward for room in problem.rooms]
        firsts, self.kind_of = _kinds(map(patient_kind, problem.patients))
        rooms, room_kinds = _kinds(map(room_kind, problem.rooms))
        hard, soft = (np.zeros((len(firsts), len(rooms)), np.int64) for _ in range(2))
        for i, p in enumerate(firsts):
            for j, r in enumerate(rooms):
                hard[i, j], soft[i, j] = self._night(problem.patients[p], problem.rooms[r])
        self.hard, self.soft = hard[:, room_kinds], soft[:, room_kinds]

    def fixed(self, patient: Patient) -> bool:
        """Whether somebody decided that this patient is admitted, and when."""
        lock = self.locks.get(patient.id)
        return lock is not None and lock.day is not None

    def given(self) -> Ints:
        """By patient, the room where they lie against a hard rule, else `NOWHERE`; known once
        options were asked for."""
        rooms = np.full(len(self.problem.patients), NOWHERE, np.int32)
        for index, room in self.given_room.items():
            rooms[index] = room
        return rooms

    def _night(self, patient: Patient, room: Room) -> tuple[int, int]:
        """Hard amount and soft cost of one night."""
        choice = Choice(patient, room, 0, 1, self.problem.days, None, None)
        hard = soft = 0
        for term in NIGHTLY:
            policy = self.policies(term.__name__)
            amount = term(choice) if policy.active else 0
            hard += amount * (policy.kind is Kind.HARD)
            soft += amount * policy.weight * (policy.kind is not Kind.HARD)
        return hard, soft

    def options(self, index: int) -> Options:
        """What patient number `index` may choose from: lawful, given, or what breaks least."""
        patient = self.problem.patients[index]
        kind, lock = self.kind_of[index], self.locks.get(patient.id)
        count = len(self.problem.rooms)
        hard_once, once = self._once(patient, count)
        hard = self.hard[kind] * patient.stay_nights + hard_once
        night = self.soft[kind].copy()
        open_rooms = np.ones(count, bool)
        if lock and lock.room:
            open_rooms[:] = False
            open_rooms[self.room_at[lock.room]] = True
        lawful = open_rooms & (hard == 0)
        here = self.room_at.get(patient.room, -1) if patient.state is State.PRESENT else -1
        if here >= 0 and open_rooms[here] and hard[here]:
            once[here] += GIVEN_PRICE
            lawful[here] = True
            self.given_room[index] = here
        if not lawful.any() and (patient.state is State.PRESENT or lock) and open_rooms.any():
            lawful = open_rooms & (hard == hard[open_rooms].min())
        stay_price = np.full((count, 2), CLOSED, np.int32)
        stay_price[lawful, 0], stay_price[lawful, 1] = once[lawful], night[lawful]
        days, day_price = self._days(patient, lock)
        return Options(days, np.flatnonzero(lawful).tolist(), day_price, stay_price)

    def _once(self, patient: Patient, count: int) -> tuple[Longs, Longs]:
        """By room, hard amount and soft cost of what counts once a stay."""
        hard, soft = np.zeros(count, np.int64), np.zeros(count, np.int64)

        def charge(code: str, where: Bools, price: int | None = None) -> None:
            policy = self.policies(code)
            if policy.active and policy.kind is Kind.HARD:
                hard[where] += 1
            elif policy.active:
                soft[where] += policy.weight if price is None else price

        unfit = np.zeros(count, bool)
        if patient.wards:
            unfit |= ~np.isin(self.ward_of, patient.wards)
        unfit[[self.room_at[room] for room in patient.incompatible_rooms]] = True
        charge("room_compatible", unfit)
        former = self.former.get(patient.id)
        for code, room, price in (
            ("stays_in_room", patient.room, patient.transfer_price),
            ("plan_stability", former.room if former else "", None),
        ):
            if room:
                elsewhere = np.ones(count, bool)
                if room in self.room_at:
                    elsewhere[self.room_at[room]] = False
                charge(code, elsewhere, price)
        return hard, soft

    def _days(self, patient: Patient, lock: Lock | None) -> tuple[list[int], Ints]:
        days = self.problem.days
        window = list(patient.window(days)) if self.problem.rooms else []
        if lock is not None and lock.day is not None:
            window = [lock.day]
        prices = np.full(days, CLOSED, np.int32)
        for day in window:
            prices[day] = self._day_price(patient, day)
        return self._lawful_days(patient, window), prices

    def _day_price(self, patient: Patient, day: int) -> int:
        """What of the day is priced: a window that may be left, waiting, the plan in force."""
        former = self.former.get(patient.id)
        choice = Choice(patient, self.problem.rooms[0], day, 1, self.problem.days, None, None)
        amounts = {
            "admission_window": (fits.admission_window(choice), None),
            "admitted_promptly": (fits.admitted_promptly(choice), patient.delay_price),
            "plan_stability": (int(former is not None and former.day != day), None),
        }
        price = 0
        for code, (amount, own) in amounts.items():
            policy = self.policies(code)
            if policy.active and policy.kind is not Kind.HARD:
                price += amount * (policy.weight if own is None else own)
        return price

    def _lawful_days(self, patient: Patient, window: list[int]) -> list[int]:
        """Days that break no hard rule by themselves; all where none is left."""
        hard = {
            code: policy.active and policy.kind is Kind.HARD
            for code in ("admitted_promptly", "plan_stability")
            for policy in [self.policies(code)]
        }
        former, left = self.former.get(patient.id), window
        if hard["admitted_promptly"] and patient.state is State.ELECTIVE:
            left = [day for day in left if day <= patient.release_day]
        if hard["plan_stability"] and former:
            left = [day for day in left if day == former.day]
        return left or window
