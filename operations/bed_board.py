"""A bed plan as a board: rooms down, days across, and who lies where from when to when.

Read-only. A room has as many lanes as beds; whoever is more than that has a lane of their own,
which is drawn as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forecasting.selectors import BedRisk, occupancy_risk
from forecasting.selectors.risk import WORTH_TELLING
from hospital.models import ReferralState
from hospital.models import Room as RoomRow
from hospital.said import listed
from operations.bed_marks import must_not_lack, to_look_at
from operations.bed_questions import today_of
from operations.core.beds.plan import Placement
from operations.core.beds.problem import Patient, Problem, Room, State
from operations.core.beds.rules import RULES
from operations.core.rule import Violation, hard_codes
from operations.keeping.beds import patient_of, places
from operations.models import BedAssignment, Plan
from operations.services.beds import beds_standing
from operations.words import patients_named, violation_message

SENTENCES_SHOWN = 4
GENDERS = {"female": _("female"), "male": _("male"), "unknown": _("unknown")}


@dataclass(frozen=True, slots=True)
class Bar:
    """A patient in a room, from `day` for `nights` of the plan's days."""

    patient: str
    named: str
    gender: str
    day: int
    nights: int
    first: date
    last: date
    """The day of the expected discharge."""
    room: str = ""
    theatre: str = ""
    present: bool = False
    line: int | None = None
    locked: bool = False
    edited: bool = False
    wrong: str = ""
    """ "hard" where it breaks the law, "soft" where there is something to look at."""
    today: bool = False
    """Is to be put in the bed by today, and the records do not say that it has happened."""
    sentences: tuple[str, ...] = ()
    while_here: str = ""
    """First and last day in the reader's language."""
    record: str = ""
    """Whose stay or place on the waiting list it is: "stay/12"; "" where it has no line."""

    @property
    def looks(self) -> str:
        """The classes that draw its state."""
        states = ("coming", not self.present), ("locked", self.locked), ("edited", self.edited)
        shown = ["cell", *(state for state, there in states if there)]
        if self.wrong:
            shown.append(f"wrong-{self.wrong}")
        return " ".join(f"mizan-{state}" for state in shown)

    @property
    def said(self) -> str:
        """Its looks in words."""
        states = (
            (self.locked, _("locked")),
            (self.edited, _("changed by hand")),
            (self.wrong == "hard", _("breaks a hard rule")),
            (self.wrong == "soft", _("to look at")),
        )
        words = [str(word) for there, word in states if there]
        gender = str(GENDERS.get(self.gender, GENDERS["unknown"]))
        return listed([gender, self.room or str(_("no room")), self.while_here, *words])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a lane: a bar, or a single day that nobody lies there."""

    day: int
    nights: int
    bar: Bar | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    pieces: tuple[Piece, ...]
    extra: bool = False
    """More than the room has beds."""


@dataclass(frozen=True, slots=True)
class BoardRoom:
    id: str
    ward: str
    beds: int
    policy: str
    lanes: tuple[Lane, ...]
    record: int | None = None
    """Its row's key, where it is still there."""


@dataclass(frozen=True, slots=True)
class WardDay:
    """A ward's beds on one night. taken: given by the plan, to people who are known. risk: of the
    ward's forecast, all patients, known or not; None where nothing is forecast."""

    taken: int
    beds: int
    risk: BedRisk | None = None

    @property
    def expected(self) -> int | None:
        return None if self.risk is None else round(self.risk.expected)

    @property
    def looks(self) -> str:
        """More than full; full, or likely enough to run out of beds; or room for all."""
        if self.taken > self.beds:
            return "mizan-under"
        short = self.risk is not None and self.risk.chance >= WORTH_TELLING
        return "mizan-short-of" if short or self.taken == self.beds else ""


@dataclass(frozen=True, slots=True)
class WardStrip:
    """series: key of the ward's forecast, where there is one."""

    ward: str
    days: tuple[WardDay, ...]
    series: int | None


@dataclass(frozen=True, slots=True)
class Board:
    days: tuple[date, ...]
    wards: tuple[WardStrip, ...]
    rooms: tuple[BoardRoom, ...]
    waiting: tuple[Bar, ...]
    """Those without a room."""
    hard: int
    cost: int


def bed_board(plan: Plan) -> Board:
    """The whole plan. Raises ApplicationError for a plan that is no bed plan."""
    standing = beds_standing(plan)
    problem, report = standing.problem, standing.report()
    lines = {
        patient_of(line): line
        for line in plan.bedassignments.defer("reason").select_related("stay__bed", "referral")
    }
    wrong = _by_patient(report.violations)
    placed = {place.patient: place for place in standing.plan.placements}
    told = _Told(problem)
    today = today_of(plan)
    bars = [
        _bar(plan, each, placed.get(each.id), lines.get(each.id), wrong[each.id], told, today)
        for each in problem.patients
    ]
    rows, _theatres = places(plan.facility)
    by_room: defaultdict[str, list[Bar]] = defaultdict(list)
    for bar in bars:
        by_room[bar.room].append(bar)
    return Board(
        tuple(plan.start + timedelta(days=day) for day in range(problem.days)),
        _wards(plan, problem, by_room),
        tuple(_room(problem, room, by_room[room.id], rows.get(room.id)) for room in problem.rooms),
        tuple(by_room[""]),
        report.hard,
        report.cost,
    )


class _Told:
    """What of a patient's place is against the law, and what is to look at."""

    def __init__(self, problem: Problem) -> None:
        self.law = hard_codes(RULES, problem.policies)
        self.must = must_not_lack(problem)
        self.rooms = {room.id: room for room in problem.rooms}

    def rank(self, violation: Violation, patient: Patient, place: Placement | None) -> int:
        """0 what the law forbids, 1 what is to look at, 2 what a place costs besides."""
        if violation.rule in self.law:
            return 0
        room = self.rooms.get(place.room) if place else None
        return 1 if to_look_at(violation, patient, room, self.must) else 2


def _by_patient(violations: tuple[Violation, ...]) -> defaultdict[str, list[Violation]]:
    found: defaultdict[str, list[Violation]] = defaultdict(list)
    for each in violations:
        for subject in each.subjects:
            found[subject].append(each)
    return found


def _bar(
    plan: Plan,
    patient: Patient,
    place: Placement | None,
    line: BedAssignment | None,
    wrong: list[Violation],
    told: _Told,
    today: date,
) -> Bar:
    day = place.day if place else patient.release_day
    first = plan.start + timedelta(days=day)
    last = first + timedelta(days=patient.stay_nights)
    ranked = _worth_saying([(told.rank(each, patient, place), each) for each in wrong])
    said = tuple(str(violation_message("beds", each)) for _rank, each in ranked)
    worst = min((rank for rank, _each in ranked), default=2)
    nights = max(1, min(patient.stay_nights, plan.days - day))
    return Bar(
        patient.id,
        patients_named(patient.id),
        str(patient.gender),
        day,
        nights,
        first,
        last,
        place.room if place else "",
        place.theatre if place else "",
        patient.state is State.PRESENT,
        line.pk if line else None,
        bool(line and line.locked),
        bool(line and line.edited),
        ("hard", "soft", "")[worst],
        bool(line) and _due(line, today),
        said,
        f"{_day(first)} - {_day(last)}",
        _record(line) if line else "",
    )


def _worth_saying(wrong: list[tuple[int, Violation]]) -> list[tuple[int, Violation]]:
    """The gravest first; one of each rule, for many say the same of each night."""
    once: dict[str, tuple[int, Violation]] = {}
    for rank, each in wrong:
        once.setdefault(each.rule, (rank, each))
    return sorted(once.values(), key=lambda each: each[0])[:SENTENCES_SHOWN]


def _due(line: BedAssignment, today: date) -> bool:
    if line.room_id is None:
        return False
    if line.stay:
        lies = line.stay.bed.room_id if line.stay.bed else None
        return line.stay.discharged is None and lies != line.room_id
    return _waits(line) and line.first_day is not None and line.first_day <= today


def _waits(line: BedAssignment) -> bool:
    return line.referral is not None and line.referral.state == ReferralState.WAITING


def _record(line: BedAssignment) -> str:
    return f"stay/{line.stay_id}" if line.stay_id else f"referral/{line.referral_id}"


def _day(day: date) -> str:
    return _day_in(day, get_language())


@lru_cache(maxsize=1_000)
def _day_in(day: date, _language: str | None) -> str:
    """The same days stand on hundreds of patients of a board."""
    return date_format(day, "MONTH_DAY_FORMAT")


def _room(problem: Problem, room: Room, bars: list[Bar], row: RoomRow | None) -> BoardRoom:
    lanes: list[list[Bar]] = [[] for _ in range(room.capacity)]
    for bar in sorted(bars, key=lambda bar: (bar.day, not bar.present, bar.patient)):
        free = (lane for lane in lanes if not lane or lane[-1].day + lane[-1].nights <= bar.day)
        lane = next(free, None)
        if lane is None:
            lanes.append(lane := [])
        lane.append(bar)
    return BoardRoom(
        room.id,
        room.ward,
        room.capacity,
        str(room.gender),
        tuple(
            Lane(_pieces(problem, room, number, lane), number >= room.capacity)
            for number, lane in enumerate(lanes)
        ),
        row.pk if row else None,
    )


def _pieces(problem: Problem, room: Room, number: int, bars: list[Bar]) -> tuple[Piece, ...]:
    """The lane from left to right; a room's last lanes are those whose beds are blocked."""
    found: list[Piece] = []
    day = 0
    for bar in bars:
        found += (Piece(d, 1, None, number >= room.beds(d)) for d in range(day, bar.day))
        found.append(Piece(bar.day, bar.nights, bar))
        day = bar.day + bar.nights
    found += (Piece(d, 1, None, number >= room.beds(d)) for d in range(day, problem.days))
    return tuple(found)


def _wards(plan: Plan, problem: Problem, by_room: dict[str, list[Bar]]) -> tuple[WardStrip, ...]:
    taken: defaultdict[str, list[int]] = defaultdict(lambda: [0] * problem.days)
    usable: defaultdict[str, list[int]] = defaultdict(lambda: [0] * problem.days)
    for room in problem.rooms:
        for day in range(problem.days):
            usable[room.ward][day] += room.beds(day)
        for bar in by_room.get(room.id, ()):
            for day in range(bar.day, bar.day + bar.nights):
                taken[room.ward][day] += 1
    risks = _risks(plan)
    return tuple(
        WardStrip(
            ward,
            tuple(
                WardDay(taken[ward][day], beds[day], risks[ward].get(day))
                for day in range(problem.days)
            ),
            next((risk.series for risk in risks[ward].values()), None),
        )
        for ward, beds in usable.items()
    )


def _risks(plan: Plan) -> defaultdict[str, dict[int, BedRisk]]:
    """Ward -> day of the plan -> what the first page says of it."""
    found: defaultdict[str, dict[int, BedRisk]] = defaultdict(dict)
    facility = plan.facility
    assert facility is not None
    wards = dict(facility.wards.values_list("pk", "code"))
    told = occupancy_risk(network=plan.network, start=plan.start, days=plan.days, wards=wards)
    for risk in chain.from_iterable(told.values()):
        found[wards[risk.ward]][(risk.day - plan.start).days] = risk
    return found
