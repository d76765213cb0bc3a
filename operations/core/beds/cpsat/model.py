"""Building and solving both models, and pricing a finished plan by their terms."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from operations.core.beds.cpsat.fits import Fitting
from operations.core.beds.cpsat.floors import nursing_floors
from operations.core.beds.cpsat.nursing import (
    NURSE_TERMS,
    Answering,
    NurseChoice,
    Wards,
    duties,
)
from operations.core.beds.cpsat.places import Only, Places
from operations.core.beds.cpsat.terms import PLACE_TERMS, fits
from operations.core.beds.cpsat.work import Work, total
from operations.core.beds.plan import Nursing, Placement, Plan
from operations.core.beds.problem import Problem
from operations.core.errors import SolverFailure
from operations.core.outcome import Options, Status

STATUS = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Placed:
    """The first phase's answer.

    bound: no places with as few hard breaches as these cost less, with the least that nursing
    costs and with `GIVEN_PRICE` for each patient left in an unfit room; None where nothing is
    proven.
    """

    status: Status
    placements: tuple[Placement, ...] | None
    bound: float | None


OnPlaces = Callable[[tuple[Placement, ...]], None]


def place(
    problem: Problem,
    options: Options,
    seconds: float,
    start: tuple[Placement, ...] = (),
    elastic: bool = False,
    on_places: OnPlaces | None = None,
    prove: bool = False,
) -> Placed:
    """Search for places, from `start`; `on_places` hears each better answer.

    prove: the start is good already and the bound is what is wanted.
    """
    began = time.monotonic()
    work = Work(problem, elastic)
    places = Places(work)
    _state(places)
    nursing_floors(places)
    work.minimise()
    _hint(places, {placement.patient: placement for placement in start})
    left = seconds - (time.monotonic() - began)
    solver = _solver(options, left)
    if prove:
        _seek_bound(solver)
    listener = _Listener(places, on_places) if on_places else None
    status = _solve(solver, work, options, listener)
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        strict = status is Status.UNKNOWN and not elastic
        return Placed(status, None, max(0.0, solver.best_objective_bound) if strict else None)
    # Costs are whole numbers; a bound just below one is that number, but for rounding.
    least = math.ceil(max(0.0, solver.best_objective_bound) - 1e-6)
    bound = max(0.0, float(least - work.broken(solver)))
    return Placed(status, _placements(places, solver), bound)


class Repair:
    """Free some patients of a finished plan and place them anew, the others staying."""

    def __init__(self, problem: Problem, elastic: bool, options: Options) -> None:
        self.problem, self.elastic, self.options = problem, elastic, options
        self.fitting = Fitting(problem, Work(problem).policy)
        self.patients = {patient.id: patient for patient in problem.patients}

    def choices(self, patient: str) -> int:
        """How many choices this patient brings into a model."""
        return len(self.fitting.fits(self.patients[patient], self.elastic))

    def again(
        self, placements: tuple[Placement, ...], free: frozenset[str], seconds: float
    ) -> tuple[Status, tuple[Placement, ...]]:
        """Places with `free` placed anew: never worse, the same where nothing better is found."""
        now = {placement.patient: placement for placement in placements}
        work = Work(self.problem, self.elastic)
        places = Places(work, now, free, self.fitting)
        _state(places)
        nursing_floors(places)
        work.minimise()
        _hint(places, now)
        solver = _solver(self.options, seconds)
        solver.parameters.interleave_search = False
        status = _solve(solver, work, self.options)
        if status is Status.OPTIMAL:
            return status, _placements(places, solver)
        return status, placements


def nurse(
    problem: Problem, plan: Plan, options: Options, seconds: float
) -> tuple[Status, tuple[Nursing, ...] | None]:
    """Search for who answers for which room, from the nursing in `plan`."""
    work = Work(problem)
    choice = NurseChoice(work, Wards(problem, plan.placements))
    for term in NURSE_TERMS.values():
        term(choice)
    work.minimise()
    hints = {(n.nurse, room, n.day, n.shift) for n in plan.nursing for room in n.rooms}
    for (room, day, shift), nurses in choice.answers.items():
        for name, (lit,) in nurses.items():
            work.model.add_hint(lit, (name, room, day, shift) in hints)
    solver = _solver(options, seconds)
    status = _solve(solver, work, options)
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return status, None
    answering: Answering = {
        slot: name
        for slot, nurses in choice.answers.items()
        for name, (lit,) in nurses.items()
        if solver.boolean_value(lit)
    }
    return status, duties(answering)


def price(problem: Problem, plan: Plan) -> tuple[int, int]:
    """(hard amounts, cost) of a finished plan by the models' terms, with every choice fixed."""
    placing, nursing = Work(problem, elastic=True), Work(problem, elastic=True)
    _state(Places(placing, {placement.patient: placement for placement in plan.placements}))
    choice = NurseChoice(nursing, Wards(problem, plan.placements), plan.nursing)
    for term in NURSE_TERMS.values() if problem.nurses else ():
        term(choice)
    hard = cost = 0
    for work in (placing, nursing):
        work.minimise()
        solver = _solver(Options(), 60.0)
        if _solve(solver, work, Options()) is not Status.OPTIMAL:
            raise SolverFailure("a plan with every choice fixed could not be priced")
        hard += sum(int(solver.value(amount)) for amount in work.breaches)
        cost += total(solver, work.costs)
    return hard, cost


def _state(places: Places) -> None:
    for term in PLACE_TERMS.values():
        term(places)
    fits(places)


def _hint(places: Places, start: Only) -> None:
    model = places.work.model
    for patient, options in places.options.items():
        wanted = start.get(patient)
        for fit, lit in options:
            here = wanted is not None and (fit.room, fit.day) == (wanted.room, wanted.day)
            model.add_hint(lit, here)
    for (patient, day, theatre), lit in places.operated.items():
        wanted = start.get(patient)
        there = wanted is not None and (wanted.day, wanted.theatre) == (day, theatre)
        model.add_hint(lit, there)


def _placements(places: Places, values: Any) -> tuple[Placement, ...]:
    theatres = {
        (patient, day): theatre
        for (patient, day, theatre), lit in places.operated.items()
        if values.boolean_value(lit)
    }
    return tuple(
        Placement(patient, fit.day, fit.room, theatres.get((patient, fit.day), ""))
        for patient, options in places.options.items()
        for fit, lit in options
        if values.boolean_value(lit)
    )


def _solver(options: Options, seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = options.workers
    solver.parameters.random_seed = options.seed
    # One worker alone would search in one way; interleaved it takes turns with the others' ways
    # and their large neighbourhoods, and stays reproducible.
    solver.parameters.interleave_search = options.workers == 1
    return solver


def _seek_bound(solver: cp_model.CpSolver) -> None:
    """Straight to the full linear relaxation: on large models probing and turns cost the time in
    which it would have given a bound (measured on 140 beds: 10 s instead of 18 s)."""
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.linearization_level = 2
    solver.parameters.interleave_search = False


def _solve(solver: cp_model.CpSolver, work: Work, options: Options, listener: Any = None) -> Status:
    options.stop.subscribe(solver.stop_search)
    found = solver.solve(work.model, listener)
    if found == cp_model.MODEL_INVALID:
        raise SolverFailure(work.model.validate())
    return STATUS[found]


class _Listener(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    def __init__(self, places: Places, on_places: OnPlaces) -> None:
        super().__init__()
        self.places, self.on_places = places, on_places

    def on_solution_callback(self) -> None:
        self.on_places(_placements(self.places, self))
