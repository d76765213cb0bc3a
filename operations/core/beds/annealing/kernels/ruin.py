"""Some patients who are in each other's way leave together and are laid again, with one who is out.

Ruin and recreate (Schrimpf and others, "Record breaking optimization results using the ruin and
recreate principle", Journal of Computational Physics 159, 2000; blinks: Christiaens and Vanden
Berghe, Transportation Science 54, 2020). Who is out is settled while it is so hot that nothing else
is: a patient costs hundreds where wishes cost ones, and once it is cold moves of one or two people
find no bed for one more. Here a dozen make room at once.
"""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    DAY,
    DAY_AT,
    DAYS,
    LYING,
    MINUTES,
    MUST,
    NIGHTS,
    NO,
    OUT,
    ROOM,
    ROOM_AT,
    ROOMS,
    SURGEON,
    THEATRE,
    WHO,
)
from operations.core.beds.annealing.kernels.crossing import MOST
from operations.core.beds.annealing.kernels.picks import (
    any_day,
    any_room,
    any_theatre,
    crowded,
    unable,
)
from operations.core.beds.annealing.kernels.stays import full, put, take, weigh
from operations.core.chance import below, unit
from operations.core.compiled import small

LOOKS = 30
BLINK = 0.01
"""How often a place is overlooked."""
SIDE_DAYS, ROOMS_MOST = 3, 3
SAME_SURGEON = 0.7
"""How often the surgeon's other patients of the day leave, too."""
MORE = 2
"""Further people who are out."""


@small
def _add(f: Any, s: Any, count: int, p: int) -> int:
    """`p` leaves the plan; nobody does twice."""
    if count >= MOST or f.people[p, DAYS] * f.people[p, ROOMS] <= 1:
        return count
    for i in range(count):
        if s.draft[i, WHO] == p:
            return count
    s.draft[count, WHO] = p
    s.was[count, DAY], s.was[count, ROOM], s.was[count, THEATRE] = (
        s.place[p, DAY], s.place[p, ROOM], s.place[p, THEATRE],
    )  # fmt: skip
    return count + 1


@small
def _someone_out(f: Any, s: Any) -> int:
    """Somebody who is out, or else anybody."""
    p = f.free[below(s.chance, f.free.size)]
    for _ in range(LOOKS):
        if s.place[p, DAY] == OUT:
            break
        p = f.free[below(s.chance, f.free.size)]
    return p


@small
def _gather(f: Any, s: Any) -> int:
    """Whom it concerns, into the draft: one who is out, who lies in one or two rooms when he might,
    and who is operated by his surgeon then."""
    p = _someone_out(f, s)
    count = _add(f, s, 0, p)
    d = any_day(f, s, p)
    end = min(f.sizes[0], d + f.people[p, NIGHTS] + below(s.chance, SIDE_DAYS))
    first = max(0, d - below(s.chance, SIDE_DAYS))
    for _ in range(1 + below(s.chance, ROOMS_MOST)):
        r = any_room(f, s, p)
        for k in range(first, end):
            for i in range(s.cell[r, k, LYING]):
                count = _add(f, s, count, s.lying[r, k, i])
    if f.people[p, MINUTES] and unit(s.chance) < SAME_SURGEON:
        near = below(s.chance, 2)
        for i in range(f.free.size):
            q = f.free[i]
            if (
                f.people[q, SURGEON] == f.people[p, SURGEON]
                and s.place[q, DAY] != OUT
                and abs(s.place[q, DAY] - d) <= near
            ):
                count = _add(f, s, count, q)
    for _ in range(MORE):
        q = _someone_out(f, s)
        if s.place[q, DAY] == OUT:
            count = _add(f, s, count, q)
    return count


@small
def _order(f: Any, s: Any, count: int) -> None:
    """Whoever must come first; the others by chance, by nights or by minutes, or as they are."""
    way = below(s.chance, 4)
    for i in range(count):
        p = s.draft[i, WHO]
        key = below(s.chance, 1 << 10)
        if way == 1:
            key = key // 256 - 8 * f.people[p, NIGHTS]
        elif way == 2:
            key = key // 256 - f.people[p, MINUTES]
        elif way == 3:
            key = i
        if f.people[p, MUST]:
            key -= 1 << 12
        s.draft[i, DAY] = key
    for i in range(1, count):
        p, key = s.draft[i, WHO], s.draft[i, DAY]
        j = i - 1
        while j >= 0 and s.draft[j, DAY] > key:
            s.draft[j + 1, WHO], s.draft[j + 1, DAY] = s.draft[j, WHO], s.draft[j, DAY]
            j -= 1
        s.draft[j + 1, WHO], s.draft[j + 1, DAY] = p, key


@small
def _clear(f: Any, s: Any, count: int) -> int:
    """All of them leave: what their places cost."""
    cost = 0
    for i in range(count):
        p = s.draft[i, WHO]
        s.old[i] = p
        if s.was[i, DAY] != OUT:
            take(f, s, p)
            cost += weigh(f, s, p, s.was[i, DAY], s.was[i, ROOM], s.was[i, THEATRE], NO)
    return cost


@small
def _lay(f: Any, s: Any, p: int) -> int:
    """`p` to where it costs least: the cost, 0 where that is out of the plan, NO if it must not."""
    best, day, room, theatre = 0, OUT, OUT, OUT
    if f.people[p, MUST]:
        best = NO
    for i in range(f.people[p, DAYS]):
        d = f.days[f.people[p, DAY_AT] + i]
        t = any_theatre(f, s, p, d)
        if unable(f, s, p, d, t):
            continue
        for j in range(f.people[p, ROOMS]):
            r = f.rooms[f.people[p, ROOM_AT] + j]
            if unit(s.chance) < BLINK or crowded(f, s, p, d, r):
                continue
            cost = weigh(f, s, p, d, r, t, best - 1)
            if cost != NO and not full(f, s, p, d, r):
                best, day, room, theatre = cost, d, r, t
    if day != OUT:
        put(f, s, p, day, room, theatre)
    return best


@small
def ruin(f: Any, s: Any, most: int) -> int:
    """The change in energy, or NO when it is above `most` and all is as it was."""
    count = _gather(f, s)
    now = _clear(f, s, count)
    _order(f, s, count)
    cost, done = 0, 0
    while done < count and cost < NO:
        cost = min(NO, cost + _lay(f, s, s.draft[done, WHO]))
        done += 1
    if cost <= now + most:
        return cost - now
    for i in range(done):
        if s.place[s.draft[i, WHO], DAY] != OUT:
            take(f, s, s.draft[i, WHO])
    for i in range(count):
        if s.was[i, DAY] != OUT:
            put(f, s, s.old[i], s.was[i, DAY], s.was[i, ROOM], s.was[i, THEATRE])
    return NO
