"""The board on the wall: a finished plan read room by room and day by day, for judging."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Patient, Problem, Room


@dataclass(frozen=True, slots=True)
class Bedded:
    """A patient who lies somewhere, since which day."""

    patient: Patient
    since: int

    def shift_of_stay(self, problem: Problem, day: int, shift: int) -> int:
        return (day - self.since) * len(problem.shifts) + shift

    def workload(self, problem: Problem, day: int, shift: int) -> int:
        position = self.shift_of_stay(problem, day, shift)
        return self.patient.workload[position] if self.patient.workload else 0

    def skill_needed(self, problem: Problem, day: int, shift: int) -> int:
        position = self.shift_of_stay(problem, day, shift)
        return self.patient.skill_needed[position] if self.patient.skill_needed else 0


def placed(problem: Problem, plan: Plan) -> list[tuple[Patient, Room, Placement]]:
    """Each placement with the patient and the room it speaks of."""
    patients = {patient.id: patient for patient in problem.patients}
    rooms = {room.id: room for room in problem.rooms}
    return [(patients[p.patient], rooms[p.room], p) for p in plan.placements]


def unplaced(problem: Problem, plan: Plan) -> list[Patient]:
    """Patients without a placement, in the problem's order."""
    there = {placement.patient for placement in plan.placements}
    return [patient for patient in problem.patients if patient.id not in there]


def occupancy(problem: Problem, plan: Plan) -> dict[tuple[str, int], list[Bedded]]:
    """(room id, day) -> who lies there; empty rooms are left out."""
    lying: dict[tuple[str, int], list[Bedded]] = {}
    for patient, room, placement in placed(problem, plan):
        for day in problem.nights(patient, placement.day):
            lying.setdefault((room.id, day), []).append(Bedded(patient, placement.day))
    return dict(sorted(lying.items()))


def nurses_of(plan: Plan) -> dict[tuple[str, int, int], list[str]]:
    """(room id, day, shift) -> ids of the nurses who answer for it."""
    answering: dict[tuple[str, int, int], list[str]] = {}
    for nursing in plan.nursing:
        for room in nursing.rooms:
            answering.setdefault((room, nursing.day, nursing.shift), []).append(nursing.nurse)
    return answering
