"""Who answers for which rooms in the first days of a bed plan, ward by ward, as its own page shows
it. Read-only; for whoever may see the plan."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from operations.core.beds.board import nurses_of, occupancy
from operations.core.beds.problem import Nurse, Problem
from operations.core.beds.rules.room_nursed import rostered
from operations.models import Plan
from operations.services.beds import beds_standing

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A part of a day. shift: its beginning, "07:00"."""

    day: date
    shift: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What one nurse has in one part of a day. rooms: codes, "" where there are none; at_work:
    whether the roster has them there; patients: in these rooms."""

    rooms: str
    at_work: bool
    patients: int = 0


@dataclass(frozen=True, slots=True)
class NurseRow:
    """nurse: the staff number; "" for the rooms that nobody answers for."""

    nurse: str
    cells: tuple[Answers, ...]


@dataclass(frozen=True, slots=True)
class WardNursing:
    ward: str
    rows: tuple[NurseRow, ...]

    @property
    def lacks(self) -> bool:
        return any(row.nurse == NOBODY for row in self.rows)


@dataclass(frozen=True, slots=True)
class BedNursing:
    turns: tuple[Turn, ...]
    wards: tuple[WardNursing, ...]


def bed_nursing_board(plan: Plan) -> BedNursing:
    """Parts of days without a published roster are left out. Raises ApplicationError for a plan
    that is no bed plan."""
    standing = beds_standing(plan)
    problem = standing.problem
    answering = nurses_of(standing.plan)
    there = {place: len(lying) for place, lying in occupancy(problem, standing.plan).items()}
    at_work = {nurse.id: set(_times(nurse)) for nurse in problem.nurses}
    times = sorted(set().union(*at_work.values()))
    wards = {room.id: room.ward for room in problem.rooms}
    mine: defaultdict[tuple[str, int, int, str], list[str]] = defaultdict(list)
    known = rostered(problem)
    for room, day in there:
        for shift in range(len(problem.shifts)) if (wards[room], day) in known else ():
            for nurse in answering.get((room, day, shift), [NOBODY]):
                mine[wards[room], day, shift, nurse].append(room)
    found = [
        WardNursing(ward, tuple(_rows(problem, ward, times, mine, at_work, there)))
        for ward in dict.fromkeys(wards.values())
    ]
    turns = tuple(
        Turn(plan.start + timedelta(days=day), problem.shifts[shift]) for day, shift in times
    )
    return BedNursing(turns, tuple(ward for ward in found if ward.rows))


def _times(nurse: Nurse) -> list[tuple[int, int]]:
    return [(duty.day, duty.shift) for duty in nurse.duties]


def _rows(
    problem: Problem,
    ward: str,
    times: list[tuple[int, int]],
    mine: dict[tuple[str, int, int, str], list[str]],
    at_work: dict[str, set[tuple[int, int]]],
    there: dict[tuple[str, int], int],
) -> list[NurseRow]:
    """The nurses of the ward by number; before them the rooms that nobody answers for."""
    nurses = [nurse.id for nurse in problem.nurses if nurse.ward == ward]
    rows = []
    for nurse in (NOBODY, *sorted(nurses)):
        cells = []
        for day, shift in times:
            rooms = mine.get((ward, day, shift, nurse), [])
            codes = ", ".join(sorted(room.rpartition("/")[2] for room in rooms))
            patients = sum(there[room, day] for room in rooms)
            cells.append(Answers(codes, (day, shift) in at_work.get(nurse, ()), patients))
        if any(cell.rooms or cell.at_work for cell in cells):
            rows.append(NurseRow(nurse, tuple(cells)))
    return rows
