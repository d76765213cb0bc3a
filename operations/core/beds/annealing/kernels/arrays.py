"""What the kernels work on: facts that stay, the state that changes, and names for columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]
Longs = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]

NO = 1 << 50
"""Not possible, as an energy: above any sum of prices."""
CLOSED = (1 << 31) - 1
"""Not possible, in the tables of prices."""
OUT = -1
"""As a day: not admitted. As a theatre or nurse: none."""

ANY = -2
"""As a room of a draft: one that has a bed."""

# Rules that need neighbours, as positions in `Facts.price`.
CAPACITY, ONE_GENDER, ISOLATION, AGES, HELD, SURGEON_TIME, THEATRE_TIME, OPENED, ONE_THEATRE = (
    range(9)
)
SKILL, LOAD, CONTINUITY, NURSED, OVERSTAY, TOGETHER = range(9, 15)
PRICES = 15

# Columns of `Facts.people`.
NIGHTS, GENDER, BAND, REASON, SURGEON, MINUTES, MISSING, MUST = range(8)
NEED_AT, DAY_AT, DAYS, ROOM_AT, ROOMS = range(8, 13)
LATER_AT, LATER, MATE_AT, MATES = range(13, 17)
PEOPLE = 17
WOMAN, MAN = 1, 2

# Columns of `Facts.room`.
SHARED, WARD = 0, 1

# Columns of `State.place`, `State.draft` and `State.was`.
DAY, ROOM, THEATRE = 0, 1, 2
WHO = 3
"""And in `State.draft`, whose place it would be."""

# Columns of `State.cell`, one row per room and day; WANTED: chances in percent to stay longer.
# Bands of age follow, then isolation reasons.
BEDS, LYING, WOMEN, MEN, WANTED, BANDS = range(6)

# Columns of `State.duty`, `State.theatre`, `State.ward` and `State.surgeon`; in the last the
# patients of each theatre follow.
CARRIED, LIMIT = 0, 1
PATIENTS = 2
IN_USE, THEATRES = 2, 3


class Facts(NamedTuple):
    """What a problem says, by position. P patients, R rooms, D days, S shifts, N nurses.

    sizes: D, S, age bands, isolation reasons (0: only one), theatres.
    people [P, PEOPLE]; stay_price [P, R, 2]: of a room once and per night, CLOSED where it may not
    be; day_price [P, D]; days, rooms: lists that `people` points into. free: patients whose place
    is a question. need [., 2]: workload and skill of each shift of a stay.
    later: chances in percent to be there still, by night after the stay. mates: who shares a room.
    at_work [W, D * S, .]: nurses of a ward and of all, their number first. works [N, .]: ward of a
    nurse (OUT: any), number of shifts, the shifts. unstaffed [W, D]: shifts with nobody at work.
    """

    sizes: Longs
    price: Longs
    people: Ints
    room: Ints
    stay_price: Ints
    day_price: Ints
    days: Ints
    rooms: Ints
    free: Ints
    need: Ints
    skill: Ints
    later: Ints
    mates: Ints
    at_work: Ints
    works: Ints
    unstaffed: Ints


class State(NamedTuple):
    """A plan with everything counted that a move needs to be priced.

    place [P, 3]. cell [R, D, .]: beds, people, women, men, then people by age band and by reason.
    lying [R, D, .]: who. nurse [R, D * S]. duty [N, D * S, 2]: carried, limit. met [P, N]: shifts
    together. theatre [T, D, 3]: minutes, limit, patients. surgeon [U, D, 3 + T]: minutes, limit,
    theatres in use, patients by theatre. ward [W, D, 2]: people, limit. mark [N + 1]: stamps for
    counting, the stamp last. chance [1]: the random generator. draft, was
    [., 4]: places proposed and places to go back to. old: nurses to go back to.
    """

    place: Ints
    cell: Ints
    lying: Ints
    nurse: Ints
    duty: Ints
    met: Shorts
    theatre: Ints
    surgeon: Ints
    ward: Ints
    mark: Longs
    chance: npt.NDArray[np.uint64]
    draft: Ints
    was: Ints
    old: Ints
    tally: Ints


def copied(facts: Facts) -> Facts:
    """The same facts in memory of their own, so that two threads share no reference counts."""
    return Facts._make(array.copy() for array in facts)
