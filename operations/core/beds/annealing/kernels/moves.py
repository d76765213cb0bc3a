"""What patients might do next: each kind of move names whom it concerns and where they would go.

A proposal is the number of patients in `State.draft`, 0 for none; `changes` prices and makes it.
"""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    ANY,
    CLOSED,
    DAY,
    MATE_AT,
    MATES,
    MUST,
    OUT,
    ROOM,
    SURGEON,
    THEATRE,
    WHO,
)
from operations.core.beds.annealing.kernels.picks import (
    any_day,
    any_room,
    any_theatre,
    barred,
    may,
)
from operations.core.chance import below, unit
from operations.core.compiled import small

LOOKS = 10
SOME_BED, TRADES = 0.8, 0.5
"""How often a room with a bed is looked for, and days are changed instead of rooms."""


@small
def draft(s: Any, i: int, p: int, d: int, r: int, t: int) -> None:
    """Patient `p` would be there."""
    s.draft[i, WHO], s.draft[i, DAY], s.draft[i, ROOM], s.draft[i, THEATRE] = p, d, r, t


@small
def relocate(f: Any, s: Any, strict: bool, only_must: bool) -> int:
    """One patient to another room, day or theatre, or in."""
    p = f.free[below(s.chance, f.free.size)]
    day, room, theatre = s.place[p, DAY], s.place[p, ROOM], s.place[p, THEATRE]
    if day == OUT and only_must and not f.people[p, MUST]:
        return 0
    what = unit(s.chance)
    d, r, t = day, room, theatre
    if day == OUT or what < 0.3:
        r = ANY if unit(s.chance) < SOME_BED else any_room(f, s, p)
    elif what < 0.65:
        r = any_room(f, s, p)
    if day == OUT or what < 0.3 or 0.65 <= what < 0.9:
        d = any_day(f, s, p)
    if day == OUT or what < 0.3 or what >= 0.65:
        t = any_theatre(f, s, p, d)
    if (d == day and r == room and t == theatre) or (strict and barred(f, s, p, d, r, t)):
        return 0
    draft(s, 0, p, d, r, t)
    if f.people[p, MATES] and room != r and r != ANY and day != OUT:
        return _follow(f, s, p, r)
    return 1


@small
def _follow(f: Any, s: Any, p: int, r: int) -> int:
    """One who shares the patient's room comes along."""
    q = f.mates[f.people[p, MATE_AT] + below(s.chance, f.people[p, MATES])]
    day = s.place[q, DAY]
    if day == OUT or s.place[q, ROOM] != s.place[p, ROOM] or not may(f, q, day, r):
        return 1
    draft(s, 1, q, day, r, s.place[q, THEATRE])
    return 2


@small
def leave(f: Any, s: Any) -> int:
    """One patient out of the plan."""
    p = f.free[below(s.chance, f.free.size)]
    if f.people[p, MUST] or s.place[p, DAY] == OUT:
        return 0
    draft(s, 0, p, OUT, OUT, OUT)
    return 1


@small
def swap(f: Any, s: Any) -> int:
    """Two patients change rooms; or days and theatres, and lie where there is a bed."""
    p = f.free[below(s.chance, f.free.size)]
    if s.place[p, DAY] == OUT:
        return 0
    trade = unit(s.chance) < TRADES
    q = _rival(f, s, p) if trade else f.free[below(s.chance, f.free.size)]
    if q < 0 or p == q or s.place[q, DAY] == OUT:
        return 0
    day, room, theatre = s.place[p, DAY], s.place[p, ROOM], s.place[p, THEATRE]
    other_day, other_room, other_theatre = s.place[q, DAY], s.place[q, ROOM], s.place[q, THEATRE]
    if not trade:
        if room == other_room or not (may(f, p, day, other_room) and may(f, q, other_day, room)):
            return 0
        draft(s, 0, p, day, other_room, theatre)
        draft(s, 1, q, other_day, room, other_theatre)
        return 2
    if f.day_price[p, other_day] == CLOSED or f.day_price[q, day] == CLOSED:
        return 0
    t, u = other_theatre, theatre
    if t == OUT or u == OUT:  # only one of them is operated
        t, u = any_theatre(f, s, p, other_day), any_theatre(f, s, q, day)
    draft(s, 0, p, other_day, _near(f, s, p, other_day, room, other_room), t)
    draft(s, 1, q, day, _near(f, s, q, day, other_room, room), u)
    return 2


@small
def _near(f: Any, s: Any, p: int, d: int, own: int, other: int) -> int:
    """The patient's own room, the other's, or any with a bed."""
    what = unit(s.chance)
    if what < 0.3:
        return own
    return other if what < 0.6 and may(f, p, d, other) else ANY


@small
def kick(f: Any, s: Any, only_must: bool) -> int:
    """A patient, mostly one who is out, takes a place beside or instead of another, who moves or
    leaves."""
    p = f.free[below(s.chance, f.free.size)]
    if s.place[p, DAY] != OUT and unit(s.chance) < 0.7:
        return 0
    if only_must and not f.people[p, MUST]:
        return 0
    q = _rival(f, s, p)
    if q < 0:
        return 0
    d, r = s.place[q, DAY], s.place[q, ROOM]
    if unit(s.chance) < 0.2 or f.day_price[p, d] == CLOSED:
        d = any_day(f, s, p)
    if unit(s.chance) < 0.3 or not may(f, p, d, r):
        r = ANY if unit(s.chance) < SOME_BED else any_room(f, s, p)
    t = any_theatre(f, s, p, d)
    if d == s.place[q, DAY] and t != OUT and s.place[q, THEATRE] != OUT:
        t = s.place[q, THEATRE]
    draft(s, 0, p, d, r, t)
    elsewhere(f, s, 0, q)
    return 2


@small
def elsewhere(f: Any, s: Any, look: int, q: int) -> None:
    """The one who gives way: to any place, to any day in the same room, to another room."""
    d = s.was[1, DAY] if look == 2 else any_day(f, s, q)
    r = s.was[1, ROOM] if look == 1 else ANY
    draft(s, 1, q, d, r, any_theatre(f, s, q, d))


@small
def _rival(f: Any, s: Any, p: int) -> int:
    """Somebody admitted, mostly of the same surgeon."""
    for _ in range(LOOKS):
        q = f.free[below(s.chance, f.free.size)]
        near = f.people[q, SURGEON] == f.people[p, SURGEON] or unit(s.chance) < 0.3
        if q != p and s.place[q, DAY] != OUT and near:
            return q
    return -1
