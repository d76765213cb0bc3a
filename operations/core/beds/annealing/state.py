"""States made from nothing and from plans, and what their hard breaches weigh."""

from __future__ import annotations

import numpy as np

from operations.core.beds.annealing.facts import PERSON
from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.arrays import Ints, Longs, State
from operations.core.beds.annealing.kernels.crossing import MOST
from operations.core.beds.annealing.kernels.laying import fill
from operations.core.beds.annealing.tables import Tables
from operations.core.chance import seeded

STRICT = 1 << 22
"""Price of `PERSON` hard units when none may be broken: out of reach at any temperature."""
DRAFT = MOST + 1
"""People of whom one move can speak, and one too many."""


def empty(t: Tables, seed: int) -> State:
    """Nobody admitted, nurses given to rooms by chance."""
    days, shifts, bands, reasons, theatres = (int(n) for n in t.facts.sizes)
    people, rooms, nurses = len(t.facts.people), len(t.facts.room), len(t.facts.skill)
    cell = np.zeros((rooms, days, a.BANDS + bands + reasons), np.int32)
    cell[:, :, a.BEDS] = t.limits.beds
    place = np.full((people, 3), a.OUT, np.int32)
    surgeon = np.zeros((*t.limits.surgeon.shape, a.THEATRES + theatres), np.int32)
    surgeon[:, :, a.LIMIT] = t.limits.surgeon
    return State(
        place,
        cell,
        np.full((rooms, days, t.lines), a.OUT, np.int32),
        _any_nurses(t, seed),
        _pairs(t.limits.duty) if shifts else np.zeros((nurses, 0, 2), np.int32),
        np.zeros((people, nurses), np.int16),
        _pairs(t.limits.theatre, 3),
        surgeon,
        _pairs(t.limits.ward),
        np.zeros(nurses + 1, np.int64),
        seeded(seed),
        np.zeros((DRAFT, 4), np.int32),
        np.zeros((DRAFT, 4), np.int32),
        np.zeros(DRAFT, np.int32),
        np.zeros((2, days, 3), np.int32),
    )


def _pairs(limit: Ints, columns: int = 2) -> Ints:
    both = np.zeros((*limit.shape, columns), np.int32)
    both[:, :, a.LIMIT] = limit
    return both


def _any_nurses(t: Tables, seed: int) -> Ints:
    shifts, rooms = int(t.facts.sizes[0] * t.facts.sizes[1]), len(t.facts.room)
    nurse = np.full((rooms, shifts), a.OUT, np.int32)
    generator = np.random.default_rng(seed)
    for ward, lists in enumerate(t.facts.at_work):
        own = np.flatnonzero(t.facts.room[:, a.WARD] == ward)
        for at in range(shifts):
            count = lists[at, 0]
            if count:
                nurse[own, at] = lists[at, 1 + generator.integers(count, size=len(own))]
    return nurse


def filled(t: Tables, seed: int, place: Ints, nurse: Ints) -> State:
    """The state of a plan."""
    state = empty(t, seed)
    state.nurse[:] = nurse
    fill(t.facts, state, place)
    return state


def priced(unit: Longs, weight: Longs | int, hard: int) -> Longs:
    """Prices of one unit of each rule, with `hard` for `PERSON` hard units."""
    fine = np.where(unit == 1, max(1, hard // PERSON), hard * (unit // PERSON))
    return np.where(unit > 0, fine, weight)


def queue(t: Tables, seed: int) -> Ints:
    """Who has no choice first, then who must come or is dear to leave out, by how little choice."""
    people = t.facts.people
    choice = people[:, a.DAYS].astype(np.int64) * people[:, a.ROOMS]
    dear = np.where(people[:, a.MUST] > 0, a.CLOSED, people[:, a.MISSING])
    chance = np.random.default_rng(seed).random(len(people))
    slack = people[:, a.DAYS] * 10 - people[:, a.NIGHTS]
    return np.lexsort((chance, slack, -dear, choice > 1)).astype(np.int32)
