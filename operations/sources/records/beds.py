"""A hospital's records as a bed problem: who is here, who waits, what there is to lie in.

Day 0 is the plan's first day and stands for its night: a bed is counted for whoever sleeps in it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from forecasting.models import ForecastKind
from forecasting.selectors import nights_chances
from hospital.models import (
    HOSPITAL_KINDS,
    AgeBand,
    AgePolicy,
    Bed,
    Facility,
    Network,
    WardSpecialty,
)
from hospital.models import Room as RoomRow
from hospital.selectors import bed_usable, operating_minutes
from operations.core.beds.problem import (
    Arriving,
    BedsHeld,
    Former,
    GenderPolicy,
    Lock,
    Patient,
    Problem,
    Room,
)
from operations.core.beds.problem import Surgeon as CoreSurgeon
from operations.core.beds.problem import Theatre as CoreTheatre
from operations.core.beds.rules import RULES, emergency_beds_held
from operations.core.rule import Kind, Policy
from operations.families import Asked, Note
from operations.models import BedAssignment, Family, Plan, PlanState, RulePolicy
from operations.sources.records.beds_history import (
    NIGHTS_QUANTILE,
    Lengths,
    Past,
    Unannounced,
    emergencies_in_bed,
    past_stays,
)
from operations.sources.records.beds_nursing import ward_nursing
from operations.sources.records.beds_people import (
    Places,
    present_stays,
    referral_patients,
    stay_patients,
)
from operations.sources.records.overridden import overridden, overridden_notes

GENDER_POLICIES = {
    "any": GenderPolicy.ANY,
    "same": GenderPolicy.SAME,
    "F": GenderPolicy.FEMALE,
    "M": GenderPolicy.MALE,
}
CHILDREN = (AgeBand.INFANT.value, AgeBand.CHILD.value)
AGE_POLICIES = {
    AgePolicy.CHILDREN: CHILDREN,
    AgePolicy.ADULTS: tuple(band for band in AgeBand.values if band not in CHILDREN),
}


def scopes(network: Network) -> list[str]:
    """Codes of the active hospitals that have a room to plan."""
    found = Facility.objects.filter(
        network=network, active=True, kind__in=HOSPITAL_KINDS, wards__active=True
    )
    rooms = found.filter(wards__rooms__isnull=False)
    return list(rooms.order_by("code").values_list("code", flat=True).distinct())


def problem(
    network: Network, scope: str, start: date, days: int, around: Plan | None = None
) -> Asked:
    """The bed problem of the hospital `scope` on [start, start + days), with what is wrong in its
    records. `around`: the plan whose locks and places hold in place of the published one's.
    Raises Facility.DoesNotExist for a scope that is no facility of the network."""
    facility = Facility.objects.select_related("network").get(network=network, code=scope)
    rooms, notes = _rooms(facility, start, days)
    surgeons, theatres, about_surgeons = _operating(facility, start, days)
    places = _places(facility, rooms, surgeons, theatres)
    past = past_stays(facility, start)
    zone = ZoneInfo(network.time_zone)
    lengths = _lengths(facility, past, start)
    stays, about_stays = stay_patients(present_stays(facility, start), places, lengths, start, zone)
    referrals, about_referrals = referral_patients(facility, places, lengths, start, days)
    patients = (*stays, *referrals)
    expected, forecast = emergencies_in_bed(facility, past, start, days)
    locks, previous, about_locks = _plan_in_force(scope, patients, places, start, days, around)
    policies, about_rules = _policies(facility)
    notes += _about_forecast(facility, forecast, start, days)
    nursing = ward_nursing(facility, {room.ward for room in rooms}, start, days)
    asked = Problem(
        days,
        rooms,
        tuple(nursing.cared_for(patient) for patient in patients),
        age_bands=tuple(AgeBand.values),
        shifts=nursing.shifts,
        nurses=nursing.nurses,
        surgeons=surgeons,
        theatres=theatres,
        beds_held=_beds_held(rooms, stays, expected, days),
        arriving=_arriving(rooms, expected),
        locks=locks,
        previous=previous,
        policies=policies,
        start_date=start.isoformat(),
    )
    about = (*about_surgeons, *about_stays, *about_referrals, *about_locks, *about_rules)
    return Asked(asked, (*notes, *about))


def _lengths(facility: Facility, past: list[Past], start: date) -> Lengths:
    """Nights of finished stays, and of those here what the forecast expects of each."""
    chances = nights_chances(facility=facility, start=start)
    expected = {
        stay: next((n for n, left in enumerate(by) if left >= NIGHTS_QUANTILE), len(by))
        for stay, by in chances.items()
    }
    return Lengths(past, expected, chances)


def _about_forecast(facility: Facility, forecast: bool, start: date, days: int) -> tuple[Note, ...]:
    record = f"facility {facility.code}"
    if not forecast:
        return (Note("no_forecast", record, variant="admissions"),)
    wards = [ward.scope for ward in facility.wards.filter(active=True).select_related("facility")]
    said = overridden(facility.network, ForecastKind.ADMISSIONS, start, days, wards)
    return overridden_notes("admissions", record, said)


def _rooms(facility: Facility, start: date, days: int) -> tuple[tuple[Room, ...], list[Note]]:
    """Rooms of active wards with the beds that are there; one without beds is left out.

    A facility that keeps no beds at all is planned by its rooms' licensed capacity.
    """
    rows = RoomRow.objects.filter(ward__facility=facility, ward__active=True)
    rows = rows.select_related("ward").prefetch_related("equipment", "beds")
    specialties = _specialties(facility)
    keeps_beds = Bed.objects.filter(room__ward__facility=facility).exists()
    rooms, notes = [], []
    for row in rows.order_by("ward__code", "code"):
        name = f"{row.ward.code}/{row.code}"
        beds = list(row.beds.all())
        if keeps_beds and not beds:
            notes.append(
                Note(
                    "room_without_beds",
                    f"room {name}",
                    {"room": name, "capacity": row.capacity},
                )
            )
            continue
        capacity = len(beds) if keeps_beds else row.capacity
        blocked = tuple(_blocked(beds, start + timedelta(days=day), start) for day in range(days))
        rooms.append(
            Room(
                name,
                row.ward.code,
                capacity,
                blocked if any(blocked) else (),
                GENDER_POLICIES[row.gender_policy],
                AGE_POLICIES.get(AgePolicy(row.age_policy), ()),
                tuple(sorted(item.code for item in row.equipment.all())),
                row.isolation,
                dict(specialties.get(row.ward_id, {})),
            )
        )
    return tuple(rooms), notes


def _blocked(beds: list[Bed], day: date, start: date) -> int:
    """Beds out of use on `day`."""
    return sum(not bed_usable(bed.status, bed.status_until, day, start) for bed in beds)


def _specialties(facility: Facility) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = WardSpecialty.objects.filter(ward__facility=facility)
    for row in rows.select_related("specialty").order_by("priority", "specialty__code"):
        found[row.ward_id][row.specialty.code] = row.priority
    return found


def _operating(
    facility: Facility, start: date, days: int
) -> tuple[tuple[CoreSurgeon, ...], tuple[CoreTheatre, ...], list[Note]]:
    found = operating_minutes(facility=facility, first=start, days=days)
    theatres = tuple(CoreTheatre(row.code, minutes) for row, minutes in found.theatres.items())
    surgeons, notes = [], []
    for row, minutes in found.surgeons.items():
        if not row.operates:
            notes.append(
                Note(
                    "surgeon_never_operates",
                    f"surgeon {row.code}",
                    {"surgeon": row.code},
                )
            )
        surgeons.append(CoreSurgeon(row.code, minutes))
    return tuple(surgeons), theatres, notes


def _places(
    facility: Facility,
    rooms: tuple[Room, ...],
    surgeons: tuple[CoreSurgeon, ...],
    theatres: tuple[CoreTheatre, ...],
) -> Places:
    takes: dict[str, list[str]] = defaultdict(list)
    for room in rooms:
        for specialty in room.specialties:
            if room.ward not in takes[specialty]:
                takes[specialty].append(room.ward)
    planned = {room.ward for room in rooms}
    overflow = facility.wards.filter(overflow_to__facility=facility).select_related("overflow_to")
    most = {surgeon.id: max(surgeon.minutes, default=0) for surgeon in surgeons}
    if theatres:
        most[""] = max(max(theatre.minutes, default=0) for theatre in theatres)
    return Places(
        frozenset(room.id for room in rooms),
        {specialty: tuple(wards) for specialty, wards in takes.items()},
        {w.code: w.overflow_to.code for w in overflow if w.overflow_to.code in planned},
        most,
    )


def _beds_held(
    rooms: tuple[Room, ...],
    present: list[Patient],
    expected: dict[str, Unannounced],
    days: int,
) -> tuple[BedsHeld, ...]:
    """Beds for emergencies of the next nights, rounded up, as far as those who are here will leave
    any free."""
    ward_of = {room.id: room.ward for room in rooms}
    free: dict[str, list[int]] = defaultdict(lambda: [0] * days)
    for room in rooms:
        for day in range(days):
            free[room.ward][day] += room.beds(day)
    for patient in present:
        ward = ward_of.get(patient.room) or next(iter(patient.wards), "")
        for day in range(min(days, patient.stay_nights)):
            free[ward][day] -= 1
    wards = sorted({room.ward for room in rooms})
    held = [
        BedsHeld(ward, day, max(0, min(ceil(expected[ward].high[day] - 1e-6), free[ward][day])))
        for ward in wards
        if ward in expected
        for day in range(min(days, emergency_beds_held.NIGHTS))
    ]
    return tuple(one for one in held if one.beds)


def _arriving(rooms: tuple[Room, ...], expected: dict[str, Unannounced]) -> tuple[Arriving, ...]:
    planned = {room.ward for room in rooms}
    return tuple(
        Arriving(ward, day, round(1000 * people))
        for ward, found in sorted(expected.items())
        for day, people in enumerate(found.mean)
        if ward in planned and people
    )


def _plan_in_force(
    scope: str,
    patients: tuple[Patient, ...],
    places: Places,
    start: date,
    days: int,
    around: Plan | None,
) -> tuple[tuple[Lock, ...], tuple[Former, ...], list[Note]]:
    """Locks and places of the published plan, or of the one `around`. Present patients are held by
    the price of a transfer, so that only who is still to come has a former place."""
    known = {patient.id for patient in patients}
    published = BedAssignment.objects.filter(
        plan__family=Family.BEDS, plan__scope=scope, plan__state=PlanState.PUBLISHED
    )
    lines = BedAssignment.objects.filter(plan=around) if around else published
    lines = lines.select_related("stay", "referral", "room__ward")
    locks, previous, notes = [], [], []
    for line in lines.exclude(room=None).order_by("pk"):
        name = f"stay:{line.stay.number}" if line.stay else f"referral:{line.referral.number}"
        room = f"{line.room.ward.code}/{line.room.code}"
        day = 0 if line.stay or line.first_day is None else (line.first_day - start).days
        if name not in known:
            continue
        if room in places.rooms and 0 <= day < days:
            if line.locked:
                locks.append(Lock(name, room, day))
            if line.referral:
                previous.append(Former(name, day, room))
        elif line.locked:
            notes.append(
                Note(
                    "lock_outside_plan",
                    name,
                    {"patient": name, "room": room, "first_date": line.first_day},
                    "bed",
                )
            )
    return tuple(locks), tuple(previous), notes


def _policies(facility: Facility) -> tuple[dict[str, Policy], list[Note]]:
    """The network's decisions about rules, and over them the facility's own."""
    known = {rule.code for rule in RULES}
    rows = RulePolicy.objects.filter(network=facility.network, family=Family.BEDS)
    policies: dict[str, Policy] = {}
    notes = []
    for own in (False, True):
        scope = rows.filter(facility=facility) if own else rows.filter(facility=None)
        for row in scope.order_by("rule"):
            if row.rule in known:
                policies[row.rule] = Policy(Kind(row.kind), row.weight, row.active)
            else:
                notes.append(
                    Note(
                        "rule_unknown",
                        f"rule {row.rule}",
                        {"rule": row.rule},
                        "beds",
                    )
                )
    return policies, notes
