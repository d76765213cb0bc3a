"""What a bed plan is made from: people, rooms, theatres and nurses over whole days.

Days count from 0; a stay of `stay_nights` from day d occupies its room on [d, d + stay_nights),
cut off at the horizon's end. The shape is a superset of the Integrated Healthcare Timetabling
Competition 2024 (Ceschia, Rosati, Schaerf, Smet, Vanden Berghe, Zanazzo): theatres, surgeons and
nurses may each be empty, and then nothing is planned or judged about them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from operations.core.beds.parts import (
    Arriving,
    BedsHeld,
    Duty,
    Former,
    Gender,
    GenderPolicy,
    Lock,
    Nurse,
    Patient,
    Room,
    State,
    Surgeon,
    Theatre,
)
from operations.core.clock import Dated
from operations.core.errors import BadProblem
from operations.core.rule import Policy

__all__ = [
    "Arriving",
    "BedsHeld",
    "Duty",
    "Former",
    "Gender",
    "GenderPolicy",
    "Lock",
    "Nurse",
    "Patient",
    "Problem",
    "Room",
    "State",
    "Surgeon",
    "Theatre",
]


@dataclass(frozen=True, slots=True)
class Problem(Dated):
    """Everything a bed plan is made from. Raises BadProblem where it contradicts itself.

    start_date: ISO date of day 0, for sentences only.
    """

    days: int
    rooms: tuple[Room, ...]
    patients: tuple[Patient, ...]
    age_bands: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    surgeons: tuple[Surgeon, ...] = ()
    theatres: tuple[Theatre, ...] = ()
    nurses: tuple[Nurse, ...] = ()
    beds_held: tuple[BedsHeld, ...] = ()
    arriving: tuple[Arriving, ...] = ()
    locks: tuple[Lock, ...] = ()
    previous: tuple[Former, ...] = ()
    policies: dict[str, Policy] = field(default_factory=dict)
    start_date: str = ""

    def __post_init__(self) -> None:
        if self.days <= 0:
            raise BadProblem("problem", f"plans at least one day, not {self.days}")
        for group in (self.rooms, self.patients, self.surgeons, self.theatres, self.nurses):
            _unique(item.id for item in group)
        for room in self.rooms:
            _check_room(self, room)
        rooms = {room.id for room in self.rooms}
        for patient in self.patients:
            _check_patient(self, patient, rooms)
        _check_companions(self)
        for surgeon in self.surgeons:
            _check_minutes(self, surgeon.id, surgeon.minutes)
        for theatre in self.theatres:
            _check_minutes(self, theatre.id, theatre.minutes)
        wards = {room.ward for room in self.rooms}
        for nurse in self.nurses:
            _check_nurse(self, nurse, wards)
        _check_wishes(self)

    def nights(self, patient: Patient, day: int) -> range:
        """Days of the horizon on which a patient admitted on `day` occupies a bed."""
        return range(day, min(self.days, day + patient.stay_nights))


def _unique(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadProblem(one, "is there twice; give each its own id")
        seen.add(one)


def _check_minutes(problem: Problem, where: str, minutes: tuple[int, ...]) -> None:
    if len(minutes) != problem.days or min(minutes) < 0:
        raise BadProblem(where, f"give minutes, zero or more, for {problem.days} days")


def _check_room(problem: Problem, room: Room) -> None:
    if room.capacity < 0:
        raise BadProblem(room.id, f"has {room.capacity} beds; give zero or more")
    if room.blocked and (len(room.blocked) != problem.days or min(room.blocked) < 0):
        raise BadProblem(room.id, f"give blocked beds for each of {problem.days} days, or none")
    for band in room.age_bands:
        if band not in problem.age_bands:
            raise BadProblem(room.id, f"takes the unknown age band {band}")
    for specialty, priority in room.specialties.items():
        if priority < 1:
            raise BadProblem(room.id, f"{specialty} has priority {priority}; the first is 1")


def _check_patient(problem: Problem, patient: Patient, rooms: set[str]) -> None:
    where = patient.id
    if patient.stay_nights < 1:
        raise BadProblem(where, f"stays {patient.stay_nights} nights; a stay has at least one")
    if problem.age_bands and patient.age_band not in problem.age_bands:
        raise BadProblem(where, f"has the unknown age band {patient.age_band}")
    if patient.release_day < 0:
        raise BadProblem(where, "is released before the horizon; its first day is 0")
    if patient.due_day is not None and patient.due_day < patient.release_day:
        raise BadProblem(where, f"due on {patient.due_day}, before release {patient.release_day}")
    if patient.state is State.ADMISSION and patient.due_day != patient.release_day:
        raise BadProblem(where, "is a known admission: its release and due day are the same")
    for room in (patient.room, *patient.incompatible_rooms):
        if room and room not in rooms:
            raise BadProblem(where, f"names the unknown room {room}")
    if patient.room and patient.state is not State.PRESENT:
        raise BadProblem(where, "has a room before arriving; use a lock")
    if patient.surgery_minutes < 0:
        raise BadProblem(where, "has surgery of negative minutes")
    operated = problem.surgeons and patient.surgery_minutes and patient.surgeon
    if operated and all(surgeon.id != patient.surgeon for surgeon in problem.surgeons):
        raise BadProblem(where, f"is operated by the unknown surgeon {patient.surgeon!r}")
    if any(not 0 <= chance <= 100 for chance in (*patient.staying, *patient.overstay)):
        raise BadProblem(where, "has a chance to be here still that is no percentage")
    shifts = patient.stay_nights * len(problem.shifts)
    for name, figures in (("workload", patient.workload), ("skill", patient.skill_needed)):
        if figures and len(figures) != shifts:
            raise BadProblem(where, f"gives {name} for {len(figures)} shifts of {shifts}")


def _check_companions(problem: Problem) -> None:
    """Who shares a room with whom: pairs, one naming the other."""
    patients = {patient.id for patient in problem.patients}
    following = {p.id: p.with_patient for p in problem.patients if p.with_patient}
    for patient, other in following.items():
        if other not in patients or other == patient:
            raise BadProblem(patient, f"shares the room of the unknown patient {other!r}")
        if other in following:
            raise BadProblem(patient, f"shares the room of {other}, who follows somebody too")


def _check_nurse(problem: Problem, nurse: Nurse, wards: set[str]) -> None:
    if nurse.ward and nurse.ward not in wards:
        raise BadProblem(nurse.id, f"answers for the unknown ward {nurse.ward}")
    seen = set()
    for duty in nurse.duties:
        if not (0 <= duty.day < problem.days and 0 <= duty.shift < len(problem.shifts)):
            raise BadProblem(
                nurse.id, f"works day {duty.day}, shift {duty.shift}, outside the plan"
            )
        if (duty.day, duty.shift) in seen:
            raise BadProblem(nurse.id, f"works day {duty.day}, shift {duty.shift} twice")
        seen.add((duty.day, duty.shift))


def _check_wishes(problem: Problem) -> None:
    """Locks, the former plan and held beds name what exists."""
    rooms, wards = {room.id for room in problem.rooms}, {room.ward for room in problem.rooms}
    patients = {patient.id for patient in problem.patients}
    _unique(lock.patient for lock in problem.locks)
    _unique(former.patient for former in problem.previous)
    for lock in problem.locks:
        if lock.patient not in patients or (lock.room and lock.room not in rooms):
            raise BadProblem(lock.patient, f"a lock names an unknown patient or room {lock.room!r}")
        if not lock.room and lock.day is None:
            raise BadProblem(lock.patient, "a lock gives a room, a day or both")
        if lock.day is not None and not 0 <= lock.day < problem.days:
            raise BadProblem(lock.patient, f"is locked to day {lock.day}, outside the plan")
    for coming in problem.arriving:
        if coming.ward not in wards or coming.people_milli < 0:
            raise BadProblem(coming.ward, f"cannot get {coming.people_milli / 1000} people")
    _unique(f"{held.ward}, day {held.day}" for held in problem.beds_held)
    for held in problem.beds_held:
        if held.ward not in wards or not 0 <= held.day < problem.days or held.beds < 0:
            raise BadProblem(held.ward, f"cannot hold {held.beds} beds on day {held.day}")
