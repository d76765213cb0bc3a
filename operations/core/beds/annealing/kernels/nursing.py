"""Moves of nurses: who answers for a room in a shift, patients staying where they are."""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    CARRIED,
    CONTINUITY,
    DAY,
    LIMIT,
    LOAD,
    LYING,
    NEED_AT,
    NO,
    SKILL,
    WARD,
)
from operations.core.chance import below
from operations.core.compiled import small

LONGEST = 6
"""Shifts in one block."""
DAYS_APART = 10
"""Between the first and the last shift of a block at most."""


@small
def changed(f: Any, s: Any, r: int, at: int, n: int) -> int:
    """What it costs more if nurse `n` answers for the room in the shift. Both nurses are real."""
    before, shifts = s.nurse[r, at], f.sizes[1]
    k = at // shifts
    work, cost = 0, 0
    for i in range(s.cell[r, k, LYING]):
        p = s.lying[r, k, i]
        need = f.people[p, NEED_AT] + at - s.place[p, DAY] * shifts
        work += f.need[need, 0]
        level = f.need[need, 1]
        cost += f.price[SKILL] * (max(0, level - f.skill[n]) - max(0, level - f.skill[before]))
        if s.met[p, before] == 1:
            cost -= f.price[CONTINUITY]
        if s.met[p, n] == 0:
            cost += f.price[CONTINUITY]
    over = s.duty[before, at, CARRIED] - s.duty[before, at, LIMIT]
    cost += f.price[LOAD] * (max(0, over - work) - max(0, over))
    over = s.duty[n, at, CARRIED] - s.duty[n, at, LIMIT]
    return cost + f.price[LOAD] * (max(0, over + work) - max(0, over))


@small
def change(f: Any, s: Any, r: int, at: int, n: int) -> None:
    """Nurse `n` answers for the room in the shift."""
    before, shifts = s.nurse[r, at], f.sizes[1]
    k = at // shifts
    for i in range(s.cell[r, k, LYING]):
        p = s.lying[r, k, i]
        work = f.need[f.people[p, NEED_AT] + at - s.place[p, DAY] * shifts, 0]
        s.duty[before, at, CARRIED] -= work
        s.duty[n, at, CARRIED] += work
        s.met[p, before] -= 1
        s.met[p, n] += 1
    s.nurse[r, at] = n


@small
def serves(f: Any, n: int, r: int) -> bool:
    """Whether the nurse may answer for the room's ward."""
    return f.works[n, 0] < 0 or f.works[n, 0] == f.room[r, WARD]


@small
def another(f: Any, s: Any, most: int) -> int:
    """Another nurse for a room in a shift."""
    r, at = below(s.chance, s.nurse.shape[0]), below(s.chance, s.nurse.shape[1])
    ward = f.room[r, WARD]
    nurses = f.at_work[ward, at, 0]
    if nurses < 2 or s.cell[r, at // f.sizes[1], LYING] == 0:
        return NO
    n = f.at_work[ward, at, 1 + below(s.chance, nurses)]
    if n == s.nurse[r, at]:
        return NO
    cost = changed(f, s, r, at, n)
    if cost > most:
        return NO
    change(f, s, r, at, n)
    return cost


@small
def exchange(f: Any, s: Any, most: int) -> int:
    """Two nurses change rooms in a shift."""
    at = below(s.chance, s.nurse.shape[1])
    r, q = below(s.chance, s.nurse.shape[0]), below(s.chance, s.nurse.shape[0])
    n, m, k = s.nurse[r, at], s.nurse[q, at], at // f.sizes[1]
    if n == m or n < 0 or m < 0 or not (serves(f, n, q) and serves(f, m, r)):
        return NO
    if s.cell[r, k, LYING] == 0 and s.cell[q, k, LYING] == 0:
        return NO
    cost = changed(f, s, r, at, m)
    change(f, s, r, at, m)
    cost += changed(f, s, q, at, n)
    if cost <= most:
        change(f, s, q, at, n)
        return cost
    change(f, s, r, at, n)
    return NO


@small
def block(f: Any, s: Any, most: int) -> int:
    """One nurse answers for a room in several shifts of hers that follow each other."""
    n = below(s.chance, f.works.shape[0])
    shifts = f.works[n, 1]
    if shifts == 0:
        return NO
    first = below(s.chance, shifts)
    last = min(shifts, first + 2 + below(s.chance, LONGEST - 1))
    r = below(s.chance, s.nurse.shape[0])
    if f.works[n, 1 + last] - f.works[n, 2 + first] > DAYS_APART * f.sizes[1]:
        return NO
    if not serves(f, n, r):
        return NO
    cost = 0
    for i in range(first, last):
        at = f.works[n, 2 + i]
        s.old[i - first] = s.nurse[r, at]
        if s.nurse[r, at] != n:
            cost += changed(f, s, r, at, n)
            change(f, s, r, at, n)
    if cost <= most:
        return cost
    for i in range(first, last):
        at = f.works[n, 2 + i]
        if s.nurse[r, at] != s.old[i - first]:
            change(f, s, r, at, s.old[i - first])
    return NO
