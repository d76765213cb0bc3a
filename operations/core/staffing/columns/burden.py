"""Limits that the dynamic programme does not know are priced instead.

A burden is a price per day and option. With any burden the programme's value, less what a row
that keeps the limits bears of it at the most, is a lower bound; with the right one the cheapest
row keeps them.
"""

from __future__ import annotations

import numpy as np

from operations.core.staffing.columns.arrays import NO, Ints, Longs
from operations.core.staffing.columns.stretches import Stretch
from operations.core.staffing.columns.windows import SCALE

WEEKEND_DAYS = 2


def relief(limits: list[Stretch], burden: Longs) -> int:
    """What a row that keeps the limits bears of the burden at the most.

    Each burdened cell is laid to the first limit that counts it.
    """
    if not burden.any():
        return 0
    total, rest = 0, burden.copy()
    for limit in limits:
        part = rest[limit.first : limit.last + 1]
        counted = limit.adds > 0
        mine = part[:, counted]
        if not mine.any():
            continue
        per_unit = -(-mine // limit.adds[counted])
        days = 1 if limit.group is None else WEEKEND_DAYS
        total += int(per_unit.max()) * limit.most * days
        part[:, counted] = 0
    return total


def broken(limits: list[Stretch], row: Ints) -> list[Stretch]:
    return [limit for limit in limits if limit.count(row) > limit.most]


def raise_for(limits: list[Stretch], burden: Longs, prices: Longs, row: Ints) -> None:
    """More burden on what was used too often: so much that about the limit would be left."""
    day = np.arange(len(row))
    for limit in limits:
        used = _used(limit, row)
        mine = np.sort(prices[day, row][used])
        keep = min(int(len(used) * limit.most / max(1, limit.count(row))), len(mine) - 1)
        step = max(SCALE // 2, int(mine[-1] - mine[keep]) // 2)
        burden[limit.first : limit.last + 1] += (limit.adds > 0) * step


def lighten(limits: list[Stretch], burden: Longs, row: Ints) -> None:
    """Less burden where the limit was not met."""
    if not burden.any():
        return
    for limit in limits:
        if limit.count(row) < limit.most:
            part = burden[limit.first : limit.last + 1]
            part -= np.where(limit.adds > 0, part // 4 + (part > 0), 0)
    np.maximum(burden, 0, out=burden)


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
