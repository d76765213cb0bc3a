"""Whole stretches of two rooms change places: who lies there in some nights, with their nurses.

One patient finds no bed where the free nights of several rooms do not follow each other, and no
move of one or two people brings them together at a price: everybody would have to pass through full
rooms of the other gender. Two stretches exchanged at once do, mostly for nothing.
"""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    BEDS,
    DAY,
    GENDER,
    LYING,
    MAN,
    NIGHTS,
    ROOM,
    SHARED,
    THEATRE,
    WHO,
    WOMAN,
)
from operations.core.beds.annealing.kernels.moves import draft
from operations.core.beds.annealing.kernels.nursing import change, changed, serves
from operations.core.beds.annealing.kernels.picks import may
from operations.core.chance import below
from operations.core.compiled import small

MOST = 24
"""People in one exchange."""
NOBODY = -1


@small
def cross(f: Any, s: Any, strict: bool) -> int:
    """Two rooms, some nights: the number of those in the draft, 0 for none."""
    rooms, days = s.nurse.shape[0], f.sizes[0]
    r, q = below(s.chance, rooms), below(s.chance, rooms)
    first = below(s.chance, days)
    last = min(days, first + 1 + below(s.chance, days - first))
    if r == q:
        return 0
    count = _those(f, s, 0, r, q, first, last)
    count = _those(f, s, count, q, r, first, last)
    if count == 0 or count > MOST or (strict and not _fits(f, s, count, r, q)):
        return 0
    return count


@small
def _those(f: Any, s: Any, count: int, r: int, q: int, first: int, last: int) -> int:
    """Who lies in room `r` in these nights and may lie in `q`: behind those in the draft."""
    for k in range(first, last):
        for i in range(s.cell[r, k, LYING]):
            p = s.lying[r, k, i]
            d = s.place[p, DAY]
            if count <= MOST and (d == k or (d < k and k == first)) and may(f, p, d, q):
                draft(s, count, p, d, q, s.place[p, THEATRE])
                count += 1
    return count


@small
def _fits(f: Any, s: Any, count: int, r: int, q: int) -> bool:
    """Whether both rooms have beds for one gender afterwards, each night."""
    days = f.sizes[0]
    for k in range(days):
        for c in range(3):
            s.tally[0, k, c] = s.cell[r, k, LYING + c]
            s.tally[1, k, c] = s.cell[q, k, LYING + c]
    for i in range(count):
        p = s.draft[i, WHO]
        here = 0 if s.place[p, ROOM] == r else 1
        gender = f.people[p, GENDER]
        d = s.place[p, DAY]
        for k in range(d, min(days, d + f.people[p, NIGHTS])):
            for side in range(2):
                one = -1 if side == here else 1
                s.tally[side, k, 0] += one
                s.tally[side, k, 1] += one * (gender == WOMAN)
                s.tally[side, k, 2] += one * (gender == MAN)
    for side in range(2):
        room = r if side == 0 else q
        for k in range(days):
            if s.tally[side, k, 0] > s.cell[room, k, BEDS]:
                return False
            if f.room[room, SHARED] and s.tally[side, k, 1] and s.tally[side, k, 2]:
                return False
    return True


@small
def follow(f: Any, s: Any, count: int) -> int:
    """The nurses of both rooms change places as long as somebody of the draft lies there: what it
    costs those who stay. Called twice, it is undone."""
    shifts = f.sizes[1]
    if shifts == 0:
        return 0
    r, q = s.was[0, ROOM], s.draft[0, ROOM]
    first, last = f.sizes[0], 0
    for i in range(count):
        d = s.was[i, DAY]
        first = min(first, d)
        last = max(last, min(f.sizes[0], d + f.people[s.draft[i, WHO], NIGHTS]))
    cost = 0
    for at in range(first * shifts, last * shifts):
        n, m = s.nurse[r, at], s.nurse[q, at]
        if n == m or n < 0 or m < 0 or not (serves(f, n, q) and serves(f, m, r)):
            continue
        cost += changed(f, s, r, at, m)
        change(f, s, r, at, m)
        cost += changed(f, s, q, at, n)
        change(f, s, q, at, n)
    return cost
