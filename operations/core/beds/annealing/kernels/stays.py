"""What a patient's place costs among the others, and putting patients there.

`weigh` is the one statement of what a place costs. Taking somebody out is to uncount and then to
weigh; putting in is to weigh and then to count.
"""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels.arrays import (
    AGES,
    BAND,
    BANDS,
    BEDS,
    CAPACITY,
    CARRIED,
    CONTINUITY,
    DAY,
    GENDER,
    HELD,
    IN_USE,
    ISOLATION,
    LATER,
    LATER_AT,
    LIMIT,
    LOAD,
    LYING,
    MAN,
    MATE_AT,
    MATES,
    MEN,
    MINUTES,
    MISSING,
    NEED_AT,
    NIGHTS,
    NO,
    NURSED,
    ONE_GENDER,
    ONE_THEATRE,
    OPENED,
    OUT,
    OVERSTAY,
    PATIENTS,
    REASON,
    ROOM,
    SHARED,
    SKILL,
    SURGEON,
    SURGEON_TIME,
    THEATRE,
    THEATRE_TIME,
    THEATRES,
    TOGETHER,
    WANTED,
    WARD,
    WOMAN,
    WOMEN,
)
from operations.core.compiled import small


@small
def crowd(f: Any, s: Any, p: int, r: int, k: int) -> int:
    """What one more person costs in a room on a day."""
    cell = s.cell[r, k]
    there = cell[LYING]
    cost = f.price[CAPACITY] if there >= cell[BEDS] else 0
    ward = s.ward[f.room[r, WARD], k]
    if ward[CARRIED] >= ward[LIMIT]:
        cost += f.price[HELD]
    if cell[WANTED]:
        cost += f.price[OVERSTAY] * (late(cell, there + 1, 0) - late(cell, there, 0))
    if there == 0:
        return cost + f.price[NURSED] * f.unstaffed[f.room[r, WARD], k]
    if f.room[r, SHARED]:
        gender = f.people[p, GENDER]
        if (gender == WOMAN and cell[WOMEN] < cell[MEN]) or (
            gender == MAN and cell[MEN] < cell[WOMEN]
        ):
            cost += f.price[ONE_GENDER]
    band = f.people[p, BAND]
    if f.price[AGES] and cell[BANDS + band] == 0:
        cost += f.price[AGES] * beyond(cell, band, f.sizes[2])
    if f.sizes[3]:
        cost += f.price[ISOLATION] * apart(
            cell, BANDS + f.sizes[2], f.sizes[3], f.people[p, REASON]
        )
    return cost


@small
def late(cell: Any, there: int, more: int) -> int:
    """Chances to stay longer, beyond a hundred for each bed that is free."""
    return max(0, cell[WANTED] + more - 100 * max(0, cell[BEDS] - there))


@small
def stay_on(f: Any, s: Any, p: int, d: int, r: int) -> int:
    """What it costs that the patient may be there after the stay's last night."""
    first, cost = d + f.people[p, NIGHTS], 0
    for i in range(min(f.people[p, LATER], f.sizes[0] - first)):
        cell = s.cell[r, first + i]
        more = f.later[f.people[p, LATER_AT] + i]
        cost += late(cell, cell[LYING], more) - late(cell, cell[LYING], 0)
    return f.price[OVERSTAY] * cost


@small
def alone(f: Any, s: Any, p: int, d: int, end: int, r: int) -> int:
    """What it costs to lie apart from whom the patient shares a room with."""
    nights = 0
    for i in range(f.people[p, MATES]):
        q = f.mates[f.people[p, MATE_AT] + i]
        since = s.place[q, DAY]
        if since != OUT and s.place[q, ROOM] != r:
            nights += max(0, min(end, since + f.people[q, NIGHTS]) - max(d, since))
    return f.price[TOGETHER] * nights


@small
def beyond(cell: Any, band: int, bands: int) -> int:
    """By how much a new band of age widens the room's."""
    low = 0
    while cell[BANDS + low] == 0:
        low += 1
    high = bands - 1
    while cell[BANDS + high] == 0:
        high -= 1
    return max(0, low - band, band - high)


@small
def apart(cell: Any, first: int, reasons: int, reason: int) -> int:
    """1 unless the newcomer's reason becomes the room's only largest one."""
    most = 0
    for i in range(reasons):
        most = max(most, cell[first + i])
    return 0 if cell[first + reason] + 1 > most else 1


@small
def operation(f: Any, s: Any, p: int, d: int, t: int) -> int:
    """What the operation costs in a theatre on a day."""
    minutes = f.people[p, MINUTES]
    if minutes == 0:
        return 0
    cost = 0
    surgeon = s.surgeon[f.people[p, SURGEON], d]
    over = surgeon[CARRIED] + minutes - surgeon[LIMIT]
    if over > 0:
        cost += f.price[SURGEON_TIME] * min(over, minutes)
    if t == OUT:
        return cost
    theatre = s.theatre[t, d]
    over = theatre[CARRIED] + minutes - theatre[LIMIT]
    if over > 0:
        cost += f.price[THEATRE_TIME] * min(over, minutes)
    if theatre[PATIENTS] == 0:
        cost += f.price[OPENED]
    if surgeon[IN_USE] > 0 and surgeon[THEATRES + t] == 0:
        cost += f.price[ONE_THEATRE]
    return cost


@small
def care(f: Any, s: Any, p: int, d: int, end: int, r: int, budget: int) -> int:
    """What the nurses of the room cost the patient and the patient them; NO above `budget`."""
    shifts = f.sizes[1]
    need = f.people[p, NEED_AT] - d * shifts
    stamp = s.mark[-1] + 1
    s.mark[-1] = stamp
    cost = 0
    for at in range(d * shifts, end * shifts):
        n = s.nurse[r, at]
        if n < 0:
            continue
        work, level = f.need[need + at, 0], f.need[need + at, 1]
        over = s.duty[n, at, CARRIED] + work - s.duty[n, at, LIMIT]
        if over > 0:
            cost += f.price[LOAD] * min(over, work)
        if level > f.skill[n]:
            cost += f.price[SKILL] * (level - f.skill[n])
        if s.mark[n] != stamp:
            s.mark[n] = stamp
            cost += f.price[CONTINUITY]
            if cost > budget:
                return NO
    return cost


@small
def weigh(f: Any, s: Any, p: int, d: int, r: int, t: int, budget: int) -> int:
    """What it costs to admit `p`, who is out, less what leaving `p` out costs; NO above `budget`.

    Everything but the last is zero or more: it can be given up early.
    """
    end = min(f.sizes[0], d + f.people[p, NIGHTS])
    cost = f.day_price[p, d] + f.stay_price[p, r, 0] + (end - d) * f.stay_price[p, r, 1]
    cost += operation(f, s, p, d, t) - f.people[p, MISSING]
    if f.people[p, MATES]:
        cost += alone(f, s, p, d, end, r)
    if f.people[p, LATER]:
        cost += stay_on(f, s, p, d, r)
    if cost > budget:
        return NO
    for k in range(d, end):
        cost += crowd(f, s, p, r, k)
        if cost > budget:
            return NO
    if f.sizes[1]:
        cost += care(f, s, p, d, end, r, budget - cost)
    return cost if cost <= budget else NO


@small
def full(f: Any, s: Any, p: int, d: int, r: int) -> bool:
    """Whether there is no line left for another name, far beyond the room's beds."""
    for k in range(d, min(f.sizes[0], d + f.people[p, NIGHTS])):
        if s.cell[r, k, LYING] >= s.lying.shape[2]:
            return True
    return False


@small
def put(f: Any, s: Any, p: int, d: int, r: int, t: int) -> None:
    """Count `p` in."""
    s.place[p, DAY], s.place[p, ROOM], s.place[p, THEATRE] = d, r, t
    for k in range(d, min(f.sizes[0], d + f.people[p, NIGHTS])):
        s.lying[r, k, s.cell[r, k, LYING]] = p
    _count(f, s, p, 1)


@small
def take(f: Any, s: Any, p: int) -> None:
    """Count `p` out."""
    d, r = s.place[p, DAY], s.place[p, ROOM]
    for k in range(d, min(f.sizes[0], d + f.people[p, NIGHTS])):
        last = s.cell[r, k, LYING] - 1
        for i in range(last):
            if s.lying[r, k, i] == p:
                s.lying[r, k, i] = s.lying[r, k, last]
                break
    _count(f, s, p, -1)
    s.place[p, DAY] = OUT


@small
def _count(f: Any, s: Any, p: int, one: int) -> None:
    d, r, t = s.place[p, DAY], s.place[p, ROOM], s.place[p, THEATRE]
    shifts, gender = f.sizes[1], f.people[p, GENDER]
    band, reason = BANDS + f.people[p, BAND], BANDS + f.sizes[2] + f.people[p, REASON]
    need = f.people[p, NEED_AT]
    for k in range(d, min(f.sizes[0], d + f.people[p, NIGHTS])):
        cell = s.cell[r, k]
        cell[LYING] += one
        if gender == WOMAN:
            cell[WOMEN] += one
        elif gender == MAN:
            cell[MEN] += one
        cell[band] += one
        if f.sizes[3]:
            cell[reason] += one
        s.ward[f.room[r, WARD], k, CARRIED] += one
        for at in range(k * shifts, (k + 1) * shifts):
            n = s.nurse[r, at]
            if n >= 0:
                s.duty[n, at, CARRIED] += one * f.need[need, 0]
                s.met[p, n] += one
            need += 1
    first = d + f.people[p, NIGHTS]
    for i in range(min(f.people[p, LATER], f.sizes[0] - first)):
        s.cell[r, first + i, WANTED] += one * f.later[f.people[p, LATER_AT] + i]
    if f.people[p, MINUTES]:
        _count_operation(f, s, p, d, t, one)


@small
def _count_operation(f: Any, s: Any, p: int, d: int, t: int, one: int) -> None:
    minutes, surgeon = f.people[p, MINUTES], s.surgeon[f.people[p, SURGEON], d]
    surgeon[CARRIED] += one * minutes
    if t == OUT:
        return
    s.theatre[t, d, CARRIED] += one * minutes
    s.theatre[t, d, PATIENTS] += one
    if f.people[p, SURGEON] == s.surgeon.shape[0] - 1:  # whoever is free: no surgeon moves
        return
    before = surgeon[THEATRES + t]
    surgeon[THEATRES + t] += one
    if before == 0:
        surgeon[IN_USE] += 1
    elif before + one == 0:
        surgeon[IN_USE] -= 1
