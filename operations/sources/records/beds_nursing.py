"""Who nurses a ward's rooms in the days to come: the published rosters, and what patients ask of
them.

Rooms are given to nurses for `NURSED_DAYS` only: who lies where a week from now is too uncertain to
say who will answer for it. Workload counts in tenths of an ordinary patient's shift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from hospital.models import AgeBand, Facility, StaffSkill
from operations.core.beds.problem import Duty, Nurse, Patient, State
from operations.in_force import in_force
from operations.models import Family, ShiftAssignment

NURSED_DAYS = 3
ANSWERS = ("nurse", "midwife")
"""Roles that answer for a room; assistants help."""
APART_MINUTES = 180
"""Shifts that begin less than this apart begin the same part of the day."""
DAY = 24 * 60
ORDINARY, ISOLATED, EQUIPPED, OPERATED, FRAIL = 10, 4, 3, 6, 2
"""Workload of a shift: an ordinary patient, and what each of these adds."""
CARRIES, CARRIES_AT_NIGHT = 80, 120
"""What a nurse can carry: eight ordinary patients, twelve by night."""
SKILLED, PLAIN = 2, 1
"""Skill level that isolation, equipment or a fresh operation asks for, and that anybody does."""
FRAIL_BANDS = (AgeBand.INFANT.value, AgeBand.ELDER.value)


@dataclass(frozen=True, slots=True)
class Nursing:
    """shifts: parts of the day by their beginning; nurses: each of one ward, with their duties."""

    shifts: tuple[str, ...] = ()
    nurses: tuple[Nurse, ...] = ()

    def cared_for(self, patient: Patient) -> Patient:
        """The patient with what each shift of the stay weighs and asks for."""
        if not self.nurses:
            return patient
        parts = len(self.shifts)
        special = bool(patient.isolation or patient.needs)
        always = ORDINARY + ISOLATED * bool(patient.isolation) + EQUIPPED * len(patient.needs)
        always += FRAIL * (patient.age_band in FRAIL_BANDS)
        fresh = parts if patient.surgery_minutes and patient.state is not State.PRESENT else 0
        shifts = range(patient.stay_nights * parts)
        return replace(
            patient,
            workload=tuple(always + OPERATED * (shift < fresh) for shift in shifts),
            skill_needed=tuple(SKILLED if special or s < fresh else PLAIN for s in shifts),
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """One shift of one nurse, in minutes from the plan's first midnight."""

    nurse: str
    ward: str
    begins: int
    minutes: int


def ward_nursing(facility: Facility, wards: Collection[str], start: date, days: int) -> Nursing:
    """The nurses of `wards` whose rosters are published for the first days of the plan."""
    until = start + timedelta(days=min(days, NURSED_DAYS))
    lines = ShiftAssignment.objects.filter(
        plan__family=Family.STAFFING,
        plan__facility=facility,
        plan__ward__code__in=wards,
        date__gte=start,
        date__lt=until,
        shift__isnull=False,
        staff__role__in=ANSWERS,
    )
    rows = in_force(lines, "date").values_list(
        "staff__number", "plan__ward__code", "date", "shift__starts", "shift__minutes"
    )
    work = [
        _Work(nurse, ward, (day - start).days * DAY + _minute(starts), minutes)
        for nurse, ward, day, starts, minutes in rows.order_by("staff__number", "date")
    ]
    parts = _parts(work)
    if not parts:
        return Nursing()
    skills = _skills({each.nurse for each in work})
    return Nursing(tuple(map(_clock, parts)), tuple(_nurses(work, parts, skills, until, start)))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _parts(work: Iterable[_Work]) -> list[int]:
    """Minutes of the day at which a part of it begins."""
    found: list[int] = []
    for minute in sorted({each.begins % DAY for each in work}):
        if not found or minute - found[-1] >= APART_MINUTES:
            found.append(minute)
    return found


def _skills(numbers: Collection[str]) -> dict[str, int]:
    """Highest level of any skill, by staff number."""
    found: dict[str, int] = {}
    rows = StaffSkill.objects.filter(staff__number__in=numbers)
    for number, level in rows.values_list("staff__number", "level"):
        found[number] = max(level, found.get(number, 0))
    return found


def _nurses(
    work: Iterable[_Work], parts: list[int], skills: dict[str, int], until: date, start: date
) -> Iterable[Nurse]:
    """One a person and ward: who works half of a part of a day or more has a duty in it."""
    duties: dict[tuple[str, str], dict[tuple[int, int], Duty]] = defaultdict(dict)
    days = (until - start).days
    for each in work:
        for day in range(days):
            for part, begins in enumerate(parts):
                ends = parts[part + 1] if part + 1 < len(parts) else DAY + parts[0]
                first, last = day * DAY + begins, day * DAY + ends
                shared = min(last, each.begins + each.minutes) - max(first, each.begins)
                if 2 * shared >= last - first:
                    night = part == len(parts) - 1 and len(parts) > 1
                    load = CARRIES_AT_NIGHT if night else CARRIES
                    duties[each.nurse, each.ward][day, part] = Duty(day, part, load)
    # A nurse on two wards is two nurses here: each answers for rooms of the ward of that roster.
    twice = {nurse for nurse, _ in duties if sum(who == nurse for who, _ in duties) > 1}
    for (nurse, ward), own in sorted(duties.items()):
        name = f"{nurse} ({ward})" if nurse in twice else nurse
        yield Nurse(name, skills.get(nurse, PLAIN), tuple(own[at] for at in sorted(own)), ward)
