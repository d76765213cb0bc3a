"""Large neighbourhoods: some people on some days are planned anew around all the others."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from operations.core.errors import SolverFailure
from operations.core.staffing.columns.arrays import Reals
from operations.core.staffing.columns.choice import best_choice
from operations.core.staffing.columns.dive import dive
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.generation import Pricer, generate
from operations.core.staffing.columns.master import Column, Master
from operations.core.staffing.columns.pool import Pool
from operations.core.staffing.columns.rows import Rows

PEOPLE = 8
"""To begin with."""
AIM_SECONDS = 2.0
"""What one neighbourhood should take; its size follows."""
SORE = 0.7
"""How often where cover costs something, instead of anywhere."""
SOON, PART = 10, 0.02
"""Generation ends when the last rounds have brought less than this part of all that is gained."""
EXACT = 8.0
"""How many times dearer exact pricing may be than quick for it to be worth its while here."""
WEEK = 7
FADES = 0.95
"""What is left of the past after a second."""
WHOLE = 4.0
"""Whole rows are thought to bring so many times as much: they alone can leave some optima."""
CURIOUS = 0.1
"""Part of the lengths' mean gain a second that each is thought to bring besides its own."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    people: tuple[int, ...]
    first: int
    last: int


@dataclass(slots=True)
class Length:
    """Neighbourhoods of so many days: how many people they have, what they took lately, seconds,
    and what the roster became cheaper by them."""

    days: int
    size: float
    hoped: float = 1.0
    """How much more than others it is thought to bring while nothing is known."""
    seconds: float = 0.0
    gained: float = 0.0


class Chooser:
    """Chooses neighbourhoods: where it hurts, of a length that lately made the roster cheaper, and
    of a size that can be solved. A ward's month is mended by stretches of a week or two, others by
    whole rows; which, only trying tells."""

    def __init__(self, rows: Rows, chance: random.Random, lengths: tuple[int, ...]) -> None:
        self.rows, self.random = rows, chance
        # As many cells whatever the length, but never everybody on the whole horizon.
        longest = lengths[-1]
        self.lengths = [Length(days, PEOPLE * min(4, longest / days)) for days in lengths]
        if longest >= rows.problem.days:
            self.lengths[-1].hoped = WHOLE

    def length(self) -> Length:
        """Time is shared as gains are, and a part of it evenly."""
        seconds = sum(each.seconds for each in self.lengths)
        rate = sum(each.gained for each in self.lengths) / seconds if seconds else 0.0
        hoped = CURIOUS * rate if rate else 1.0

        def due(each: Length) -> float:
            own = each.gained / each.seconds if each.seconds else 0.0
            return each.seconds / (hoped * each.hoped + own)

        least = min(map(due, self.lengths))
        return self.random.choice([each for each in self.lengths if due(each) <= least])

    def choose(self, draft: Draft, free: list[int], chosen: Length) -> Neighbourhood:
        days = self.rows.problem.days
        length = min(days, chosen.days)
        sore = self._sore(draft) if self.random.random() < SORE else None
        if sore is None:
            at = self.random.randrange(days)
        else:
            at = int(self.rows.cover.day[self._one_of(sore)])
        first = self._around(at, length)
        last = first + length
        count = max(1, min(round(chosen.size), len(free)))
        picked = [] if sore is None else self._able(sore, free, first, last, count)
        rest = self._company(picked, [person for person in free if person not in picked])
        return Neighbourhood(tuple((picked + rest)[:count]), first, last)

    def _around(self, day: int, length: int) -> int:
        """The first day of a stretch of whole weeks that has `day` anywhere inside."""
        latest = self.rows.problem.days - length
        return min(max(0, day - self.random.randrange(length)) // WEEK * WEEK, latest)

    def _sore(self, draft: Draft) -> Reals | None:
        """What each line of cover costs, or None where none does."""
        cover = self.rows.cover
        gap = cover.target - draft.there
        cost = (
            np.maximum(gap, 0) * (cover.missing + cover.unsafe) + np.maximum(-gap, 0) * cover.over
        )
        return cost.astype(float) if cost.sum() else None

    def _one_of(self, weights: Reals) -> int:
        return self.random.choices(range(len(weights)), weights=weights.tolist())[0]

    def _able(self, sore: Reals, free: list[int], first: int, last: int, count: int) -> list[int]:
        """People who may work on shifts within [first, last) where cover is short or too much."""
        day = self.rows.cover.day
        inside = np.where((day >= first) & (day < last), sore, 0.0)
        picked: list[int] = []
        for _ in range(2 if inside.sum() else 0):
            line = self._one_of(inside)
            if line >= len(self.rows.problem.cover):
                continue
            shift = self.rows.problem.cover[line].shift
            able = [
                person
                for person in free
                if person not in picked and shift in self.rows.shifts[person]
            ]
            self.random.shuffle(able)
            picked += able[: max(1, count // 3)]
        return picked

    def _company(self, picked: list[int], rest: list[int]) -> list[int]:
        """`rest` in any order, but those first who can take a shift from one of `picked`: people
        of wards that share nobody have nothing to exchange."""
        self.random.shuffle(rest)
        shifts = self.rows.shifts
        theirs = set().union(*(shifts[person] for person in picked or rest[:1]))
        return sorted(rest, key=lambda person: theirs.isdisjoint(shifts[person]))

    def took(self, length: Length, seconds: float, gain: float) -> None:
        """What a neighbourhood of that length took, and what it made the roster cheaper by."""
        length.size = max(2.0, length.size * (1.06 if seconds < AIM_SECONDS else 0.93))
        for each in self.lengths:
            each.seconds *= FADES**seconds
            each.gained *= FADES**seconds
        length.seconds += seconds
        length.gained += gain


def replan(
    draft: Draft,
    where: Neighbourhood,
    pool: Pool,
    stopped: Callable[[], bool],
    seconds: float,
    threads: ThreadPoolExecutor | None = None,
) -> list[Column] | None:
    """Other days for the people of the neighbourhood that cost no more, or None: there are none, or
    the programme failed numerically."""
    try:
        return _replanned(draft, where, pool, stopped, seconds, threads)
    except SolverFailure:
        return None


def _replanned(
    draft: Draft,
    where: Neighbourhood,
    pool: Pool,
    stopped: Callable[[], bool],
    seconds: float,
    threads: ThreadPoolExecutor | None,
) -> list[Column] | None:
    rows, people = draft.rows, list(where.people)
    first, last = where.first, where.last
    there = draft.without(people, first, last)
    lines = np.nonzero((rows.cover.day >= first) & (rows.cover.day < last))[0]
    master = Master(rows.cover, people, rows.cover.target - there, lines)
    windows = {p: rows.people[p].window(first, last, draft.codes[p]) for p in people}
    pricer = Pricer(rows, windows, threads)
    now = [pricer.column(p, draft.codes[p][first:last]) for p in people]
    whole = last - first == rows.problem.days
    for column in now:
        master.add(column)
    if whole:
        for person in people:
            for column in pool.of(person):
                master.add(column)
    cost = sum(column.cost for column in now) + _cover_cost(master, now)
    exact = pricer.dearness() <= EXACT
    better = cost - 1 + 1e-6
    found = generate(
        master, pricer, people, stopped,
        enough=better, exact=exact, begun=better, soon=SOON, part=PART,
    )  # fmt: skip
    if whole:
        pool.keep(master.columns[-12 * len(people) :])
    if found.bound > better or found.value > better:
        return None
    pricer.hurry()
    columns = dive(master, pricer, stopped, below=cost + 1)
    if columns is not None and _total(master, columns) <= cost:
        return columns
    if stopped():
        return None
    return best_choice(master, float(cost), seconds)


def _total(master: Master, columns: list[Column]) -> int:
    return sum(column.cost for column in columns) + _cover_cost(master, columns)


def _cover_cost(master: Master, columns: list[Column]) -> int:
    """What cover costs on the master's lines with these columns."""
    there = master.cover.target - master.need
    for column in columns:
        column.count(there)
    only = np.zeros(len(there), dtype=bool)
    only[master.lines] = True
    return master.cover.cost(np.where(only, there, master.cover.target))
