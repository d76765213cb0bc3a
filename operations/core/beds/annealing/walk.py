"""One worker's walk through plans: where it is, at what prices, and the best plan so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from operations.core.beds.annealing.facts import PERSON
from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.amounts import amounts
from operations.core.beds.annealing.kernels.arrays import Facts, Ints, Longs, Reals, State, copied
from operations.core.beds.annealing.kernels.laying import lay
from operations.core.beds.annealing.kernels.turns import anneal
from operations.core.beds.annealing.state import STRICT, empty, filled, priced, queue
from operations.core.beds.annealing.tables import Tables
from operations.core.beds.plan import Plan

SLICE_SECONDS = 0.03
"""Between two looks at the clock."""
MIXES = (
    np.array([0.376, 0.01, 0.14, 0.15, 0.02, 0.004, 0.20, 0.05, 0.05]),
    np.array([0.38, 0.01, 0.14, 0.15, 0.02, 0, 0.20, 0.05, 0.05]),
)
"""How often each kind of move is proposed, in the kernel's order; the last three are of nurses. By
walk, in turns: laying a dozen anew takes half of the time, and pays only where beds and surgeons
have nothing left."""
PATIENT_MOVES = 6


@dataclass(slots=True)
class Best:
    """The best plan of a walk: hard units, cost, and the arrays that say it."""

    hard: int
    cost: int
    place: Ints
    nurse: Ints


@dataclass(slots=True)
class Walk:
    tables: Tables
    seed: int
    mix: Reals = field(default_factory=lambda: MIXES[0])
    best: Best | None = None
    moves: int = 0
    slice: int = 2000
    hard: int = 0
    cost: int = 0
    facts: Facts = field(init=False)
    state: State = field(init=False)
    until: Reals = field(init=False)
    found: Longs = field(default_factory=lambda: np.zeros(a.PRICES, np.int64))

    def __post_init__(self) -> None:
        self.facts = copied(self.tables.facts)
        self.state = empty(self.tables, self.seed)
        self.until = self._mix()

    def _mix(self) -> Reals:
        mix = self.mix.copy()
        if not self.facts.sizes[1]:
            mix[PATIENT_MOVES:] = 0
        if not self.facts.free.size:
            mix[:PATIENT_MOVES] = 0
        until = np.cumsum(mix) / max(mix.sum(), 1e-9)
        until[-1] = 1.0
        return until

    def still(self) -> bool:
        """Whether there is nothing to move."""
        return not self.facts.free.size and not self.facts.sizes[1]

    def price(self, hard: int, wishes: bool = True) -> None:
        """Hard rules weigh this much from now on; without `wishes`, nothing else does that needs
        neighbours."""
        weight = self.tables.weight if wishes else 0
        self.facts.price[:] = priced(self.tables.unit, weight, hard)

    def look(self) -> None:
        """Measure where we are, and remember it if it is the best."""
        own = int(amounts(self.facts, self.state, self.found))
        out = (self.state.place[:, a.DAY] == a.OUT) & (self.facts.people[:, a.MUST] > 0)
        self.hard = int(self.found @ self.tables.unit) + PERSON * int(np.count_nonzero(out))
        self.cost = own + int(self.found @ self.tables.weight)
        if self.best is None or (self.hard, self.cost) < (self.best.hard, self.best.cost):
            place, nurse = self.state.place.copy(), self.state.nurse.copy()
            self.best = Best(self.hard, self.cost, place, nurse)

    def go(self, temperature: float, strict: bool, only_must: bool = False) -> None:
        """A slice of moves."""
        began = time.perf_counter()
        strict = strict and self.hard == 0
        anneal(self.facts, self.state, self.slice, temperature, strict, only_must, self.until)
        self.moves += self.slice
        spent = time.perf_counter() - began
        self.look()
        if spent < SLICE_SECONDS / 1.5:
            self.slice = int(self.slice * 1.5)
        elif spent > SLICE_SECONDS * 1.5:
            self.slice = max(500, int(self.slice / 1.5))

    def fill(self) -> None:
        """Admit whoever is out and can come without breaking anything."""
        self.price(STRICT)
        lay(self.facts, self.state, queue(self.tables, self.seed))
        self.look()

    def spare(self) -> None:
        """Leave out everybody who may be."""
        out = (self.facts.people[:, a.MUST] == 0) & (self.facts.people[:, a.DAYS] > 0)
        self.to(np.where(out[:, None], a.OUT, self.state.place), self.state.nurse)

    def to(self, place: Ints, nurse: Ints) -> None:
        """To this plan."""
        chance = self.state.chance.copy()
        self.state = filled(self.tables, self.seed, place, nurse)
        self.state.chance[:] = chance
        self.look()

    def back(self) -> None:
        """To the best plan."""
        if self.best is not None:
            self.to(self.best.place, self.best.nurse)


def price(tables: Tables, plan: Plan) -> int | None:
    """What a finished plan costs by the kernels' rules; None where the tables cannot say it."""
    walk = Walk(tables, 1)
    place, nurse = tables.arrays(plan, walk.state.nurse)
    again = tables.plan(place, nurse)
    if set(again.placements) != set(plan.placements) or set(again.nursing) != set(plan.nursing):
        return None
    walk.to(place, nurse)
    return walk.cost - tables.given_cost(place)
