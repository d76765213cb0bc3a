"""A stretch of one person's row that is open while the rest is fixed, or not yet decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from operations.core.staffing.columns.arrays import NO, Flags, Ints, Longs
from operations.core.staffing.columns.counters import Counter
from operations.core.staffing.columns.limits import Limits
from operations.core.staffing.columns.prices import FORBIDDEN

SCALE = 100
"""Costs are counted in hundredths, so that prices of a linear programme can be whole."""
NOTHING = np.zeros(1, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a row that is still open at its end must have come: `share` of its totals, give or
    take `slack` shifts of each."""

    share: float
    slack: int


@dataclass(frozen=True, slots=True)
class Window:
    """Days [first, last) of one person's row, what lies outside being fixed.

    start: node before the window. end_cost, end_week[node]: what the fixed days after it cost and
    add. costs: per total (minutes, weekends, then the counters) what each costs in the end, given
    what lies outside; sizes: how many totals of minutes, weekends and kept counters there are.
    low, high: minutes that matter before each day. limits: on days of the window, and on totals
    that are not kept apart; quick: and on those that quick pricing does not keep apart either.
    tallied: what the fixed days add to each tally. shut[day of the window, option]: what may not be
    chosen though the rules allow it, or None.
    """

    first: int
    last: int
    start: int
    end_cost: Longs
    end_week: Ints
    costs: tuple[Longs, ...]
    sizes: Ints
    low: Ints
    high: Ints
    limits: Limits
    quick: Limits
    tallied: tuple[int, ...]
    shut: Flags | None = None

    @property
    def states(self) -> int:
        return int(np.prod(self.sizes))


def scaled(costs: Longs) -> Longs:
    return np.where(costs >= FORBIDDEN, NO, np.minimum(costs * SCALE, NO))


def costs_from(counter: Counter, outside: int, pace: Pace | None) -> Longs:
    """Scaled costs of what is added to a total of `outside`; where the end is open, the best that
    may still come of it at the given pace."""
    costs = scaled(np.array(counter.costs, dtype=np.int64))
    if counter.free or pace is None:
        return costs[outside:]
    top = int(len(costs) * pace.share) + pace.slack + 1
    so_far = np.arange(top)
    best = np.full(top, NO, dtype=np.int64)
    for shift in range(-pace.slack, pace.slack + 1):
        final = np.clip(np.rint((so_far + shift) / pace.share), 0, len(costs)).astype(int)
        best = np.minimum(best, np.append(costs, NO)[final])
    return best[outside:]


def costs_left(counter: Counter, outside: Ints, length: int, pace: Pace | None) -> Longs:
    """Costs of the totals that a window of `length` days may add to what lies outside."""
    if counter.free:
        return NOTHING
    adds = np.array(counter.adds, dtype=np.int64)
    if pace is not None:
        pace = Pace(pace.share, pace.slack * int(adds.max()))
    costs = costs_from(counter, int(adds[outside].sum()), pace)
    return costs[: length * int(adds.max()) + 1]


def reach(most: Longs, costs: Longs) -> tuple[Ints, Ints]:
    """Least and most units before each day that can still matter, where a day adds at most
    `most[day]` units and the totals at the end cost `costs`."""
    size = len(costs)
    before = np.concatenate([[0], np.cumsum(most)])
    due = int(np.argmax(costs < NO)) if (costs < NO).any() else size
    low = np.maximum(0, np.minimum(due - (before[-1] - before), size - 1))
    high = np.minimum(before, size - 1)
    return low.astype(np.int32), high.astype(np.int32)
