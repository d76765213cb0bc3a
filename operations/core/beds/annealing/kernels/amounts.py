"""What a whole plan has of everything that is priced, counted from its counters."""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.stays import late
from operations.core.compiled import entry, small


@entry
def amounts(f: Any, s: Any, found: Any) -> int:
    """By rule, how much the plan has of what is priced, into `found`; answers with what patients
    cost by themselves, in the plan or out of it."""
    found[:] = 0
    days, shifts = f.sizes[0], f.sizes[1]
    for r in range(s.cell.shape[0]):
        for k in range(days):
            _room_day(f, s, r, k, found)
    for w in range(s.ward.shape[0]):
        for k in range(days):
            found[a.HELD] += max(0, s.ward[w, k, a.CARRIED] - s.ward[w, k, a.LIMIT])
    for t in range(s.theatre.shape[0]):
        for k in range(days):
            over = s.theatre[t, k, a.CARRIED] - s.theatre[t, k, a.LIMIT]
            found[a.THEATRE_TIME] += max(0, over)
            found[a.OPENED] += s.theatre[t, k, a.PATIENTS] > 0
    for u in range(s.surgeon.shape[0]):
        for k in range(days):
            over = s.surgeon[u, k, a.CARRIED] - s.surgeon[u, k, a.LIMIT]
            found[a.SURGEON_TIME] += max(0, over)
            found[a.ONE_THEATRE] += max(0, s.surgeon[u, k, a.IN_USE] - 1)
    for n in range(s.duty.shape[0]):
        for at in range(days * shifts):
            found[a.LOAD] += max(0, s.duty[n, at, a.CARRIED] - s.duty[n, at, a.LIMIT])
    cost = 0
    for p in range(f.people.shape[0]):
        cost += _person(f, s, p, found)
    return cost


@small
def _room_day(f: Any, s: Any, r: int, k: int, found: Any) -> None:
    cell, bands = s.cell[r, k], f.sizes[2]
    people = cell[a.LYING]
    if cell[a.WANTED]:
        found[a.OVERSTAY] += late(cell, people, 0)
    if people == 0:
        return
    found[a.NURSED] += f.unstaffed[f.room[r, a.WARD], k]
    found[a.CAPACITY] += max(0, people - cell[a.BEDS])
    if f.room[r, a.SHARED]:
        found[a.ONE_GENDER] += min(cell[a.WOMEN], cell[a.MEN])
    low, high = -1, -1
    for band in range(bands):
        if cell[a.BANDS + band]:
            high = band
            low = band if low < 0 else low
    found[a.AGES] += high - low
    most = 0
    for reason in range(f.sizes[3]):
        most = max(most, cell[a.BANDS + bands + reason])
    if f.sizes[3]:
        found[a.ISOLATION] += people - most


@small
def _person(f: Any, s: Any, p: int, found: Any) -> int:
    d, r = s.place[p, a.DAY], s.place[p, a.ROOM]
    if d == a.OUT:
        return f.people[p, a.MISSING]
    end, shifts = min(f.sizes[0], d + f.people[p, a.NIGHTS]), f.sizes[1]
    need = f.people[p, a.NEED_AT]
    for at in range(d * shifts, end * shifts):
        n = s.nurse[r, at]
        if n >= 0:
            found[a.SKILL] += max(0, f.need[need, 1] - f.skill[n])
        need += 1
    for n in range(s.met.shape[1]):
        found[a.CONTINUITY] += s.met[p, n] > 0
    for i in range(f.people[p, a.MATES]):
        q = f.mates[f.people[p, a.MATE_AT] + i]
        since = s.place[q, a.DAY]
        if q < p and since != a.OUT and s.place[q, a.ROOM] != r:
            until = min(end, since + f.people[q, a.NIGHTS])
            found[a.TOGETHER] += max(0, until - max(d, since))
    return f.day_price[p, d] + f.stay_price[p, r, 0] + (end - d) * f.stay_price[p, r, 1]
