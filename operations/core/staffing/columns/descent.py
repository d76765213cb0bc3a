"""From the relaxation to whole rosters, day by day: what people nearly surely do on a day is
settled, and rows are generated anew around that, until everybody has one.

To choose whole rows one after the other, as `dive` does, is right for a few people. Of many, or of
many weeks, hardly a row is taken by more than a small part, and what it brings along where nothing
is clear yet costs more than it decides. That a dive may settle other things than columns, see
Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa, "Primal heuristics for branch and price: the assets
of diving methods" (INFORMS Journal on Computing, 2019).
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, inf

import numpy as np

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.arrays import VARIANTS, Codes
from operations.core.staffing.columns.dive import CHOSEN, FEW, without
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master

SHARE, HURRY = 0.1, 0.34
"""Of the days that are open still, so many are settled at a time; and in a hurry."""
LEFT = 0.5
"""The rows that a person's settled days leave must have been chosen by so much."""
GROWN = 2.5
"""Times as many columns as were stated until the programme is stated anew."""
ROUNDS, TAIL = 30, 5
"""Of generation after each time, and after so many that bring nothing."""


def descend(
    master: Master,
    pricer: Pricer,
    stopped: Callable[[], bool],
    below: float = inf,
    made: list[Column] | None = None,
) -> list[Column] | None:
    """One column for each of the master's people, or None: the relaxation shows on the way that the
    result would not be below `below`, or the programme fails numerically. When stopped, settles
    faster and generates no more. made: takes the columns that were generated. The master and the
    pricer stay as they are."""
    try:
        descent = _Descent(without(master, master.solve(), []), pricer.copy())
        return descent.run(stopped, below, [] if made is None else made)
    except SolverFailure:
        return None


class _Descent:
    """settled: of each person, by day of the window, the option."""

    def __init__(self, master: Master, pricer: Pricer) -> None:
        self.master, self.pricer = master, pricer
        self.settled: dict[int, dict[int, int]] = {person: {} for person in master.people}
        self._options: list[Codes] = []  # of each column, by day
        self._closed: set[int] = set()
        self._stated = len(master.columns)

    def run(
        self, stopped: Callable[[], bool], below: float, made: list[Column]
    ) -> list[Column] | None:
        pricer = self.pricer
        while True:
            master = self.master
            solution = master.solve()
            if solution.value > below - 1 + 1e-6:
                return None
            for column in master.columns[len(self._options) :]:
                self._options.append(column.codes() // VARIANTS)
            taken = self._taken(solution.columns.tolist())
            split = {p: mine for p, mine in taken.items() if max(mine)[0] <= CHOSEN}
            if not split:
                return [master.columns[max(mine)[1]] for mine in taken.values()]
            hurry = stopped()
            self._settle(split, HURRY if hurry else SHARE)
            if not hurry:
                before, few = len(master.columns), len(split) <= FEW
                pricer.hurry()
                generate(
                    master, pricer, master.people, stopped, rounds=ROUNDS, smoothing=0.0,
                    tail=FEW if few else TAIL, bounded=False, worth=0.5, exact=few,
                )  # fmt: skip
                made += master.columns[before:]
                self._restate()

    def _restate(self) -> None:
        """Without the columns that are closed or far, where these have become many."""
        if len(self.master.columns) > GROWN * self._stated:
            self.master = without(self.master, self.master.solve(), [], self._closed)
            self._stated = len(self.master.columns)
            self._options.clear()
            self._closed.clear()

    def _taken(self, values: list[float]) -> dict[int, list[tuple[float, int]]]:
        """Of each person, how much of which columns is taken."""
        taken: dict[int, list[tuple[float, int]]] = {}
        for index, value in enumerate(values):
            if value > 1e-6:
                taken.setdefault(self.master.columns[index].person, []).append((value, index))
        return taken

    def _settle(self, split: dict[int, list[tuple[float, int]]], share: float) -> None:
        """What is surest first, of the days on which a person's rows differ."""
        ranked: list[tuple[float, int, int, int]] = []
        for person, mine in split.items():
            chosen = [
                (weight, person, day, option) for weight, day, option in self._differing(mine)
            ]
            if not chosen:  # the same shifts, but for the skills in which they are worked
                self._keep_only(max(mine)[1])
            ranked += chosen
        ranked.sort(reverse=True)
        left, most = dict(split), max(1, ceil(share * len(ranked)))
        changed: set[int] = set()
        for _, person, day, option in ranked:
            stay = [each for each in left[person] if self._options[each[1]][day] == option]
            if changed and sum(weight for weight, _ in stay) < LEFT:
                continue
            left[person] = stay
            self.settled[person][day] = option
            changed.add(person)
            most -= 1
            if not most:
                break
        for person in changed:
            self.pricer.settle(person, self.settled[person])
        self._close_others(changed)

    def _differing(self, mine: list[tuple[float, int]]) -> list[tuple[float, int, int]]:
        """(how much of the rows has it, day, option) of what most have, where they differ."""
        rows = np.array([self._options[index] for _, index in mine])
        weights = np.array([weight for weight, _ in mine])
        found = []
        for day in np.nonzero((rows != rows[0]).any(axis=0))[0].tolist():
            each = np.bincount(rows[:, day], weights=weights)
            found.append((float(each.max()), day, int(each.argmax())))
        return found

    def _close_others(self, people: set[int]) -> None:
        """Columns of these people that do otherwise than was settled."""
        for index, column in enumerate(self.master.columns):
            if column.person in people:
                row, settled = self._options[index], self.settled[column.person]
                if any(row[day] != option for day, option in settled.items()):
                    self._close(index)

    def _keep_only(self, kept: int) -> None:
        """Of one person's columns this one."""
        person = self.master.columns[kept].person
        for index, column in enumerate(self.master.columns):
            if column.person == person and index != kept:
                self._close(index)

    def _close(self, index: int) -> None:
        if index not in self._closed:
            self.master.close(index)
            self._closed.add(index)
