"""The unknowns of who lies where: one yes or no per patient, room and admission day.

With theatres, one more per patient, day and theatre. Beds inside a room are not told apart; a
room and day is a sum of those who were admitted lately enough to be there still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from operations.core.beds.cpsat.fits import Fit, Fitting
from operations.core.beds.cpsat.work import Linear, Work
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient, Problem

Only = dict[str, Placement]
"""A finished plan's placements by patient, when the model is there to price just that plan."""


class Places:
    """Variables of the first model.

    With `only`, each patient keeps that placement or none, save those who are `free`; with nobody
    free, the model just prices the plan.
    """

    def __init__(
        self,
        work: Work,
        only: Only | None = None,
        free: frozenset[str] = frozenset(),
        fitting: Fitting | None = None,
    ) -> None:
        self.work, self.only, self.free = work, only, free
        self.pricing = only is not None and not free
        self.problem: Problem = work.problem
        self.fitting = fitting or Fitting(work.problem, work.policy)
        self.patients = {patient.id: patient for patient in work.problem.patients}
        self.options: dict[str, list[tuple[Fit, Linear]]] = {}
        self.lying: dict[tuple[str, int], list[tuple[Patient, Linear]]] = defaultdict(list)
        self.starting: dict[tuple[str, int], list[Linear]] = defaultdict(list)
        self.operated: dict[tuple[str, int, str], Linear] = {}
        for patient in work.problem.patients:
            self._add(patient)

    def kept(self, patient: Patient) -> bool:
        """Whether this patient's place is given and no question."""
        return self.only is not None and patient.id not in self.free

    def open(self) -> Iterator[tuple[str, int, list[tuple[Patient, Linear]]]]:
        """(room, day, who may lie there) wherever something is still a question."""
        for (room, day), lying in self.lying.items():
            if self.pricing or not all(self.kept(patient) for patient, _ in lying):
                yield room, day, lying

    def admitted(self, patient: Patient) -> Linear:
        """1 when the patient has a place."""
        return sum(lit for _, lit in self.options[patient.id])

    def from_day(self, patient: Patient, day: int) -> Linear:
        """1 when the patient is admitted on `day`."""
        return sum(self.starting.get((patient.id, day), ()))

    def rooms_by_day(self, patient: str) -> dict[int, dict[str, list[Linear]]]:
        """Day -> room -> the choices that have the patient there."""
        found: dict[int, dict[str, list[Linear]]] = defaultdict(lambda: defaultdict(list))
        for fit, lit in self.options[patient]:
            for day in self.problem.nights(self.patients[patient], fit.day):
                found[day][fit.room].append(lit)
        return found

    def operations(self, day: int) -> list[Patient]:
        """Patients with surgery who may be admitted on `day`."""
        return [
            patient
            for patient in self.problem.patients
            if patient.surgery_minutes and (patient.id, day) in self.starting
        ]

    def _add(self, patient: Patient) -> None:
        model = self.work.model
        options = [(fit, self.work.new_bool()) for fit in self._fits(patient)]
        self.options[patient.id] = options
        model.add_at_most_one(lit for _, lit in options)
        if options and (self.kept(patient) or self.fitting.fixed(patient)):
            model.add_exactly_one(lit for _, lit in options)
        for fit, lit in options:
            self.starting[patient.id, fit.day].append(lit)
            for day in self.problem.nights(patient, fit.day):
                self.lying[fit.room, day].append((patient, lit))
        if patient.surgery_minutes and self.problem.theatres:
            self._add_theatres(patient)

    def _fits(self, patient: Patient) -> list[Fit]:
        if self.only is None or not self.kept(patient):
            return self.fitting.fits(patient, self.work.elastic)
        there = self.only.get(patient.id)
        return [self.fitting.chosen(patient, there)] if there else []

    def _add_theatres(self, patient: Patient) -> None:
        for day in sorted({fit.day for fit, _ in self.options[patient.id]}):
            theatres = [theatre.id for theatre in self.problem.theatres]
            if self.only is not None and self.kept(patient):
                theatres = [self.only[patient.id].theatre] if self.only[patient.id].theatre else []
            for theatre in theatres:
                self.operated[patient.id, day, theatre] = self.work.new_bool()
            if theatres:
                used = sum(self.operated[patient.id, day, theatre] for theatre in theatres)
                self.work.model.add(used == self.from_day(patient, day))
