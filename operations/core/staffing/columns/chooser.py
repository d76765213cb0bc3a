"""Which neighbourhood is planned anew next: where it hurts, of a length that pays, of a size that
ends in time, and none again that is known to bring nothing."""

from __future__ import annotations

import random
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns.arrays import Reals
from operations.core.staffing.columns.choice import Patience
from operations.core.staffing.columns.draft import Draft
from operations.core.staffing.columns.neighbourhoods import Neighbourhood
from operations.core.staffing.columns.rows import Rows

AIM_SECONDS, AIM_SHARE = 2.0, 0.05
"""What one neighbourhood should take at most, and of the time of all."""
PEOPLE = 3
"""With whole rows for each second of that, to begin with."""
GROWS, SHRINKS = 1.06, 0.93
"""Its size follows by a step where it took less or more than it should,"""
FAR_OFF, LEAP = 4.0, 4
"""and by so many steps where it took so many times less or more."""
LARGEST = 0.85
"""Of the people, in one neighbourhood of the whole horizon."""
SORE = 0.7
"""How often where cover costs something, instead of anywhere."""
WEEK, ALIGNED = 7, 0.5
"""Stretches begin with a week so often, for the weekends' sake, and on any day otherwise: where
they have everybody they would soon all have been tried."""
FADES = 0.9
"""What is left of the past after a second."""
WHOLE, WEEKS = 4.0, 14
"""Whole rows are thought to bring so many times as much beside stretches of no more days: they
alone can leave some optima."""
CURIOUS = 0.1
"""Each length is thought to bring besides its own this part of the lengths' mean gain a second, or
of what would close the roster's gap in the time of all: small gains do not hold the time long."""
DRAWS = 50
"""Neighbourhoods known to bring nothing that are passed over in a row."""


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
    """Chooses neighbourhoods. A ward's month is mended by stretches of a week or two, others by
    whole rows; which, only trying tells.

    lengths: days, ascending. seconds: of the whole search.
    """

    def __init__(
        self, rows: Rows, chance: random.Random, lengths: tuple[int, ...], seconds: float
    ) -> None:
        self.rows, self.random, self._seconds = rows, chance, seconds
        self._aim = min(AIM_SECONDS, AIM_SHARE * seconds)
        self.patience = Patience(self._aim)
        # As many cells whatever the length, but never everybody on the whole horizon.
        longest, people = lengths[-1], PEOPLE * self._aim
        self.lengths = [Length(days, max(2.0, people * min(4, longest / days))) for days in lengths]
        if longest >= rows.problem.days and lengths[0] <= WEEKS:
            self.lengths[-1].hoped = WHOLE
        self._draft: Draft | None = None
        self._in_vain: dict[Neighbourhood, float] = {}

    def next(
        self, draft: Draft, able: list[int], busy: AbstractSet[int], gap: float
    ) -> tuple[Length, Neighbourhood]:
        """able: people whose rows may change; busy: those in other threads' neighbourhoods.
        gap: by how much the roster may be too dear, 0 where that is not known."""
        if draft is not self._draft:
            self._draft = draft
            self._in_vain.clear()
        for _ in range(DRAWS):
            length = self.length(gap)
            free = [person for person in able if person not in busy]
            if len(free) < max(2, 1.5 * length.size):
                free = able  # few people: they may be in two neighbourhoods at a time
            part = LARGEST if self._whole(length) else 1.0
            length.size = min(length.size, max(2.0, part * len(able)))
            where = self.choose(draft, free, length)
            taken = self._in_vain.get(where)
            if taken is None:
                break
            self._count(length, taken, 0)  # as if it had been tried again
        return length, where

    def length(self, gap: float = 0.0) -> Length:
        """Time is shared as gains are, and a part of it evenly."""
        seconds = sum(each.seconds for each in self.lengths)
        rate = sum(each.gained for each in self.lengths) / seconds if seconds else 0.0
        hoped = CURIOUS * max(rate, gap / self._seconds) or 1.0

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
        return Neighbourhood(tuple(sorted((picked + rest)[:count])), first, last)

    def took(
        self, draft: Draft, length: Length, where: Neighbourhood, seconds: float, gain: float | None
    ) -> None:
        """What the neighbourhood of that draft took, and what it made the roster cheaper by; None
        where nothing was found, which for whole rows may be otherwise with other columns."""
        if gain is None and draft is self._draft and not self._whole(length):
            self._in_vain[where] = seconds
        off = seconds / self._aim
        step = GROWS if off < 1 else SHRINKS
        length.size = max(2.0, length.size * step ** (1 if 1 / FAR_OFF < off < FAR_OFF else LEAP))
        self._count(length, seconds, gain or 0)

    def _count(self, length: Length, seconds: float, gain: float) -> None:
        for each in self.lengths:
            each.seconds *= FADES**seconds
            each.gained *= FADES**seconds
        length.seconds += seconds
        length.gained += gain

    def _whole(self, length: Length) -> bool:
        return length.days >= self.rows.problem.days

    def _around(self, day: int, length: int) -> int:
        """The first day of a stretch that has `day` anywhere inside."""
        first = max(0, day - self.random.randrange(length))
        if self.random.random() < ALIGNED:
            first -= first % WEEK
        return min(first, self.rows.problem.days - length)

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
