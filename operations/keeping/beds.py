"""Bed plans between core and database: placements become lines, lines become a plan again."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from hospital.models import Facility, Referral, Room, Stay, Surgeon, Theatre
from hospital.said import Message, Said
from operations.core.beds.plan import Placement, Plan
from operations.core.beds.problem import Lock, Patient, Problem, State
from operations.core.report import Report
from operations.models import BedAssignment
from operations.models import Plan as PlanRow
from operations.packed import unpack
from operations.words import violation_message

STAY, REFERRAL = "stay", "referral"
BATCH = 500
"""Numbers asked for in one query: SQLite takes no more than a thousand."""


class _Records:
    """The facility's records by the ids that problems use."""

    def __init__(self, facility: Facility | None, patients: list[str]) -> None:
        numbers: defaultdict[str, list[str]] = defaultdict(list)
        for patient in patients:
            kind, _, number = patient.partition(":")
            numbers[kind].append(number)
        self.stays = _by_number(Stay, facility, numbers[STAY])
        self.referrals = _by_number(Referral, facility, numbers[REFERRAL])
        self.rooms, self.theatres = places(facility)
        self.surgeons = {s.code: s for s in Surgeon.objects.filter(facility=facility)}


def _by_number(model, facility, numbers):  # type: ignore[no-untyped-def]
    found = {}
    for at in range(0, len(numbers), BATCH):
        some = model.objects.filter(facility=facility, number__in=numbers[at : at + BATCH])
        found.update({row.number: row for row in some})
    return found


def rows(
    plan_row: PlanRow, problem: Problem, plan: Plan, report: Report
) -> dict[type[BedAssignment], list[BedAssignment]]:
    """One line a patient; whoever has no bed in this plan has a line without a room."""
    records = _Records(plan_row.facility, [patient.id for patient in problem.patients])
    placed = {placement.patient: placement for placement in plan.placements}
    locked = {lock.patient for lock in problem.locks}
    breaches: defaultdict[str, list[Message]] = defaultdict(list)
    for violation in report.violations:
        for subject in violation.subjects:
            breaches[subject].append(violation_message("beds", violation))
    lines = [
        _line(
            plan_row,
            records,
            patient,
            placed.get(patient.id),
            patient.id in locked,
            breaches[patient.id],
        )
        for patient in problem.patients
    ]
    return {BedAssignment: lines}


def lines_of(plan_row: PlanRow, patients: list[Patient]) -> list[BedAssignment]:
    """Lines without a room, still to be saved, for patients who came since the plan was made."""
    records = _Records(plan_row.facility, [patient.id for patient in patients])
    return [_line(plan_row, records, patient, None, False, []) for patient in patients]


def _line(
    plan_row: PlanRow,
    records: _Records,
    patient: Patient,
    placement: Placement | None,
    locked: bool,
    breaches: list[Message],
) -> BedAssignment:
    kind, _, number = patient.id.partition(":")
    line = BedAssignment(
        plan=plan_row,
        stay=records.stays[number] if kind == STAY else None,
        referral=records.referrals[number] if kind == REFERRAL else None,
        nights=patient.stay_nights,
        surgeon=records.surgeons.get(patient.surgeon),
        locked=locked,
        reason=Said.of(_why(plan_row, patient, placement), *breaches[:3]),
    )
    if placement is not None:
        line.room = records.rooms[placement.room]
        line.first_day = plan_row.start + timedelta(days=placement.day)
        line.theatre = records.theatres.get(placement.theatre)
    return line


def _why(plan_row: PlanRow, patient: Patient, placement: Placement | None) -> Message:
    if placement is None:
        return Message("line.no_bed")
    if patient.state is State.PRESENT and patient.room == placement.room:
        return Message("line.same_room")
    if patient.state is State.PRESENT and patient.room:
        return Message("line.moves", {"room": patient.room})
    if patient.state is not State.ELECTIVE:
        return Message("line.fixed_day")
    facts = {"release_on": plan_row.start + timedelta(days=patient.release_day)}
    if patient.due_day is None:
        return Message("line.may_come.until_the_end", facts)
    due = plan_row.start + timedelta(days=patient.due_day)
    return Message("line.may_come", facts | {"due_on": due})


def cells(plan_row: PlanRow, first: date, until: date) -> dict[str, str]:
    """Where each patient is and from which day."""
    del first, until  # a patient is one cell, whichever days two plans share
    lines = BedAssignment.objects.filter(plan=plan_row, room__isnull=False)
    lines = lines.select_related("stay", "referral", "room__ward")
    return {
        patient_of(line): room_key(line.room)
        if line.stay
        else _("%(room)s from %(day)s") % {"room": room_key(line.room), "day": line.first_day}
        for line in lines
    }


def settle(row: BedAssignment) -> None:
    """Nothing follows from a changed line."""


def answer(plan_row: PlanRow, problem: Problem) -> Plan:
    """The bed plan as its lines stand now, of those whom the problem knows; nursing as planned."""
    known = {patient.id for patient in problem.patients}
    lines = BedAssignment.objects.filter(plan=plan_row, room__isnull=False)
    lines = lines.select_related("stay", "referral", "room__ward", "theatre").order_by("pk")
    lines = lines.defer("reason")  # hundreds of sentences that nobody asked for
    placements = tuple(
        Placement(
            patient_of(line),
            _day(line, plan_row.start),
            room_key(line.room),
            line.theatre.code if line.theatre else "",
        )
        for line in lines
        if patient_of(line) in known
    )
    return Plan(placements, unpack(plan_row.answer, Plan).nursing)


def patient_of(line: BedAssignment) -> str:
    """The patient's id in problems."""
    return f"{STAY}:{line.stay.number}" if line.stay else f"{REFERRAL}:{line.referral.number}"


def _day(line: BedAssignment, start: date) -> int:
    """Whoever is here already is there from the plan's first day."""
    return max(0, (line.first_day - start).days) if line.first_day else 0


def places(facility: Facility | None) -> tuple[dict[str, Room], dict[str, Theatre]]:
    """The facility's rooms and theatres by their ids in problems."""
    rooms = Room.objects.filter(ward__facility=facility).select_related("ward")
    theatres = Theatre.objects.filter(facility=facility)
    return {room_key(room): room for room in rooms}, {each.code: each for each in theatres}


def room_key(room: Room) -> str:
    """What problems call it."""
    return f"{room.ward.code}/{room.code}"


def _locked(plan_row: PlanRow) -> list[BedAssignment]:
    lines = BedAssignment.objects.filter(plan=plan_row, locked=True, room__isnull=False)
    return list(lines.select_related("stay", "referral", "room__ward").order_by("pk"))


def with_locks(plan_row: PlanRow, problem: Problem) -> Problem:
    """The problem with the locks of the lines as they stand now."""
    known = {patient.id for patient in problem.patients}
    locks = tuple(
        Lock(patient_of(line), room_key(line.room), _day(line, plan_row.start))
        for line in _locked(plan_row)
        if patient_of(line) in known
    )
    return replace(problem, locks=locks)


def pins_hold(plan_row: PlanRow, problem: Problem, plan: Plan) -> list[Message]:
    """Which locked lines of the published plan the new one does not keep.

    A present patient's lock is on the room; one who was still to come is locked to the day too.
    A patient who has left needs no bed and breaks nothing.
    """
    now = {placement.patient: placement for placement in plan.placements}
    asked = {patient.id: patient for patient in problem.patients}
    broken = []
    for line in _locked(plan_row):
        patient = asked.get(patient_of(line))
        if patient is None:
            continue
        placement = now.get(patient.id)
        if placement is None or placement.room != room_key(line.room):
            facts = {"patient": patient.id, "room": room_key(line.room)}
            if placement:
                facts["planned"] = placement.room
            broken.append(Message("pin.room" if placement else "pin.no_bed", facts))
    return broken
