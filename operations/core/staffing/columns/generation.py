"""Column generation: rows are priced and added until none lowers the master's value.

The prices used are a mix of the programme's newest and of those that gave the best bound
(Wentges smoothing), which keeps them from swinging.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.arrays import NO, Codes, Flags, Longs, Reals
from operations.core.staffing.columns.master import Column, Master, Solution
from operations.core.staffing.columns.rows import Rows
from operations.core.staffing.columns.windows import SCALE, Window

SMOOTHING = 0.6
NOTHING = 0.01
"""In costs, which are whole numbers."""
TAIL_ROUNDS = 40
"""Rounds that must bring something together."""


@dataclass(slots=True)
class Generated:
    """bound: proven on every choice of rows for the people of the master, lines outside left out.
    value: of the relaxation. converged: no row can lower it."""

    bound: float = -inf
    value: float = inf
    converged: bool = False
    rounds: int = 0
    solution: Solution | None = None


class Pricer:
    """Prices rows of several people at a time, in threads where there are several."""

    def __init__(
        self, rows: Rows, windows: dict[int, Window], pool: ThreadPoolExecutor | None = None
    ) -> None:
        self.rows, self.windows = rows, windows
        self.quick = False
        """Whether totals are left to prices, for speed."""
        self.hurry()
        self._pool = pool
        self._burden = {p: rows.people[p].no_burden(window) for p, window in windows.items()}

    def copy(self) -> Pricer:
        return Pricer(self.rows, dict(self.windows), self._pool)

    def settle(self, person: int, options: Mapping[int, int]) -> None:
        """From now on the person's rows have these options, by day of the window."""
        shut = self._shut(person)
        for day, option in options.items():
            others = np.arange(shut.shape[1]) != option
            shut[day] |= others
        self.windows[person] = replace(self.windows[person], shut=shut)

    def bar(self, person: int, day: int, option: int) -> None:
        """From now on the person's rows do not have it."""
        shut = self._shut(person)
        shut[day, option] = True
        self.windows[person] = replace(self.windows[person], shut=shut)

    def _shut(self, person: int) -> Flags:
        shut = self.windows[person].shut
        return np.zeros(self._burden[person].shape, dtype=np.bool_) if shut is None else shut.copy()

    def hurry(self) -> None:
        self.quick = any(self.rows.people[person].model.kept for person in self.windows)

    def dearness(self) -> float:
        """How many times more states exact pricing walks over than quick."""
        quick = sum(int(each.sizes[0]) * int(each.sizes[1]) for each in self.windows.values())
        return sum(each.states for each in self.windows.values()) / max(1, quick)

    def be_exact(self) -> None:
        """From now on the totals that can be kept apart are."""
        self.quick = False
        for person, window in self.windows.items():
            self._burden[person] = self.rows.people[person].no_burden(window)

    def price(self, people: Sequence[int], duals: Longs) -> list[tuple[int, int, Column | None]]:
        """(person, proven least scaled reduced cost, column) for each."""
        if self._pool is None or len(people) < 4:
            return [self.one(person, duals) for person in people]
        return list(self._pool.map(lambda person: self.one(person, duals), people))

    def one(self, person: int, duals: Longs) -> tuple[int, int, Column | None]:
        window, mine = self.windows[person], self.rows.people[person]
        priced = mine.cheapest(window, duals, self._burden[person], self.quick)
        if priced.row is None:
            return person, priced.bound, None
        return person, priced.bound, self._column(person, priced.row, priced.cost)

    def column(self, person: int, row: Codes) -> Column:
        window, mine = self.windows[person], self.rows.people[person]
        return self._column(person, row, mine.window_cost(window, row))

    def _column(self, person: int, row: Codes, cost: int) -> Column:
        mine = self.rows.people[person]
        lines = mine.lines(row, self.windows[person].first)
        weights = tuple(mine.serving.weight[lines].tolist())
        return Column(person, row.tobytes(), cost, tuple(lines), weights)


def generate(
    master: Master,
    pricer: Pricer,
    people: Sequence[int],
    stopped: Callable[[], bool],
    *,
    enough: float = inf,
    least: float = -inf,
    rounds: int = 1000,
    smoothing: float = SMOOTHING,
    tail: int = TAIL_ROUNDS,
    bounded: bool = True,
    worth: float = 1e-3,
    begun: float = -inf,
    soon: int = TAIL_ROUNDS,
    part: float = 0.0,
    exact: bool = True,
) -> Generated:
    """Adds columns of `people` to the master until the relaxation is solved, or the bound reaches
    `enough`, or little happens any more.

    bounded: all people of the master are priced, so that the bound holds. worth: what the last
    `tail` rounds must have lowered the value by, and `part` of how far it is below `begun`, once it
    is. exact: also rows that quick pricing misses. least: the value cannot be less; columns that
    attain it will do.
    """
    found = Generated()
    low, high = master.limits()
    center: Reals | None = None
    values: list[float] = []
    while found.rounds < rounds:
        found.rounds += 1
        try:
            solution = found.solution = master.solve()
        except SolverFailure:
            if found.solution is None:
                raise
            break  # what was proven stays proven
        found.value = solution.value
        values.append(solution.value)
        if solution.value < least + NOTHING:
            break
        used = solution.lines
        if center is not None:
            used = smoothing * center + (1 - smoothing) * solution.lines
        duals = np.rint(np.clip(used, low, high) * SCALE).astype(np.int64)
        priced = pricer.price(people, duals)
        added = _added(master, solution, priced)
        if bounded and all(value < NO for _, value, _ in priced):
            bound = master.cover.bound(duals / SCALE, master.wanted)
            bound += sum(value for _, value, _ in priced) / SCALE
            if bound > found.bound:
                found.bound, center = bound, used
        elif center is None:
            center = used
        if found.bound >= enough or found.value - found.bound < NOTHING:
            found.converged = found.value - found.bound < NOTHING
            break
        if not added:
            if pricer.quick and not exact:
                break
            if pricer.quick:
                pricer.be_exact()
                continue
            if smoothing < 0.05:
                found.converged = True
                break
            smoothing /= 2
            center = None if smoothing < 0.05 else center
        if _idle(values, tail, worth) or (
            values[-1] < begun and _idle(values, soon, part * (begun - values[-1]))
        ):
            break
        if stopped():
            break
    return found


def _idle(values: list[float], rounds: int, worth: float) -> bool:
    """Whether the last rounds have lowered the value by less."""
    return len(values) > rounds and values[-rounds - 1] - values[-1] < worth


def _added(master: Master, solution: Solution, priced: list[tuple[int, int, Column | None]]) -> int:
    added = 0
    for _, _, column in priced:
        if column is None:
            continue
        if master.reduced_cost(column, solution) < -1e-6 and master.add(column):
            added += 1
    return added
