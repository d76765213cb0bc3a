"""Random choices that moves begin with: a patient, a day, a room, a theatre."""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    ANY,
    BEDS,
    CAPACITY,
    CARRIED,
    CLOSED,
    DAY,
    DAY_AT,
    DAYS,
    GENDER,
    LIMIT,
    LYING,
    MAN,
    MEN,
    MINUTES,
    NIGHTS,
    ONE_GENDER,
    OUT,
    ROOM,
    ROOM_AT,
    ROOMS,
    SHARED,
    SURGEON,
    SURGEON_TIME,
    THEATRE,
    THEATRE_TIME,
    THEATRES,
    WOMAN,
    WOMEN,
)
from operations.core.chance import below, unit
from operations.core.compiled import small

WALL = 1 << 16
"""A price from which no temperature ever accepts a breach."""
LIKELY_THEATRE = 0.7


@small
def any_day(f: Any, s: Any, p: int) -> int:
    return f.days[f.people[p, DAY_AT] + below(s.chance, f.people[p, DAYS])]


@small
def any_room(f: Any, s: Any, p: int) -> int:
    return f.rooms[f.people[p, ROOM_AT] + below(s.chance, f.people[p, ROOMS])]


@small
def may(f: Any, p: int, d: int, r: int) -> bool:
    """Whether the tables have this day and room for the patient."""
    return f.day_price[p, d] != CLOSED and f.stay_price[p, r, 0] != CLOSED


@small
def any_theatre(f: Any, s: Any, p: int, d: int) -> int:
    """Mostly one where the surgeon is already, or one in use, with time left."""
    theatres = f.sizes[4]
    if theatres == 0 or f.people[p, MINUTES] == 0:
        return OUT
    first = below(s.chance, theatres)
    if unit(s.chance) >= LIKELY_THEATRE:
        return first
    best, found = -1, first
    surgeon = s.surgeon[f.people[p, SURGEON], d]
    for i in range(theatres):
        t = first + i if first + i < theatres else first + i - theatres
        theatre = s.theatre[t, d]
        if theatre[CARRIED] + f.people[p, MINUTES] > theatre[LIMIT]:
            continue
        worth = 2 * (surgeon[THEATRES + t] > 0) + (theatre[CARRIED] > 0)
        if worth > best:
            best, found = worth, t
    return found


@small
def barred(f: Any, s: Any, p: int, d: int, r: int, t: int) -> bool:
    """Whether a hard rule forbids the place to `p`, wherever `p` is now: a quick look, exact where
    the plan breaks no hard rule yet."""
    return unable(f, s, p, d, t) or (r != ANY and crowded(f, s, p, d, r))


@small
def unable(f: Any, s: Any, p: int, d: int, t: int) -> bool:
    """Whether surgeon or theatre have no time for the operation."""
    minutes, day, theatre = f.people[p, MINUTES], s.place[p, DAY], s.place[p, THEATRE]
    if minutes:
        if d != day and f.price[SURGEON_TIME] >= WALL:
            surgeon = s.surgeon[f.people[p, SURGEON], d]
            if surgeon[CARRIED] + minutes > surgeon[LIMIT]:
                return True
        if t != OUT and (d != day or t != theatre) and f.price[THEATRE_TIME] >= WALL:
            at = s.theatre[t, d]
            if at[CARRIED] + minutes > at[LIMIT]:
                return True
    return False


@small
def crowded(f: Any, s: Any, p: int, d: int, r: int) -> bool:
    """Whether there is no bed in the room on some night, or somebody with whom none is shared."""
    day, room, nights = s.place[p, DAY], s.place[p, ROOM], f.people[p, NIGHTS]
    gender = f.people[p, GENDER] if f.room[r, SHARED] and f.price[ONE_GENDER] >= WALL else 0
    tight = f.price[CAPACITY] >= WALL
    for k in range(d, min(f.sizes[0], d + nights)):
        if day != OUT and r == room and day <= k < day + nights:
            continue
        cell = s.cell[r, k]
        if tight and cell[LYING] >= cell[BEDS]:
            return True
        if (gender == WOMAN and cell[MEN]) or (gender == MAN and cell[WOMEN]):
            return True
    return False


@small
def bed(f: Any, s: Any, p: int, d: int) -> int:
    """A room with a bed for the whole stay, the first from a random one on, else OUT."""
    rooms = f.people[p, ROOMS]
    first = below(s.chance, rooms)
    for i in range(rooms):
        at = first + i if first + i < rooms else first + i - rooms
        r = f.rooms[f.people[p, ROOM_AT] + at]
        if not crowded(f, s, p, d, r):
            return r
    return OUT
