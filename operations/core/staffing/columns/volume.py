"""A bound without a programme: prices of lines and of totals are raised step by step.

Where a horizon is too long for whole rows as columns, the Lagrangian dual of cover and totals is
climbed by the volume algorithm (Barahona and Anbil, "The volume algorithm: producing primal
solutions with a subgradient method", Mathematical Programming 87, 2000): steps go along an average
of what rows left over or lacked, begun here with what the roster at hand does. Each round prices
everybody once; every round's value is a proven bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf

import numpy as np

from operations.core.staffing.columns.arrays import NO, Longs, Reals
from operations.core.staffing.columns.relaxed import Answer, Relaxed
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.windows import SCALE

FIRST_PRICE = 0.1
"""Of what a person missing costs. From prices of nothing no step leads up: everybody is indifferent
to every shift there."""
FIRST_STEP, LONGEST_STEP, SHORTEST_STEP = 0.1, 2.0, 1e-4
LONGER, TOO_LONG, SHORTER = 1.1, 0.9, 0.66
PATIENCE = 20
"""Rounds without a better bound until steps become shorter."""
MEMORY, LONGEST_MEMORY = 0.1, 1e-3
"""What the newest round weighs in the average, at first and at last."""
CHECKED = 50
"""Rounds after which"""
WORTH = 0.01
"""so much of the gap must be gone, or the average becomes longer."""
ROUNDS = 3000


@dataclass(frozen=True, slots=True)
class Prices:
    """lines: per person missing on a line. tolls[person]: per usual day's worth of each total."""

    lines: Reals
    tolls: tuple[Reals, ...]


@dataclass(frozen=True, slots=True)
class _Round:
    """bound: -inf where somebody has no row. lacking: people per line; excess: totals per person,
    in usual days."""

    bound: float
    lacking: Reals
    excess: tuple[Reals, ...]

    def along(self, other: _Round) -> float:
        """Above nothing where both point the same way."""
        parts = zip(self.excess, other.excess, strict=True)
        return float(self.lacking @ other.lacking) + sum(float(a @ b) for a, b in parts)

    def mixed(self, new: _Round, most: float) -> _Round:
        """An average with the newest round, of which it takes what makes it shortest, `most` at
        the most and a tenth of that at least."""
        cross, own, its = self.along(new), self.along(self), new.along(new)
        apart = own - 2 * cross + its
        weight = min(most, max(most / 10, (own - cross) / apart)) if apart > 0 else most
        lacking = weight * new.lacking + (1 - weight) * self.lacking
        pairs = zip(new.excess, self.excess, strict=True)
        return _Round(new.bound, lacking, tuple(weight * a + (1 - weight) * b for a, b in pairs))


@dataclass(slots=True)
class _Pace:
    """How long steps are, as part of the gap, and how much the newest round weighs."""

    step: float = FIRST_STEP
    memory: float = MEMORY
    waited: int = 0

    def goes(self, better: bool, along: float) -> None:
        """Longer steps after a good one that could have been longer, shorter after many bad."""
        self.waited = 0 if better else self.waited + 1
        if better and along > 0:
            self.step = min(LONGEST_STEP, self.step * LONGER)
        if not better and along < 0:
            self.step = max(SHORTEST_STEP, self.step * TOO_LONG)
        if self.waited >= PATIENCE:
            self.step, self.waited = max(SHORTEST_STEP, self.step * SHORTER), 0

    def remembers_longest(self) -> bool:
        """Whether the average was as long as it may be; it is longer now."""
        before, self.memory = self.memory, max(LONGEST_MEMORY, self.memory / 2)
        return before <= LONGEST_MEMORY


class Volume:
    """The climb for the people of a roster; the others' cover is in `others`."""

    def __init__(
        self, rows: Rows, people: Sequence[int], others: Longs, pool: ThreadPoolExecutor | None
    ) -> None:
        self._cover, self._people = rows.cover, [Relaxed(rows.people[p]) for p in people]
        self._need = rows.cover.target - others
        self._spare = np.minimum(rows.cover.slack, np.maximum(self._need, 0))
        self._low = -rows.cover.over.astype(float)
        self._high = (rows.cover.missing + rows.cover.unsafe).astype(float)
        self._pool = pool

    def best(self, there: Longs, upper: float, stopped: Callable[[], bool]) -> float:
        """The best bound found; -inf where somebody has not even a relaxed row.

        there: people on each line in a good roster, of cost `upper`.
        """
        none = tuple(np.zeros(len(each.units)) for each in self._people)
        at = Prices(np.clip(FIRST_PRICE * self._cover.missing, self._low, self._high), none)
        bound = self._round(at).bound
        begun = _Round(upper, (self._cover.target - there).astype(float), none)
        while upper > bound > -inf and not stopped():
            before = bound
            bound, at = self._climbed(bound, at, begun, upper, stopped)
            if bound - before < WORTH * (upper - bound):
                break
        return bound

    def _climbed(
        self, bound: float, at: Prices, average: _Round, upper: float, stopped: Callable[[], bool]
    ) -> tuple[float, Prices]:
        """Until steps along the longest average bring little: the bound and its prices."""
        pace, checked = _Pace(), bound
        for number in range(1, ROUNDS + 1):
            if stopped() or bound >= upper:
                break
            trial = self._moved(at, average, pace.step * (upper - bound))
            found = self._round(trial)
            pace.goes(found.bound > bound, average.along(found))
            average = average.mixed(found, pace.memory)
            if found.bound > bound:
                bound, at = found.bound, trial
            if number % CHECKED == 0:
                if bound - checked < WORTH * (upper - bound) and pace.remembers_longest():
                    break
                checked = bound
        return bound, at

    def _moved(self, at: Prices, way: _Round, length: float) -> Prices:
        step = length / max(way.along(way), 1e-9)
        lines = np.clip(at.lines + step * way.lacking, self._low, self._high)
        tolls = tuple(old + step * each for old, each in zip(at.tolls, way.excess, strict=True))
        return Prices(lines, tolls)

    def _round(self, at: Prices) -> _Round:
        """Everybody priced once."""
        duals = np.rint(at.lines * SCALE).astype(np.int64)
        scaled = [
            np.rint(tolls * SCALE / each.units).astype(np.int64)
            for each, tolls in zip(self._people, at.tolls, strict=True)
        ]
        answers = self._answers(duals, scaled)
        lines = duals / SCALE
        lacking = (self._need - np.where(lines > self._cover.missing, self._spare, 0)).astype(float)
        bound = self._cover.bound(lines, self._need)
        excess = []
        for each, answer in zip(self._people, answers, strict=True):
            bound += -inf if answer.value >= NO else answer.value / SCALE
            served = each.mine.lines(answer.row)
            np.subtract.at(lacking, served, each.mine.serving.weight[served])
            excess.append(answer.excess / each.units)
        return _Round(bound, lacking, tuple(excess))

    def _answers(self, duals: Longs, tolls: list[Longs]) -> list[Answer]:
        if self._pool is None:
            return [p.cheapest(duals, t) for p, t in zip(self._people, tolls, strict=True)]
        return list(self._pool.map(lambda p, t: p.cheapest(duals, t), self._people, tolls))
