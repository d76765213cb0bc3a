"""Staff by number: contracts, skills, home wards, floaters; shifts and the cover they give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hospital.demo.book import Book
from hospital.demo.contracts import CONTRACTS, DAYS_OFF_TOGETHER, NIGHTS_TOGETHER, SHIFTS
from hospital.demo.cover import SHIFT_MINUTES, WEEKDAYS, Cover, minimum_of, plan_cover
from hospital.demo.draws import Ints, shares
from hospital.demo.kinds import SKILLS
from hospital.demo.network import Map, Site, WardPlan
from hospital.demo.sizes import Size
from hospital.models import (
    Contract,
    CoverRule,
    FixedShift,
    ShiftType,
    Skill,
    StaffMember,
    StaffSkill,
)

WEEK_MOST, AVERAGE_MOST = 3_360, 2_880
"""minutes in any seven days (seven shifts), and a week on the average of four (48 h)"""
SUPERVISOR = 3
"""level of the ward's own skill beside which people new to it work"""
FEWEST = 14
"""people of a ward, below which three shifts a day cannot be kept up"""


@dataclass(slots=True)
class Team:
    """The people of one ward: keys and positions of their contracts in CONTRACTS."""

    ward: WardPlan
    staff: Ints
    contracts: Ints

    @property
    def minutes_a_week(self) -> int:
        return int(sum(CONTRACTS[c][2] for c in self.contracts.tolist()))

    @property
    def nights_a_day(self) -> float:
        return sum(CONTRACTS[c][5] for c in self.contracts.tolist()) / 28


@dataclass(slots=True)
class Crew:
    """A hospital's teams and the keys of its shifts M, S and N."""

    hospital: Site
    teams: list[Team]
    shifts: Ints


def write_people(book: Book, rng: np.random.Generator, places: Map, size: Size) -> list[Crew]:
    """Contracts, shifts, staff with skills, and the cover that they can mostly give."""
    skills = book.refer(Skill, [{"code": c, "name": n} for c, n in SKILLS.items()])
    contracts = _write_contracts(book, places.pk)
    wards = [ward for hospital in places.hospitals for ward in hospital.wards]
    weights = np.array([ward.beds * ward.kind.care for ward in wards])
    counts = iter(shares(size.staff, weights, FEWEST).tolist())
    crews, number = [], 1
    for hospital in places.hospitals:
        teams = []
        for ward in hospital.wards:
            count = next(counts)
            teams.append(_write_team(book, rng, places, hospital, ward, count, number, contracts))
            number += count
        crew = Crew(hospital, teams, _write_shifts(book, hospital))
        _write_floaters(book, rng, crew)
        for team in teams:
            charge = _write_skills(book, rng, team, skills)
            _write_cover(book, team, crew.shifts, skills, charge)
            _write_fixed(book, team, int(crew.shifts[0]))
        crews.append(crew)
    return crews


def _write_contracts(book: Book, network: int) -> Ints:
    code, name, minutes, overtime, days, nights, weekends, weekdays, _ = zip(
        *CONTRACTS, strict=True
    )
    return book.add(
        Contract,
        network_id=network,
        code=code,
        name=name,
        minutes_per_week=minutes,
        overtime_minutes_per_week=overtime,
        max_consecutive_days=days,
        min_consecutive_days_off=DAYS_OFF_TOGETHER,
        max_consecutive_nights=[6 if c == "NIGHT" else 4 for c in code],
        max_nights_per_4_weeks=nights,
        max_weekends_per_4_weeks=weekends,
        days_off_after_nights=2,
        max_minutes_per_week=WEEK_MOST,
        max_minutes_per_4_weeks=4 * AVERAGE_MOST,
        weekdays=weekdays,
    )


def _write_shifts(book: Book, hospital: Site) -> Ints:
    """Three shifts of eight hours; less than eleven hours' rest may not follow."""
    pks = book.add(
        ShiftType,
        facility_id=hospital.pk,
        code=[shift[0] for shift in SHIFTS],
        name=[shift[1] for shift in SHIFTS],
        starts=[shift[2] for shift in SHIFTS],
        minutes=SHIFT_MINUTES,
        is_night=[False, False, True],
        min_consecutive_days=[1, 1, NIGHTS_TOGETHER],
    )
    morning, evening, night = pks.tolist()
    book.add(
        ShiftType.not_followed_by.through,
        from_shifttype_id=[evening, night, night],
        to_shifttype_id=[morning, morning, evening],
    )
    return pks


def _write_team(
    book: Book,
    rng: np.random.Generator,
    places: Map,
    hospital: Site,
    ward: WardPlan,
    count: int,
    number: int,
    contracts: Ints,
) -> Team:
    share = np.array([contract[-1] for contract in CONTRACTS])
    chosen = rng.permutation(np.repeat(np.arange(len(CONTRACTS)), shares(count, share)))
    roles = np.array(["assistant" if i >= round(count * 0.72) else "nurse" for i in range(count)])
    if ward.kind.skill == "MIDWIFE":
        roles[: round(count * 0.6)] = "midwife"
    pks = book.add(
        StaffMember,
        facility_id=hospital.pk,
        number=[f"{places.letter}-{i:05}" for i in range(number, number + count)],
        role=roles,
        contract_id=contracts[chosen],
        home_ward_id=ward.pk,
        started=np.datetime64("2012-01-01") + rng.integers(0, 4_000, count),
    )
    return Team(ward, pks, chosen)


def _write_floaters(book: Book, rng: np.random.Generator, crew: Crew) -> None:
    """One in ten may help on two other wards of the hospital."""
    pairs = []
    for team in crew.teams:
        others = [other.ward.pk for other in crew.teams if other is not team]
        for staff in rng.permutation(team.staff)[: max(1, len(team.staff) // 10)].tolist():
            for ward in rng.permutation(others)[:2].tolist():
                pairs.append((staff, ward))
    book.add(
        StaffMember.floats_to.through,
        staffmember_id=[pair[0] for pair in pairs],
        ward_id=[pair[1] for pair in pairs],
    )


def _write_skills(
    book: Book, rng: np.random.Generator, team: Team, skills: dict[str, int]
) -> list[int]:
    """A third may lead a shift, spread over all contracts; two thirds hold the ward's own skill.

    Returns the positions in the team of those who may lead.
    """
    count = len(team.staff)
    by_contract = np.argsort(team.contracts, kind="stable")
    leads = [int(i) for i in by_contract[::3]]
    leads += [int(i) for i in by_contract[1::3]][: max(0, 7 - len(leads))]
    rows = [(int(team.staff[i]), skills["CHARGE"], int(rng.integers(3, 6))) for i in leads]
    own = skills.get(team.ward.kind.skill)
    if own is not None:
        holders = sorted(set(range(round(count * 0.72))) | set(leads))
        rows += [(int(team.staff[i]), own, int(rng.integers(1, 6))) for i in holders]
    held = {(staff, skill) for staff, skill, _ in rows}
    for staff in team.staff.tolist():
        other = skills[str(rng.choice(["ICU", "PAED", "CARDIO", "TRIAGE", "THEATRE"]))]
        if rng.random() < 0.12 and (staff, other) not in held:
            rows.append((staff, other, int(rng.integers(1, 4))))
    staff, skill, level = zip(*rows, strict=True)
    book.add(StaffSkill, staff_id=staff, skill_id=skill, level=level)
    return leads


def _write_fixed(book: Book, team: Team, morning: int) -> None:
    """Who works on weekdays only has the morning on each of them."""
    office = [code for code, *_ in CONTRACTS].index("OFFICE")
    rows = [(s, d) for s in team.staff[team.contracts == office].tolist() for d in range(WEEKDAYS)]
    if rows:
        staff, weekday = zip(*rows, strict=True)
        book.add(FixedShift, staff_id=staff, weekday=weekday, shift_id=[morning] * len(rows))


def team_cover(team: Team) -> Cover:
    """The cover this team can mostly give; office hours do not help at night or on a Sunday."""
    return plan_cover(
        team.minutes_a_week, len(team.staff), team.nights_a_day, team.ward.kind.code == "ICU"
    )


def _write_cover(
    book: Book, team: Team, shifts: Ints, skills: dict[str, int], leads: list[int]
) -> None:
    """Per shift: people by a ratio to occupancy on each weekday, a leader, the ward's own skill."""
    cover, beds = team_cover(team), team.ward.beds
    own = skills.get(team.ward.kind.skill)
    rows: list[tuple[int, int | None, int | None, int, int, float | None]] = []
    for position, shift in enumerate(shifts.tolist()):
        for weekday in range(7):
            target = (cover.weekday if weekday < WEEKDAYS else cover.weekend)[position]
            # A full ward asks for exactly the target; an emptier one for less.
            ratio = round(beds / target, 2)
            rows.append((shift, None, weekday, minimum_of(target), target, ratio))
        rows.append((shift, skills["CHARGE"], None, 1, 1, None))
        if own is not None:
            rows.append((shift, own, None, 1, 1, None))
    assert len(leads) >= 5, "a leader on each of 21 shifts a week"
    shift_id, skill_id, weekday_of, minimum, target_of, ratio_of = zip(*rows, strict=True)
    book.add(
        CoverRule,
        ward_id=team.ward.pk,
        shift_id=shift_id,
        skill_id=skill_id,
        weekday=weekday_of,
        minimum=minimum,
        target=target_of,
        patients_per_person=ratio_of,
        supervisor_level=[SUPERVISOR if skill and skill == own else None for skill in skill_id],
    )
