"""Making a change of some patients' places, if it is worth it; going back if not.

All kinds of moves end here, so that compiled code has a place weighed in two spots and not in
twenty (measured: a fifth of the time to compile).
"""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    ANY,
    DAY,
    MISSING,
    MUST,
    NO,
    OUT,
    ROOM,
    THEATRE,
    WHO,
)
from operations.core.beds.annealing.kernels.crossing import follow
from operations.core.beds.annealing.kernels.moves import elsewhere
from operations.core.beds.annealing.kernels.picks import bed
from operations.core.beds.annealing.kernels.stays import full, put, take, weigh
from operations.core.compiled import small

TRIES = 3


@small
def settle(f: Any, s: Any, count: int, most: int, giving_way: bool, nurses: bool) -> int:
    """The first `count` patients of the draft to their places: the change in energy, or NO when it
    is above `most`. giving_way: the last of them tries several places, and may leave."""
    now = 0
    for i in range(count):
        p = s.draft[i, WHO]
        s.was[i, DAY], s.was[i, ROOM], s.was[i, THEATRE] = (
            s.place[p, DAY], s.place[p, ROOM], s.place[p, THEATRE],
        )  # fmt: skip
        if s.was[i, DAY] != OUT:
            take(f, s, p)
            now += weigh(f, s, p, s.was[i, DAY], s.was[i, ROOM], s.was[i, THEATRE], NO)
    cost, done = follow(f, s, count) if nurses else 0, 0
    for i in range(count):
        new = _in(f, s, i, now + most - cost + _worth(f, s, i + 1, count), giving_way and i == 1)
        if new == NO:
            break
        cost += new
        done += 1
    if done == count and cost <= now + most:
        return cost - now
    for i in range(done):
        if s.place[s.draft[i, WHO], DAY] != OUT:
            take(f, s, s.draft[i, WHO])
    if nurses:
        follow(f, s, count)
    for i in range(count):
        if s.was[i, DAY] != OUT:
            put(f, s, s.draft[i, WHO], s.was[i, DAY], s.was[i, ROOM], s.was[i, THEATRE])
    return NO


@small
def _worth(f: Any, s: Any, first: int, count: int) -> int:
    """What admitting the others can bring at most."""
    worth = 0
    for i in range(first, count):
        worth += f.people[s.draft[i, WHO], MISSING]
    return worth


@small
def _in(f: Any, s: Any, i: int, budget: int, giving_way: bool) -> int:
    """Patient `i` of the draft to the place, or nowhere: the cost, or NO."""
    p = s.draft[i, WHO]
    for look in range(TRIES if giving_way else 1):
        if look:
            elsewhere(f, s, look, p)
        d, r, t = s.draft[i, DAY], s.draft[i, ROOM], s.draft[i, THEATRE]
        if d == OUT:
            return 0
        if r == ANY:
            r = bed(f, s, p, d)
            if r == OUT:
                continue
        cost = weigh(f, s, p, d, r, t, budget)
        if cost != NO and not full(f, s, p, d, r):
            put(f, s, p, d, r, t)
            return cost
    return 0 if giving_way and budget >= 0 and not f.people[p, MUST] else NO
