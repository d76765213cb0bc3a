"""Tours of one vehicle: where a stop costs least, calls made and struck out, shorter orders."""

from __future__ import annotations

from typing import Any

from operations.core.compiled import large, small
from operations.core.supply.inventory.kernels.arrays import (
    EVEN,
    FAR,
    HELD,
    NOBODY,
    PERIODS,
    RETURN,
    STOP,
    THERE,
    VEHICLES,
    WAY,
)

LONGEST_PART = 3
"""Stops that are moved together."""


@small
def worth(f: Any, k: int, t: int, units: int) -> int:
    """What units that come to a customer in a period cost beyond staying at the depot."""
    return int(f.rate[k] * (f.sizes[PERIODS] - t) * units)


@small
def cheapest_place(f: Any, p: Any, t: int, v: int, k: int) -> tuple[int, int]:
    """(added way, place) of one more stop in a tour."""
    best, at, here, count = FAR, 0, 0, p.stops[t, v]
    for place in range(count + 1):
        after = p.route[t, v, place] if place < count else 0
        added = f.way[here, k] + f.way[k, after] - f.way[here, after]
        if added < best:
            best, at = added, place
        here = after
    return best, at


@small
def call(f: Any, p: Any, k: int, t: int, v: int, place: int, added: int, units: int) -> None:
    """The vehicle calls on the customer and leaves the units."""
    for i in range(p.stops[t, v], place, -1):
        p.route[t, v, i] = p.route[t, v, i - 1]
    p.route[t, v, place] = k
    p.stops[t, v] += 1
    p.length[t, v] += added
    p.load[t, v] += units
    p.fresh[t, v] = 1
    p.units[k, t] = units
    p.vehicle[k, t] = v
    p.sums[WAY] += added
    p.sums[HELD] += worth(f, k, t, units)


@small
def strike(f: Any, p: Any, k: int, t: int) -> None:
    """A call is struck out."""
    v = p.vehicle[k, t]
    count = p.stops[t, v] - 1
    at = 0
    while p.route[t, v, at] != k:
        at += 1
    before = p.route[t, v, at - 1] if at else 0
    after = p.route[t, v, at + 1] if at < count else 0
    added = f.way[before, after] - f.way[before, k] - f.way[k, after]
    for i in range(at, count):
        p.route[t, v, i] = p.route[t, v, i + 1]
    p.stops[t, v] = count
    p.length[t, v] += added
    p.load[t, v] -= p.units[k, t]
    p.fresh[t, v] = 1
    p.sums[WAY] += added
    p.sums[HELD] -= worth(f, k, t, p.units[k, t])
    p.units[k, t] = 0
    p.vehicle[k, t] = NOBODY


@large
def shorten(f: Any, p: Any, d: Any) -> None:
    """Improve every tour that has changed by itself, as long as turning or moving a part helps."""
    for t in range(f.sizes[PERIODS]):
        for v in range(f.sizes[VEHICLES]):
            if not p.fresh[t, v]:
                continue
            p.fresh[t, v] = 0
            if p.stops[t, v] < 2:
                continue
            _lay(f, p, d, t, v)
            while _turned(f, p, d, t, v) or _moved(f, p, d, t, v):
                _lay(f, p, d, t, v)
            length = d.path[p.stops[t, v] + 1, THERE]
            p.sums[WAY] += length - p.length[t, v]
            p.length[t, v] = length


@small
def _lay(f: Any, p: Any, d: Any, t: int, v: int) -> None:
    """The tour between its depots, with the way up to each stop, and the way back from it."""
    count, path = p.stops[t, v], d.path
    path[0, STOP] = path[0, THERE] = path[0, RETURN] = 0
    for i in range(1, count + 2):
        here = p.route[t, v, i - 1] if i <= count else 0
        before = path[i - 1, STOP]
        path[i, STOP] = here
        path[i, THERE] = path[i - 1, THERE] + f.way[before, here]
        path[i, RETURN] = path[i - 1, RETURN] + f.way[here, before]


@small
def _turned(f: Any, p: Any, d: Any, t: int, v: int) -> bool:
    """Turn a part round (2-opt) where that is shorter; the first that is found."""
    count, path, even = p.stops[t, v], d.path, f.sizes[EVEN]
    for i in range(1, count):
        before = path[i - 1, STOP]
        for j in range(i + 1, count + 1):
            a, b, after = path[i, STOP], path[j, STOP], path[j + 1, STOP]
            change = f.way[before, b] + f.way[a, after] - f.way[before, a] - f.way[b, after]
            if not even:
                change += path[j, RETURN] - path[i, RETURN] - path[j, THERE] + path[i, THERE]
            if change < 0:
                while i < j:
                    p.route[t, v, i - 1], p.route[t, v, j - 1] = path[j, STOP], path[i, STOP]
                    i += 1
                    j -= 1
                return True
    return False


@small
def _moved(f: Any, p: Any, d: Any, t: int, v: int) -> bool:
    """Move a few stops that follow each other to another place, either way round (or-opt)."""
    count, path = p.stops[t, v], d.path
    for size in range(1, min(LONGEST_PART, count - 1) + 1):
        for i in range(1, count - size + 2):
            j = i + size - 1
            before, a, b, after = (
                path[i - 1, STOP],
                path[i, STOP],
                path[j, STOP],
                path[j + 1, STOP],
            )
            saved = f.way[before, a] + f.way[b, after] - f.way[before, after]
            turn = path[j, RETURN] - path[i, RETURN] - path[j, THERE] + path[i, THERE]
            for at in range(count + 1):
                if i - 1 <= at <= j:
                    continue
                x, y = path[at, STOP], path[at + 1, STOP]
                straight = f.way[x, a] + f.way[b, y] - f.way[x, y]
                turned = f.way[x, b] + f.way[a, y] - f.way[x, y] + turn
                if min(straight, turned) < saved:
                    _carry(p, d, t, v, i, j, at, turned < straight)
                    return True
    return False


@small
def _carry(p: Any, d: Any, t: int, v: int, i: int, j: int, at: int, turned: bool) -> None:
    """Stops i to j of the path come between its stops `at` and `at + 1`."""
    size, path = j - i + 1, d.path
    first = at if at < i else at - size
    if at < i:
        for place in range(j, at + size, -1):
            p.route[t, v, place - 1] = path[place - size, STOP]
    else:
        for place in range(i, first + 1):
            p.route[t, v, place - 1] = path[place + size, STOP]
    for n in range(size):
        p.route[t, v, first + n] = path[j - n if turned else i + n, STOP]
