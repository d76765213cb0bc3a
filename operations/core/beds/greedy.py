"""A plan in a moment: patients one after the other, then nurses shift by shift.

The start of the search and what remains when it finds nothing. Who was left out though mandatory
goes to the front of the queue and the whole is laid again (squeaky wheel: Joslin and Clements,
Journal of AI Research 10, 1999).
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from functools import partial

from operations.core.beds.cpsat.fits import Fit, Fitting
from operations.core.beds.cpsat.nursing import Answering, Wards, duties
from operations.core.beds.cpsat.work import POLICIES
from operations.core.beds.plan import Nursing, Placement
from operations.core.beds.problem import Gender, GenderPolicy, Patient, Problem, State
from operations.core.rule import Policy

Slot = tuple[str, int, int]

ROUNDS = 40


def place(problem: Problem, seconds: float = 2.0) -> tuple[Placement, ...]:
    """Places for whom there is room; those who are here already come first, whatever it breaks.

    `seconds` end the repetitions; the first laying is always finished.
    """
    began = time.monotonic()

    def policies(code: str) -> Policy:
        return problem.policies.get(code, POLICIES[code])

    fitting = Fitting(problem, policies)
    fits = {p.id: _sorted(p, fitting.fits(p, elastic=False)) for p in problem.patients}
    queue = sorted(problem.patients, key=lambda patient: _turn(fitting, patient, fits[patient.id]))
    best: tuple[int, tuple[Placement, ...]] | None = None
    for _ in range(ROUNDS):
        board = Board(fitting)
        missed = [p for p in queue if not board.admit(p, fits[p.id]) and p.mandatory]
        if best is None or len(missed) < best[0]:
            best = (len(missed), tuple(board.placements))
        if not missed or time.monotonic() - began > seconds:
            break
        behind = {patient.id for patient in missed}
        given = [p for p in queue if p.state is State.PRESENT or fitting.fixed(p)]
        first = {patient.id for patient in given}
        rest = [p for p in queue if p.id not in first and p.id not in behind]
        queue = [*given, *(p for p in missed if p.id not in first), *rest]
    return best[1] if best else ()


def place_more(problem: Problem, placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
    """The placements, and after them places for those who have none and for whom there is room."""

    def policies(code: str) -> Policy:
        return problem.policies.get(code, POLICIES[code])

    fitting = Fitting(problem, policies)
    board = Board(fitting)
    patients = {patient.id: patient for patient in problem.patients}
    for place in placements:
        patient = patients[place.patient]
        board.take(patient, fitting.chosen(patient, place), place.theatre)
    placed = {place.patient for place in placements}
    without = [patient for patient in problem.patients if patient.id not in placed]
    fits = {patient.id: board.sorted_fits(patient) for patient in without}
    for patient in sorted(without, key=lambda patient: _turn(fitting, patient, fits[patient.id])):
        board.admit(patient, fits[patient.id])
    return tuple(board.placements)


def _sorted(patient: Patient, fits: list[Fit]) -> list[Fit]:
    """Lawful before unlawful, then where the patient lies already, then the cheapest."""
    return sorted(
        fits, key=lambda fit: (fit.hard, fit.room != patient.room, fit.cost, fit.day, fit.room)
    )


def _turn(fitting: Fitting, patient: Patient, fits: list[Fit]) -> tuple[int, int, int]:
    """Fixed; here and well where they lie; here; mandatory by how little choice; by release."""
    if fitting.fixed(patient):
        return (0, 0, 0)
    if patient.state is State.PRESENT:
        well = bool(fits) and not fits[0].hard and fits[0].room == patient.room
        return (1 if well else 2, len(fits), 0)
    if patient.mandatory:
        return (3, len(fits), -patient.surgery_minutes)
    return (4, patient.release_day, patient.surgery_minutes)


class Board:
    """What is taken so far."""

    def __init__(self, fitting: Fitting) -> None:
        self.fitting = fitting
        self.problem = fitting.problem
        self.lying: dict[tuple[str, int], list[Patient]] = defaultdict(list)
        self.surgeons: Counter[tuple[str, int]] = Counter()
        self.theatres: Counter[tuple[str, int]] = Counter()
        self.surgeon_minutes = {surgeon.id: surgeon.minutes for surgeon in self.problem.surgeons}
        self.placements: list[Placement] = []
        self.people: Counter[tuple[str, int]] = Counter()
        self.held = {(held.ward, held.day): held.beds for held in self.problem.beds_held}
        self.beds = {
            (ward, day): sum(room.beds(day) for room in self.problem.rooms if room.ward == ward)
            for ward, day in self.held
        }

    def admit(self, patient: Patient, fits: list[Fit]) -> bool:
        """The cheapest place that is free; for someone fixed or in a bed, the cheapest anyway."""
        for fit in fits:
            theatre = self.theatre(patient, fit.day)
            if theatre is not None and self.free(patient, fit):
                self.take(patient, fit, theatre)
                return True
        if fits and (self.fitting.fixed(patient) or patient.abed):
            self.take(patient, fits[0], self.theatre(patient, fits[0].day) or self.any_theatre())
            return True
        return False

    def sorted_fits(self, patient: Patient) -> list[Fit]:
        """Choices of the patient, the best first."""
        return _sorted(patient, self.fitting.fits(patient, elastic=False))

    def any_theatre(self) -> str:
        return self.problem.theatres[0].id if self.problem.theatres else ""

    def free(self, patient: Patient, fit: Fit) -> bool:
        room = self.fitting.rooms[fit.room]
        for day in self.problem.nights(patient, fit.day):
            others = self.lying.get((room.id, day), ())
            if not patient.mandatory and not self.spare(room.ward, day):
                return False
            if len(others) >= room.beds(day):
                return False
            if any(other.isolation != patient.isolation for other in others):
                return False
            if room.gender is GenderPolicy.SAME and any(
                {other.gender, patient.gender} == {Gender.FEMALE, Gender.MALE} for other in others
            ):
                return False
        return True

    def spare(self, ward: str, day: int) -> bool:
        """Whether the ward has a bed beyond those held for emergencies."""
        at = (ward, day)
        return at not in self.held or self.people[at] < self.beds[at] - self.held[at]

    def theatre(self, patient: Patient, day: int) -> str | None:
        """A theatre with time left, one in use before a new one; None when there is none."""
        minutes = patient.surgery_minutes
        if not minutes:
            return ""
        limit = self.surgeon_minutes.get(patient.surgeon)
        if limit and self.surgeons[patient.surgeon, day] + minutes > limit[day]:
            return None
        if not self.problem.theatres:
            return ""
        usable = [
            theatre.id
            for theatre in self.problem.theatres
            if self.theatres[theatre.id, day] + minutes <= theatre.minutes[day]
        ]
        return max(usable, key=lambda one: self.theatres[one, day], default=None)

    def take(self, patient: Patient, fit: Fit, theatre: str) -> None:
        for day in self.problem.nights(patient, fit.day):
            self.lying[fit.room, day].append(patient)
            self.people[self.fitting.rooms[fit.room].ward, day] += 1
        self.surgeons[patient.surgeon, fit.day] += patient.surgery_minutes
        self.theatres[theatre, fit.day] += patient.surgery_minutes
        operated = theatre if patient.surgery_minutes else ""
        self.placements.append(Placement(patient.id, fit.day, fit.room, operated))

    def leave(self, patient: Patient, place: Placement) -> None:
        """As if the placement had not been taken."""
        for day in self.problem.nights(patient, place.day):
            self.lying[place.room, day].remove(patient)
            self.people[self.fitting.rooms[place.room].ward, day] -= 1
        self.surgeons[patient.surgeon, place.day] -= patient.surgery_minutes
        self.theatres[place.theatre, place.day] -= patient.surgery_minutes
        self.placements.remove(place)


def nurse(
    problem: Problem, placements: tuple[Placement, ...], known: tuple[Nursing, ...] = ()
) -> tuple[Nursing, ...]:
    """Each occupied room, in time order and heaviest first, to the nurse who adds least.

    known: who answers already; that stays, as far as the room is occupied and the nurse at work.
    """
    wards = Wards(problem, placements)
    floor = _Floor(wards)
    answering: Answering = {}
    slots = sorted(wards.slots(), key=lambda slot: (slot[1], slot[2], -wards.load(*slot)))
    before = {(room, n.day, n.shift): n.nurse for n in known for room in n.rooms}
    for slot in slots:
        if before.get(slot) in wards.may(*slot):
            answering[slot] = before[slot]
            floor.give(slot, before[slot])
    for slot in slots:
        if slot in answering:
            continue
        at_work = wards.may(*slot)
        chosen = min(at_work, key=partial(floor.added, slot), default=None)
        if chosen is not None:
            answering[slot] = chosen
            floor.give(slot, chosen)
    return duties(answering)


class _Floor:
    """What each nurse carries and whom she has met so far."""

    def __init__(self, wards: Wards) -> None:
        self.wards = wards
        self.load: Counter[tuple[str, int, int]] = Counter()
        self.met: dict[str, set[str]] = defaultdict(set)
        policies = {**POLICIES, **wards.problem.policies}
        self.weight = {
            code: policies[code].weight * policies[code].active
            for code in ("nurse_skilled", "nurse_load_kept", "continuity_of_care")
        }

    def added(self, slot: Slot, name: str) -> tuple[int, int]:
        """The cost of giving her this room, then her load: ties go to who carries least."""
        (room, day, shift), wards = slot, self.wards
        load = self.load[name, day, shift]
        limit = wards.limit[name, day, shift]
        over = max(0, load + wards.load(*slot) - limit) - max(0, load - limit)
        new = sum(name not in self.met[patient.id] for patient, _ in wards.lying[room, day])
        cost = self.weight["nurse_load_kept"] * over + self.weight["continuity_of_care"] * new
        return cost + self.weight["nurse_skilled"] * wards.skill_short(*slot, name), load

    def give(self, slot: Slot, name: str) -> None:
        self.load[name, slot[1], slot[2]] += self.wards.load(*slot)
        for patient, _ in self.wards.lying[slot[0], slot[1]]:
            self.met[patient.id].add(name)
