"""Limits that the dynamic programme does not know are priced instead.

A burden is a price per day and option. With any burden the programme's value, less what a row
that keeps the limits bears of it at the most, is a lower bound; with the right one the cheapest
row keeps them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from operations.core.staffing.columns.arrays import NO, Ints, Longs
from operations.core.staffing.columns.limits import NONE, Limits
from operations.core.staffing.columns.stretches import Stretch
from operations.core.staffing.columns.windows import SCALE

LEAST = SCALE // 2
"""Of what a limit's burden grows by."""


def relief(limits: Limits, burden: Longs) -> int:
    """What a row that keeps the limits bears of the burden at the most.

    Each burdened cell is laid to the first limit that counts it.
    """
    return int(_relief(limits.table, limits.adds, limits.group, burden))


def raise_for(limits: Limits, over: Longs, burden: Longs, prices: Longs, row: Ints) -> None:
    """More burden on what was used too often of limits `over`: so much that about the limit would
    be left."""
    _raise(limits.table, limits.adds, limits.group, over, limits.counts(row), burden, prices, row)


def lighten(limits: Limits, burden: Longs, row: Ints) -> None:
    """Less burden where the limit was not met."""
    _lighten(limits.table, limits.adds, limits.group, limits.counts(row), burden)


def only_the_best(price: Longs, row: Ints, limits: list[Stretch]) -> Longs:
    """Prices by day and option where of what each limit counts only the row's cheapest cells, as
    many as may be, stay open."""
    narrowed = price.copy()
    for limit in limits:
        used = _used(limit, row)
        order = used[np.argsort(price[used, row[used]], kind="stable")]
        kept: list[int] = []
        trial = np.zeros_like(row)
        for day in order.tolist():
            trial[day] = row[day]
            if limit.count(trial) > limit.most:
                trial[day] = 0
            else:
                kept.append(day)
        stay = narrowed[kept, row[kept]]
        closed = narrowed[limit.first : limit.last + 1]
        if limit.group is None:
            closed[:, limit.adds > 0] = NO
        else:
            weekend = limit.group[limit.first : limit.last + 1] >= 0
            closed[np.ix_(weekend, limit.adds > 0)] = NO
        narrowed[kept, row[kept]] = stay
    return narrowed


def _used(limit: Stretch, row: Ints) -> Ints:
    """The days on which the row has what the limit counts."""
    days = np.arange(limit.first, limit.last + 1)
    counted = limit.adds[row[days]] > 0
    if limit.group is not None:
        counted &= limit.group[days] >= 0
    return days[counted].astype(np.int32)


@njit(cache=True, nogil=True, boundscheck=False)
def _relief(table: Any, adds: Any, group: Any, burden: Any) -> int:
    total, rest = 0, burden.copy()
    for limit in range(len(table)):
        worst = 0
        for day in range(table[limit, 0], table[limit, 1] + 1):
            if group[limit, day] == NONE:
                continue
            for option in range(adds.shape[1]):
                add = adds[limit, option]
                if add > 0 and rest[day, option] > 0:
                    worst = max(worst, -(-rest[day, option] // add))
                    rest[day, option] = 0
        total += worst * table[limit, 2] * table[limit, 3]
    return total


@njit(cache=True, nogil=True, boundscheck=False)
def _raise(
    table: Any, adds: Any, group: Any, over: Any, counts: Any, burden: Any, prices: Any, row: Any
) -> None:
    mine = np.zeros(len(row), dtype=np.int64)
    for limit in over:
        used = 0
        for day in range(table[limit, 0], table[limit, 1] + 1):
            if adds[limit, row[day]] > 0 and group[limit, day] != NONE:
                mine[used] = prices[day, row[day]]
                used += 1
        ranked = np.sort(mine[:used])
        keep = min(used * table[limit, 2] // max(1, counts[limit]), used - 1)
        step = max(LEAST, (ranked[used - 1] - ranked[keep]) // 2)
        for day in range(table[limit, 0], table[limit, 1] + 1):
            if group[limit, day] != NONE:
                for option in range(adds.shape[1]):
                    if adds[limit, option] > 0:
                        burden[day, option] += step


@njit(cache=True, nogil=True, boundscheck=False)
def _lighten(table: Any, adds: Any, group: Any, counts: Any, burden: Any) -> None:
    for limit in range(len(table)):
        if counts[limit] >= table[limit, 2]:
            continue
        for day in range(table[limit, 0], table[limit, 1] + 1):
            if group[limit, day] == NONE:
                continue
            for option in range(adds.shape[1]):
                here = burden[day, option]
                if adds[limit, option] > 0 and here > 0:
                    burden[day, option] = max(0, here - here // 4 - 1)
