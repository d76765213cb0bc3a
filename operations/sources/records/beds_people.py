"""Stays and referrals as patients of a bed plan; what is wrong with them is said and left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from hospital.models import AgeBand, BedStatus, Facility, Referral, ReferralState, Stay
from hospital.selectors import bed_usable
from operations.core.beds.problem import Gender, Patient, State
from operations.core.beds.rules import admitted_promptly, optional_admitted
from operations.families import Note
from operations.sources.records.beds_history import Lengths

MAY_WAIT_DAYS = 180
CHILDREN = (AgeBand.INFANT.value, AgeBand.CHILD.value)
GENDERS = {"F": Gender.FEMALE, "M": Gender.MALE}


@dataclass(slots=True)
class Places:
    """What people can be placed in. rooms: ids planned. takes: specialty -> wards that take it.

    overflow: ward -> where it sends patients when full. most_minutes: longest operation that a
    surgeon (code) or any theatre ("") can do in a day.
    """

    rooms: frozenset[str]
    takes: dict[str, tuple[str, ...]]
    overflow: dict[str, str]
    most_minutes: dict[str, int] = field(default_factory=dict)

    def known(self, ward: str) -> bool:
        """Whether the ward has a room that is planned."""
        return any(room.startswith(f"{ward}/") for room in self.rooms)

    def wards(self, specialty: str, own: str = "") -> tuple[str, ...]:
        """Wards for a patient: their own, those of the specialty, and where these overflow."""
        first = list(dict.fromkeys([*([own] if own else []), *self.takes.get(specialty, ())]))
        more = [self.overflow[ward] for ward in first if ward in self.overflow]
        return tuple(dict.fromkeys([*first, *more]))


def present_stays(facility: Facility, start: date) -> list[Stay]:
    """Who needs a bed in the night of `start`: came before its end, did not leave before it."""
    zone = ZoneInfo(facility.network.time_zone)
    evening = datetime.combine(start + timedelta(days=1), time(), zone)
    found = Stay.objects.filter(facility=facility, admitted__lt=evening)
    found = found.filter(Q(discharged__isnull=True) | Q(discharged__gte=evening))
    found = found.select_related("ward", "specialty", "bed__room__ward__facility")
    return list(found.prefetch_related("equipment").order_by("admitted", "number"))


def stay_patients(
    stays: list[Stay], places: Places, lengths: Lengths, start: date, zone: ZoneInfo
) -> tuple[list[Patient], list[Note]]:
    """Present patients; of two in one bed, who came last keeps it and the other waits for one."""
    notes: list[Note] = []
    holder: dict[int, Stay] = {}
    shared: dict[int, list[str]] = defaultdict(list)
    for stay in stays:
        if stay.bed_id is not None:
            holder[stay.bed_id] = stay
            shared[stay.bed_id].append(stay.number)
    for bed, numbers in shared.items():
        if len(numbers) > 1:
            notes.append(_two_in_a_bed(holder[bed], numbers))
    patients = []
    for stay in stays:
        mine = stay.bed_id is not None and holder[stay.bed_id] is stay
        room = _room(stay, places, notes) if mine else ""
        nights = _nights(stay, lengths, start, zone, notes)
        if not places.known(stay.ward.code):
            notes.append(_ward_not_planned(stay))
        so_far = max(0, (start - stay.admitted.astimezone(zone).date()).days)
        specialty = stay.specialty.code if stay.specialty else ""
        spread = lengths.spread(specialty, so_far, nights, stay.pk)
        patients.append(_stay_patient(stay, room, start, nights, places, spread))
    return _with_companions(stays, patients), notes


def _ward_not_planned(stay: Stay) -> Note:
    facts = {"stay": stay.number, "ward": stay.ward.code}
    return Note("ward_not_planned", f"stay {stay.number}", facts)


def _with_companions(stays: list[Stay], patients: list[Patient]) -> list[Patient]:
    """Children whose mother is here lie where she does; their own gender does not close a room."""
    here = {stay.pk: patient.id for stay, patient in zip(stays, patients, strict=True)}
    follows = {stay.pk for stay in stays if stay.beside_id in here and stay.beside_id != stay.pk}
    found = []
    for stay, patient in zip(stays, patients, strict=True):
        if stay.pk in follows and stay.beside_id not in follows:
            child = patient.age_band in CHILDREN
            patient = replace(
                patient,
                with_patient=here[stay.beside_id],
                gender=Gender.UNKNOWN if child else patient.gender,
            )
        found.append(patient)
    return found


def _two_in_a_bed(holder: Stay, numbers: list[str]) -> Note:
    where = f"{holder.bed.room.ward.code}/{holder.bed.room.code}/{holder.bed.code}"
    return Note(
        "two_in_a_bed",
        f"bed {where}",
        {"stays": ", ".join(numbers), "bed": where, "holder": holder.number},
    )


def _room(stay: Stay, places: Places, notes: list[Note]) -> str:
    room = stay.bed.room
    found = f"{room.ward.code}/{room.code}"
    if room.ward.facility_id == stay.facility_id and found in places.rooms:
        if stay.bed.status != BedStatus.OPEN:
            notes.append(_bed_not_open(stay, f"{found}/{stay.bed.code}"))
        return found
    notes.append(
        Note(
            "bed_not_in_use",
            f"stay {stay.number}",
            {"stay": stay.number, "bed": f"{found}/{stay.bed.code}"},
        )
    )
    return ""


def _bed_not_open(stay: Stay, bed: str) -> Note:
    return Note(
        "bed_not_open",
        f"bed {bed}",
        {"stay": stay.number, "bed": bed, "status_word": stay.bed.status},
    )


def _nights(stay: Stay, lengths: Lengths, start: date, zone: ZoneInfo, notes: list[Note]) -> int:
    """Nights from `start`, at least tonight: whoever is still here stays till morning."""
    admitted = stay.admitted.astimezone(zone).date()
    expected = stay.expected_discharge
    if expected is not None and expected < admitted:
        notes.append(
            Note(
                "stay_ends_before_it_begins",
                f"stay {stay.number}",
                {"stay": stay.number, "admitted_date": admitted, "expected_date": expected},
            )
        )
        expected = None
    if expected is not None and expected < start:
        notes.append(
            Note(
                "discharge_overdue",
                f"stay {stay.number}",
                {"stay": stay.number, "expected_date": expected},
            )
        )
    if expected is not None:
        return max(1, (expected - start).days)
    if stay.pk in lengths.expected:
        return max(1, lengths.expected[stay.pk])
    specialty = stay.specialty.code if stay.specialty else ""
    return max(1, lengths.left(specialty, max(0, (start - admitted).days)))


def _stay_patient(
    stay: Stay,
    room: str,
    start: date,
    nights: int,
    places: Places,
    spread: tuple[tuple[int, ...], tuple[int, ...]],
) -> Patient:
    specialty = stay.specialty.code if stay.specialty else ""
    name = f"stay:{stay.number}"
    return Patient(
        name,
        GENDERS.get(stay.gender, Gender.UNKNOWN),
        stay.age_band,
        nights,
        State.PRESENT,
        room=room,
        bed_open=not room or bed_usable(stay.bed.status, stay.bed.status_until, start, start),
        specialty=specialty,
        wards=places.wards(specialty, stay.ward.code),
        needs=tuple(sorted(item.code for item in stay.equipment.all())),
        isolation=f"alone {name}" if stay.isolation else "",
        staying=spread[0],
        overstay=spread[1],
    )


def referral_patients(
    facility: Facility, places: Places, lengths: Lengths, start: date, days: int
) -> tuple[list[Patient], list[Note]]:
    """Waiting patients who could come within the plan; wrong records are named and left out."""
    waiting = Referral.objects.filter(
        facility=facility,
        state=ReferralState.WAITING,
        release_day__lt=start + timedelta(days=days),
    ).select_related("specialty", "surgeon")
    patients, notes = [], []
    for referral in waiting.prefetch_related("equipment").order_by("release_day", "number"):
        if wrong := _wrong(referral, places):
            notes.append(wrong)
        else:
            notes += _overdue(referral, start)
            patients.append(_referral_patient(referral, places, lengths, start, days))
    return patients, notes


def _wrong(referral: Referral, places: Places) -> Note | None:
    name, due = referral.number, referral.due_day
    if due is not None and due < referral.release_day:
        return Note(
            "due_before_release",
            f"referral {name}",
            {"referral": name, "due_date": due, "release_date": referral.release_day},
        )
    surgeon = referral.surgeon.code if referral.surgeon else ""
    for who, most in (
        (surgeon, places.most_minutes.get(surgeon)),
        ("", places.most_minutes.get("")),
    ):
        if most is not None and referral.surgery_minutes > most > 0:
            return Note(
                "surgery_too_long",
                f"referral {name}",
                {"referral": name, "needed": referral.surgery_minutes, "who": who, "most": most},
                "surgeon" if who else "theatre",
            )
    return None


def _overdue(referral: Referral, start: date) -> list[Note]:
    if referral.due_day is None or referral.due_day >= start:
        return []
    return [
        Note(
            "referral_overdue",
            f"referral {referral.number}",
            {"referral": referral.number, "due_date": referral.due_day},
        )
    ]


def _waited(referral: Referral, start: date) -> float:
    """The share of the time that this patient may wait which is over, at most twice it.

    Whoever has no due day may wait `MAY_WAIT_DAYS`. Who is more urgent may wait less, so that equal
    shares are equally late: the list is taken in this order, not by name or by who asks loudest.
    """
    last = referral.due_day or referral.registered + timedelta(days=MAY_WAIT_DAYS)
    whole = max(1, (last - referral.registered).days)
    return min(2.0, max(0.0, (start - referral.registered).days / whole))


def _referral_patient(
    referral: Referral, places: Places, lengths: Lengths, start: date, days: int
) -> Patient:
    """Mandatory only where the due day lies within the plan (or has passed)."""
    release = max(0, (referral.release_day - start).days)
    due = None if referral.due_day is None else (referral.due_day - start).days
    specialty = referral.specialty.code if referral.specialty else ""
    waited = _waited(referral, start)
    spread = lengths.spread(specialty, 0, referral.expected_nights)
    return Patient(
        f"referral:{referral.number}",
        GENDERS.get(referral.gender, Gender.UNKNOWN),
        referral.age_band,
        referral.expected_nights,
        State.ELECTIVE,
        mandatory=referral.mandatory and due is not None and due < days,
        release_day=release,
        due_day=due if due is not None and due >= release else None,
        specialty=specialty,
        surgeon=referral.surgeon.code if referral.surgeon and referral.surgery_minutes else "",
        surgery_minutes=referral.surgery_minutes,
        wards=places.wards(specialty),
        needs=tuple(sorted(item.code for item in referral.equipment.all())),
        isolation=f"alone referral:{referral.number}" if referral.isolation else "",
        staying=spread[0],
        overstay=spread[1],
        delay_price=round(admitted_promptly.RULE.weight * (1 + waited)),
        optional_price=round(optional_admitted.RULE.weight * (1 + waited)),
    )
