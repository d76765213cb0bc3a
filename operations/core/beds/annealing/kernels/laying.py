"""Plans laid from nothing: each patient where it costs least just now, or where a plan says."""

from __future__ import annotations

from typing import Any

from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.picks import any_theatre
from operations.core.beds.annealing.kernels.stays import full, put, weigh
from operations.core.compiled import entry


@entry
def lay(f: Any, s: Any, order: Any) -> None:
    """Admit in this order whoever must be or is cheaper in than out."""
    for p in order:
        if s.place[p, a.DAY] != a.OUT or not f.people[p, a.DAYS] * f.people[p, a.ROOMS]:
            continue
        best = a.NO - 1 if f.people[p, a.MUST] else 0
        day, room, theatre = a.OUT, a.OUT, a.OUT
        for i in range(f.people[p, a.DAYS]):
            d = f.days[f.people[p, a.DAY_AT] + i]
            t = any_theatre(f, s, p, d)
            for j in range(f.people[p, a.ROOMS]):
                r = f.rooms[f.people[p, a.ROOM_AT] + j]
                cost = weigh(f, s, p, d, r, t, best - 1)
                if cost != a.NO and not full(f, s, p, d, r):
                    best, day, room, theatre = cost, d, r, t
        if day != a.OUT:
            put(f, s, p, day, room, theatre)


@entry
def fill(f: Any, s: Any, place: Any) -> None:
    """Admit everybody where `place` [P, 3] says."""
    for p in range(place.shape[0]):
        if place[p, a.DAY] != a.OUT:
            put(f, s, p, place[p, a.DAY], place[p, a.ROOM], place[p, a.THEATRE])
