"""A problem's rooms, people, nurses and theatres as the arrays that kernels read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from operations.core.beds.annealing.choices import Choices, Options
from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.arrays import Facts, Ints, Longs
from operations.core.beds.cpsat.work import POLICIES
from operations.core.beds.problem import Gender, GenderPolicy, Patient, Problem, State
from operations.core.rule import Kind

RULES = {
    "room_capacity": a.CAPACITY,
    "room_one_gender": a.ONE_GENDER,
    "isolation_respected": a.ISOLATION,
    "room_ages_close": a.AGES,
    "emergency_beds_held": a.HELD,
    "surgeon_minutes": a.SURGEON_TIME,
    "theatre_minutes": a.THEATRE_TIME,
    "theatres_few": a.OPENED,
    "surgeon_one_theatre": a.ONE_THEATRE,
    "nurse_skilled": a.SKILL,
    "nurse_load_kept": a.LOAD,
    "continuity_of_care": a.CONTINUITY,
    "room_nursed": a.NURSED,
    "overstay_absorbed": a.OVERSTAY,
    "kept_together": a.TOGETHER,
}
PERSON = 30
"""A person too many in a room weighs as much as these minutes too many in a theatre."""
FINE = ("surgeon_minutes", "theatre_minutes", "nurse_load_kept", "overstay_absorbed")
"""Hard rules with a small unit."""
GIVEN = ("room_nursed",)
"""Hard rules of which only what the problem itself breaks is left: nobody is at work."""
MORE_LINES = 12
"""Names that a room's list takes beyond its beds while a plan breaks hard rules."""
ENDLESS = 1 << 29
GENDERS = {Gender.FEMALE: a.WOMAN, Gender.MALE: a.MAN, Gender.UNKNOWN: 0}


@dataclass(slots=True)
class Limits:
    """What is there by day: beds, duties, minutes, beds left to electives."""

    beds: Ints
    duty: Ints
    theatre: Ints
    surgeon: Ints
    ward: Ints


def prices(problem: Problem) -> tuple[Longs, Longs]:
    weight, unit = np.zeros(a.PRICES, np.int64), np.zeros(a.PRICES, np.int64)
    for code, rule in RULES.items():
        policy = problem.policies.get(code, POLICIES[code])
        if not policy.active or (code == "room_ages_close" and not problem.age_bands):
            continue
        if policy.kind is Kind.HARD and code in GIVEN:
            continue
        if policy.kind is Kind.HARD:
            unit[rule] = 1 if code in FINE else PERSON
        else:
            weight[rule] = policy.weight
    return weight, unit


def limits_of(problem: Problem, surgeons: list[str]) -> Limits:
    days, shifts = problem.days, len(problem.shifts)
    beds = np.array([[room.beds(day) for day in range(days)] for room in problem.rooms], np.int32)
    duty = np.zeros((len(problem.nurses), days * shifts), np.int32)
    for n, nurse in enumerate(problem.nurses):
        for one in nurse.duties:
            duty[n, one.day * shifts + one.shift] = one.max_load
    minutes = {surgeon.id: surgeon.minutes for surgeon in problem.surgeons}
    endless = (ENDLESS,) * days
    wards = _wards(problem)
    ward = np.full((len(wards), days), ENDLESS, np.int32)
    for held in problem.beds_held:
        own = [r for r, room in enumerate(problem.rooms) if room.ward == held.ward]
        ward[wards.index(held.ward), held.day] = beds[own, held.day].sum() - held.beds
    return Limits(
        beds.reshape(len(problem.rooms), days),
        duty,
        np.array([t.minutes for t in problem.theatres], np.int32).reshape(-1, days),
        np.array([minutes.get(s, endless) for s in surgeons], np.int32).reshape(-1, days),
        ward,
    )


def _wards(problem: Problem) -> list[str]:
    return sorted({room.ward for room in problem.rooms})


def facts_of(
    problem: Problem, choices: Choices, surgeons: list[str], limits: Limits, unit: Longs
) -> Facts:
    """The problem as kernels read it; prices are set later."""
    options = [choices.options(index) for index in range(len(problem.patients))]
    for patient, mine in zip(problem.patients, options, strict=True):
        _drop_full_days(patient, mine, surgeons, limits, unit)
    people, lists = _people(problem, choices, surgeons, options)
    shape = (len(options), len(problem.rooms))
    at_work, works = _rosters(problem)
    return Facts(
        _sizes(problem),
        np.zeros(a.PRICES, np.int64),
        people,
        _rooms(problem),
        np.array([o.stay_price for o in options], np.int32).reshape(*shape, 2),
        np.array([o.day_price for o in options], np.int32).reshape(shape[0], problem.days),
        np.array(lists.days, np.int32),
        np.array(lists.rooms, np.int32),
        _free(problem, people),
        np.array(lists.need, np.int32).reshape(-1, 2),
        np.array([nurse.skill for nurse in problem.nurses], np.int32),
        np.array(lists.later, np.int32),
        np.array(lists.mates, np.int32),
        at_work,
        works,
        _unstaffed(problem, at_work),
    )


def _shifts(problem: Problem) -> int:
    return len(problem.shifts) if problem.nurses else 0


def _sizes(problem: Problem) -> Longs:
    reasons = len({patient.isolation for patient in problem.patients})
    apart = reasons if reasons > 1 else 0
    bands, theatres = max(1, len(problem.age_bands)), len(problem.theatres)
    return np.array([problem.days, _shifts(problem), bands, apart, theatres], np.int64)


@dataclass(slots=True)
class _Lists:
    """What rows of `Facts.people` point into."""

    days: list[int] = field(default_factory=list)
    rooms: list[int] = field(default_factory=list)
    need: list[tuple[int, int]] = field(default_factory=list)
    later: list[int] = field(default_factory=list)
    mates: list[int] = field(default_factory=list)


def _people(
    problem: Problem, choices: Choices, surgeons: list[str], options: list[Options]
) -> tuple[Ints, _Lists]:
    people, lists = np.zeros((len(options), a.PEOPLE), np.int32), _Lists()
    reasons = sorted({patient.isolation for patient in problem.patients})
    reason_at = {reason: number for number, reason in enumerate(reasons)}
    surgeon_at = {surgeon: number for number, surgeon in enumerate(surgeons)}
    band_at = {band: number for number, band in enumerate(problem.age_bands)}
    together = _together(problem)
    for row, patient, mine in zip(people, problem.patients, options, strict=True):
        missing, must = _missing(patient, choices)
        row[: a.NEED_AT] = (
            patient.stay_nights,
            GENDERS[patient.gender],
            band_at.get(patient.age_band, 0),
            reason_at[patient.isolation],
            surgeon_at[patient.surgeon],
            patient.surgery_minutes,
            missing,
            must and bool(mine.days and mine.rooms),
        )
        later, mates = _later(patient), together[patient.id]
        row[a.NEED_AT :] = (
            *(len(lists.need), len(lists.days), len(mine.days), len(lists.rooms), len(mine.rooms)),
            *(len(lists.later), len(later), len(lists.mates), len(mates)),
        )
        lists.later += later
        lists.mates += mates
        lists.days += mine.days
        lists.rooms += mine.rooms
        lists.need += _need(patient, _shifts(problem))
    return people, lists


def _free(problem: Problem, people: Ints) -> Ints:
    """Patients with more than one choice: of day and room, of theatre, or of being in or out."""
    choices = people[:, a.DAYS].astype(np.int64) * people[:, a.ROOMS]
    operated = (people[:, a.MINUTES] > 0) & (len(problem.theatres) > 1)
    more = (choices > 1) | ((choices == 1) & ((people[:, a.MUST] == 0) | operated))
    return np.flatnonzero(more).astype(np.int32)


def _rooms(problem: Problem) -> Ints:
    wards = _wards(problem)
    rows = [(r.gender is GenderPolicy.SAME, wards.index(r.ward)) for r in problem.rooms]
    return np.array(rows, np.int32).reshape(-1, 2)


def _need(patient: Patient, shifts: int) -> list[tuple[int, int]]:
    """(workload, skill) by shift of the stay."""
    nothing = (0,) * (patient.stay_nights * shifts)
    work, skill = patient.workload or nothing, patient.skill_needed or nothing
    return list(zip(work, skill, strict=True)) if shifts else []


def _missing(patient: Patient, choices: Choices) -> tuple[int, bool]:
    """The price of leaving the patient out, and whether that is no question."""
    code = "mandatory_admitted" if patient.mandatory else "optional_admitted"
    if patient.state is State.PRESENT:
        code = "present_placed"
    own = patient.optional_price if code == "optional_admitted" else None
    codes = [(code, 1, own)]
    if patient.abed:
        codes.append(("bed_kept", 24 * len(choices.problem.nights(patient, 0)), None))
    if patient.id in choices.former:
        codes.append(("plan_stability", 1, None))
    price, must = 0, choices.fixed(patient)
    for code, amount, own in codes:
        policy = choices.policies(code)
        if policy.active and policy.kind is Kind.HARD:
            must = True
        elif policy.active:
            price += amount * (policy.weight if own is None else own)
    return price, must


def _drop_full_days(
    patient: Patient, mine: Options, surgeons: list[str], limits: Limits, unit: Longs
) -> None:
    """Days on which neither surgeon nor any theatre could take the operation alone."""
    minutes = patient.surgery_minutes
    if not minutes:
        return
    left = mine.days
    if unit[a.SURGEON_TIME]:
        most = limits.surgeon[surgeons.index(patient.surgeon)]
        left = [day for day in left if minutes <= most[day]]
    if unit[a.THEATRE_TIME] and limits.theatre.size:
        left = [day for day in left if minutes <= limits.theatre[:, day].max()]
    mine.days = left or mine.days


def _later(patient: Patient) -> list[int]:
    """Chances to be there after the stay, without the zeros at their end."""
    last = max((i for i, chance in enumerate(patient.overstay, 1) if chance), default=0)
    return list(patient.overstay[:last])


def _together(problem: Problem) -> dict[str, list[int]]:
    """By patient, the positions of those who share the room."""
    numbers = {patient.id: number for number, patient in enumerate(problem.patients)}
    mates: dict[str, list[int]] = {patient.id: [] for patient in problem.patients}
    for patient in problem.patients:
        if patient.with_patient:
            mates[patient.id].append(numbers[patient.with_patient])
            mates[patient.with_patient].append(numbers[patient.id])
    return mates


def _rosters(problem: Problem) -> tuple[Ints, Ints]:
    """Nurses by ward and shift, their number first; ward, number of shifts and shifts by nurse."""
    shifts, wards = len(problem.shifts), _wards(problem)
    count = problem.days * shifts
    by_shift: list[list[int]] = [[] for _ in range(len(wards) * count)]
    by_nurse = []
    for n, nurse in enumerate(problem.nurses):
        own = sorted(duty.day * shifts + duty.shift for duty in nurse.duties)
        for ward, name in enumerate(wards):
            for at in own if nurse.ward in ("", name) else ():
                by_shift[ward * count + at].append(n)
        by_nurse.append(own)
    works = _listed(by_nurse)
    home = [wards.index(nurse.ward) if nurse.ward else a.OUT for nurse in problem.nurses]
    at_work = _listed(by_shift)
    return (
        at_work.reshape(len(wards), count, at_work.shape[1]),
        np.hstack((np.array(home, np.int32).reshape(-1, 1), works)),
    )


def _unstaffed(problem: Problem, at_work: Ints) -> Ints:
    """By ward and day, shifts without a nurse where the ward's nurses of the day are known."""
    wards, shifts = _wards(problem), _shifts(problem)
    known = np.zeros((len(wards), problem.days), bool)
    for nurse in problem.nurses:
        if not nurse.ward:
            known[:] = True
        else:
            known[wards.index(nurse.ward), [duty.day for duty in nurse.duties]] = True
    if not shifts:
        return np.zeros(known.shape, np.int32)
    nobody = at_work[:, :, 0].reshape(len(wards), problem.days, shifts) == 0
    return (nobody.sum(axis=2) * known).astype(np.int32)


def _listed(lists: list[list[int]]) -> Ints:
    longest = max(map(len, lists), default=0)
    listed = np.full((len(lists), longest + 1), a.OUT, np.int32)
    for row, own in zip(listed, lists, strict=True):
        row[0], row[1 : 1 + len(own)] = len(own), own
    return listed
