"""The second model: which nurse answers for which occupied room, places being given.

Its terms carry the names of the rules about nurses, said a second time like those in `terms`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from operations.core.beds.cpsat.work import Linear, Work
from operations.core.beds.plan import Nursing, Placement
from operations.core.beds.problem import Patient, Problem

Answering = dict[tuple[str, int, int], str]
"""(room, day, shift) -> the nurse who answers for it."""


class Wards:
    """Who is at work and who lies where, ready for nursing."""

    def __init__(self, problem: Problem, placements: Iterable[Placement]) -> None:
        self.problem = problem
        self.skill = {nurse.id: nurse.skill for nurse in problem.nurses}
        self.limit = {(n.id, d.day, d.shift): d.max_load for n in problem.nurses for d in n.duties}
        self.ward = {nurse.id: nurse.ward for nurse in problem.nurses}
        self.ward_of = {room.id: room.ward for room in problem.rooms}
        self.at_work: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.of_ward: dict[tuple[str, int, int], list[str]] = defaultdict(list)
        for nurse, day, shift in self.limit:
            self.at_work[day, shift].append(nurse)
            self.of_ward[self.ward[nurse], day, shift].append(nurse)
        self.everywhere = not all(self.ward.values())
        self.known = {(self.ward[nurse], day) for nurse, day, _ in self.limit}
        patients = {patient.id: patient for patient in problem.patients}
        self.lying: dict[tuple[str, int], list[tuple[Patient, int]]] = defaultdict(list)
        for placement in placements:
            patient = patients[placement.patient]
            for day in problem.nights(patient, placement.day):
                position = (day - placement.day) * len(problem.shifts)
                self.lying[placement.room, day].append((patient, position))

    def may(self, room: str, day: int, shift: int) -> list[str]:
        """Nurses at work then who may answer for the room."""
        free = self.of_ward.get(("", day, shift), [])
        ward = self.ward_of[room]
        return free + self.of_ward.get((ward, day, shift), []) if ward else free

    def asked(self, room: str, day: int) -> bool:
        """Whether the room's nurses of the day are known at all."""
        return self.everywhere or (self.ward_of[room], day) in self.known

    def slots(self) -> list[tuple[str, int, int]]:
        """Each occupied room in each shift, in time order."""
        shifts = range(len(self.problem.shifts))
        return sorted(
            ((room, day, shift) for room, day in self.lying for shift in shifts),
            key=lambda slot: (slot[1], slot[2], slot[0]),
        )

    def load(self, room: str, day: int, shift: int) -> int:
        lying = self.lying.get((room, day), ())
        return sum(p.workload[at + shift] for p, at in lying if p.workload)

    def skill_short(self, room: str, day: int, shift: int, nurse: str) -> int:
        """Skill levels by which `nurse` falls short of the patients' needs, summed."""
        skill = self.skill[nurse]
        needed = (
            p.skill_needed[at + shift]
            for p, at in self.lying.get((room, day), ())
            if p.skill_needed
        )
        return sum(max(0, level - skill) for level in needed)


class NurseChoice:
    """Variables: one yes or no per occupied room, shift and nurse at work. `given`: a finished
    plan's nursing to be priced, whoever may be at work."""

    def __init__(self, work: Work, wards: Wards, given: Iterable[Nursing] | None = None) -> None:
        self.work, self.wards = work, wards
        self.given = None if given is None else tuple(given)
        self.answers: dict[tuple[str, int, int], dict[str, list[Linear]]] = {}
        named: dict[tuple[str, int, int], list[str]] = defaultdict(list)
        for nursing in self.given or ():
            for room in nursing.rooms:
                named[room, nursing.day, nursing.shift].append(nursing.nurse)
        for slot in wards.slots():
            nurses = wards.may(*slot) if given is None else named.get(slot, [])
            lits: dict[str, list[Linear]] = defaultdict(list)
            for nurse in nurses:
                lits[nurse].append(work.new_bool())
            self.answers[slot] = lits
            everybody = [lit for own in lits.values() for lit in own]
            if given is None and everybody:
                work.model.add_exactly_one(everybody)
            for lit in everybody if given is not None else ():
                work.model.add(lit == 1)


def room_nursed(c: NurseChoice) -> None:
    """Where nobody is at work, nobody can answer: that is given, and no reason to give up."""
    for (room, day, _), lits in c.answers.items():
        answering = sum(map(len, lits.values()))
        if c.given is not None and answering != 1 and c.wards.asked(room, day):
            c.work.charge("room_nursed", abs(answering - 1))


def nurse_present(c: NurseChoice) -> None:
    for nursing in c.given or ():
        if (nursing.nurse, nursing.day, nursing.shift) not in c.wards.limit:
            c.work.charge("nurse_present", len(nursing.rooms))
        if home := c.wards.ward[nursing.nurse]:
            strange = sum(c.wards.ward_of[room] != home for room in nursing.rooms)
            c.work.charge("nurse_present", strange)


def nurse_skilled(c: NurseChoice) -> None:
    for slot, nurses in c.answers.items():
        for nurse, lits in nurses.items():
            if short := c.wards.skill_short(*slot, nurse):
                c.work.charge("nurse_skilled", short * sum(lits))


def nurse_load_kept(c: NurseChoice) -> None:
    carried: dict[tuple[str, int, int], list[tuple[int, Linear]]] = defaultdict(list)
    for slot, nurses in c.answers.items():
        load = c.wards.load(*slot)
        for nurse, lits in nurses.items():
            carried[nurse, slot[1], slot[2]] += [(load, lit) for lit in lits]
    for at, parts in carried.items():
        limit = c.wards.limit.get(at, 0)
        most = sum(load for load, _ in parts) - limit
        c.work.over("nurse_load_kept", sum(load * lit for load, lit in parts), limit, most)


def continuity_of_care(c: NurseChoice) -> None:
    if not c.work.policy("continuity_of_care").active:
        return
    met: dict[tuple[str, str], list[Linear]] = defaultdict(list)
    for (room, day, _), nurses in c.answers.items():
        for patient, _ in c.wards.lying[room, day]:
            for nurse, lits in nurses.items():
                met[patient.id, nurse] += lits
    for lits in met.values():
        knows = c.work.new_bool()
        for lit in lits:
            c.work.model.add_implication(lit, knows)
        c.work.charge("continuity_of_care", knows)


NURSE_TERMS: dict[str, Callable[[NurseChoice], None]] = {
    term.__name__: term
    for term in (room_nursed, nurse_present, nurse_skilled, nurse_load_kept, continuity_of_care)
}


def duties(answering: Answering) -> tuple[Nursing, ...]:
    """The rooms of each nurse and shift, from who answers for what."""
    rooms: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for (room, day, shift), nurse in answering.items():
        rooms[nurse, day, shift].append(room)
    return tuple(
        Nursing(nurse, day, shift, tuple(sorted(own)))
        for (nurse, day, shift), own in sorted(rooms.items())
    )
