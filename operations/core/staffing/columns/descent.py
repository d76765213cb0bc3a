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
from dataclasses import dataclass, field
from functools import partial
from math import ceil, inf
from operator import ne

import numpy as np

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.arrays import VARIANTS, Codes
from operations.core.staffing.columns.dive import CHOSEN, FEW, without
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master, Solution
from operations.core.staffing.columns.windows import Window

SHARE, LONG_SHARE, HURRY = 0.2, 0.1, 0.34
"""Of the days that are open still, so many are settled at a time; of more than"""
WEEKS = 42
"""days; and in a hurry. On more days rows are generated on also where the relaxation is as before:
what is settled later needs them."""
LEFT = 0.5
"""The rows that a person's settled days leave must have been chosen by so much."""
DEARER, AGAIN = 0.02, 12
"""What made the relaxation dearer by such a part is settled otherwise; so many times."""
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


@dataclass(slots=True)
class _Step:
    """What was settled at a time, surest first, as (person, day, option); the columns that it
    closed, and those people's windows before. barred: what shall not be instead, and what the
    relaxation was with it."""

    settled: list[tuple[int, int, int]] = field(default_factory=list)
    barred: tuple[int, int, int] | None = None
    with_it: float = inf
    closed: list[int] = field(default_factory=list)
    windows: dict[int, Window] = field(default_factory=dict)


class _Descent:
    def __init__(self, master: Master, pricer: Pricer) -> None:
        self.master, self.pricer = master, pricer
        self._options: list[Codes] = []  # of each column, by day
        self._closed: set[int] = set()
        self._stated = len(master.columns)
        self._long = pricer.rows.problem.days > WEEKS
        self._again = AGAIN
        """Times that something may be settled otherwise."""

    def run(
        self, stopped: Callable[[], bool], below: float, made: list[Column]
    ) -> list[Column] | None:
        step, before, few = _Step(), inf, False
        while True:
            solution = self.master.solve()
            self._learn()
            hurry = stopped()
            if step.settled and not hurry and self._regrets(before, solution.value):
                step = self._otherwise(step, solution.value)
            elif step.barred is not None and step.with_it < solution.value - 0.5:
                step = self._after_all(step, step.barred)
            elif solution.value > below - 1 + 1e-6:
                return None
            elif self._restated(solution):
                step = _Step()
                continue
            else:
                taken = self._taken(solution.columns.tolist())
                split = {p: mine for p, mine in taken.items() if max(mine)[0] <= CHOSEN}
                if not split:
                    return [self.master.columns[max(mine)[1]] for mine in taken.values()]
                before, few = solution.value, len(split) <= FEW
                step = self._settle(split, HURRY if hurry else LONG_SHARE if self._long else SHARE)
            if not hurry:
                self._generate(few, before, stopped, made)

    def _regrets(self, before: float, after: float) -> bool:
        return self._again > 0 and after > before + max(1.0, DEARER * abs(before))

    def _generate(
        self, few: bool, least: float, stopped: Callable[[], bool], made: list[Column]
    ) -> None:
        master, known = self.master, len(self.master.columns)
        self.pricer.hurry()
        generate(
            master, self.pricer, master.people, stopped, rounds=ROUNDS, smoothing=0.0,
            tail=FEW if few else TAIL, bounded=False, worth=0.5, exact=few,
            least=-inf if self._long else least,
        )  # fmt: skip
        made += master.columns[known:]

    def _learn(self) -> None:
        """The options of the columns that came."""
        for column in self.master.columns[len(self._options) :]:
            self._options.append(column.codes() // VARIANTS)

    def _taken(self, values: list[float]) -> dict[int, list[tuple[float, int]]]:
        """Of each person, how much of which columns is taken."""
        taken: dict[int, list[tuple[float, int]]] = {}
        for index, value in enumerate(values):
            if value > 1e-6:
                taken.setdefault(self.master.columns[index].person, []).append((value, index))
        return taken

    def _restated(self, solution: Solution) -> bool:
        """Without the columns that are closed or far, where these have become many."""
        if len(self.master.columns) <= GROWN * self._stated:
            return False
        self.master = without(self.master, solution, [], self._closed)
        self._stated = len(self.master.columns)
        self._options.clear()
        self._closed.clear()
        return True

    def _settle(self, split: dict[int, list[tuple[float, int]]], share: float) -> _Step:
        """What is surest first, of the days on which a person's rows differ."""
        step, ranked = _Step(), list[tuple[float, int, int, int]]()
        for person, mine in split.items():
            chosen = [
                (weight, person, day, option) for weight, day, option in self._differing(mine)
            ]
            if not chosen:  # the same shifts, but for the skills in which they are worked
                self._close(step, person, partial(ne, max(mine)[1]))
            ranked += chosen
        ranked.sort(reverse=True)
        left, most = dict(split), max(1, ceil(share * len(ranked)))
        for _, person, day, option in ranked:
            stay = [each for each in left[person] if self._options[each[1]][day] == option]
            if step.settled and sum(weight for weight, _ in stay) < LEFT:
                continue
            left[person] = stay
            step.settled.append((person, day, option))
            if len(step.settled) == most:
                break
        self._state(step)
        return step

    def _state(self, step: _Step) -> None:
        """To the pricer and the programme."""
        chosen: dict[int, dict[int, int]] = {}
        for person, day, option in step.settled:
            chosen.setdefault(person, {})[day] = option
        for person, days in chosen.items():
            step.windows[person] = self.pricer.windows[person]
            self.pricer.settle(person, days)
            self._close(step, person, partial(self._differs, days=days))

    def _differs(self, index: int, days: dict[int, int]) -> bool:
        row = self._options[index]
        return any(row[day] != option for day, option in days.items())

    def _otherwise(self, step: _Step, value: float) -> _Step:
        """Of what was settled only the surer half; and what alone made all dearer shall not be."""
        self._again -= 1
        self._undo(step)
        instead = _Step(step.settled[: len(step.settled) // 2])
        if not instead.settled:
            instead.barred, instead.with_it = step.settled[0], value
            person, day, option = instead.barred
            instead.windows[person] = self.pricer.windows[person]
            self.pricer.bar(person, day, option)
            self._close(instead, person, lambda index: not self._differs(index, {day: option}))
        self._state(instead)
        return instead

    def _after_all(self, step: _Step, barred: tuple[int, int, int]) -> _Step:
        """Without it all is dearer still: it is settled, and stays so."""
        self._undo(step)
        self._state(_Step([barred]))
        return _Step()

    def _undo(self, step: _Step) -> None:
        for index in step.closed:
            self.master.open(index)
            self._closed.discard(index)
        self.pricer.windows |= step.windows

    def _differing(self, mine: list[tuple[float, int]]) -> list[tuple[float, int, int]]:
        """(how much of the rows has it, day, option) of what most have, where they differ."""
        rows = np.array([self._options[index] for _, index in mine])
        weights = np.array([weight for weight, _ in mine])
        found = []
        for day in np.nonzero((rows != rows[0]).any(axis=0))[0].tolist():
            each = np.bincount(rows[:, day], weights=weights)
            found.append((float(each.max()), day, int(each.argmax())))
        return found

    def _close(self, step: _Step, person: int, wrong: Callable[[int], bool]) -> None:
        """The person's columns that are."""
        for index, column in enumerate(self.master.columns):
            if column.person == person and index not in self._closed and wrong(index):
                self.master.close(index)
                self._closed.add(index)
                step.closed.append(index)
