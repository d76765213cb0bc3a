"""Limits on stretches of one person's days as arrays, counted together in one compiled loop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from operations.core.staffing.columns.arrays import Ints, Longs
from operations.core.staffing.columns.stretches import Stretch

EVERY, NONE = -2, -1
"""`Limits.group` of days that count what they add, and of those that count nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """table[limit]: first day, last day, most, and days of the largest group (1: no groups).
    adds[limit, option]. group[limit, day]: days of one number count once, together."""

    each: tuple[Stretch, ...]
    table: Longs
    adds: Longs
    group: Ints

    @classmethod
    def of(cls, each: Sequence[Stretch], days: int, options: int) -> Limits:
        table = np.zeros((len(each), 4), dtype=np.int64)
        adds = np.zeros((len(each), options), dtype=np.int64)
        group = np.full((len(each), days), NONE, dtype=np.int32)
        for number, limit in enumerate(each):
            mine = slice(limit.first, limit.last + 1)
            largest = 1
            if limit.group is None:
                group[number, mine] = EVERY
            else:
                group[number, mine] = limit.group[mine]
                grouped = group[number][group[number] >= 0]
                largest = int(np.bincount(grouped).max(initial=0))
            table[number] = limit.first, limit.last, limit.most, largest
            adds[number] = limit.adds
        return cls(tuple(each), table, adds, group)

    def counts(self, row: Ints) -> Longs:
        """Of each limit, by the options of a row."""
        found = np.zeros(len(self.each), dtype=np.int64)
        count(self.table, self.adds, self.group, row, found)
        return found

    def broken(self, row: Ints) -> Longs:
        """Numbers of the limits that the row breaks."""
        return np.nonzero(self.counts(row) > self.table[:, 2])[0]


@njit(cache=True, nogil=True, boundscheck=False)
def count(table: Any, adds: Any, group: Any, row: Any, found: Any) -> None:
    """`Limits.counts`, into `found`."""
    seen = np.full(len(row), -1, dtype=np.int64)
    for limit in range(len(table)):
        total = 0
        for day in range(table[limit, 0], table[limit, 1] + 1):
            add = adds[limit, row[day]]
            number = group[limit, day]
            if add <= 0 or number == NONE:
                continue
            if number == EVERY:
                total += add
            elif seen[number] != limit:
                seen[number] = limit
                total += 1
        found[limit] = total
