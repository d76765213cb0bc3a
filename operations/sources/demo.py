"""Made wards to roster, of any size: the contracts, shifts and cover of the made region, seeded.

The same arguments give the same Problem, byte for byte. Whoever measures speed or growth measures
on these: contracts of full and part time, night and day people, a third who may lead, leave and
sickness, wishes mostly for days off, and a month behind them.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from hospital.demo.contracts import CONTRACTS, DAYS_OFF_TOGETHER, NIGHTS_TOGETHER, SHIFTS
from hospital.demo.cover import SHIFT_MINUTES, Cover, minimum_of, plan_cover
from hospital.demo.draws import shares
from operations.core.staffing.cells import Request
from operations.core.staffing.demand import CoverLine, ShiftType
from operations.core.staffing.people import History, Person
from operations.core.staffing.problem import Problem
from operations.sources.policies import HOSPITAL, SAMPLE

MONDAY = date(2026, 1, 5)
UNIT = 60
"""People beyond whom a ward is several alike under one roof."""
KINDS = (("MED", ""), ("ICU", "ICU"), ("SURG", ""), ("PAED", "PAED"), ("CARD", "CARDIO"))
"""Wards in turn, with the skill of their own."""
FEWEST = 10
NURSES, LEADS, HOLDERS = 0.72, 1 / 3, 2 / 3
LEADS_AT_LEAST = 7
"""Of whom one is on each of 21 shifts a week."""
REST_MINUTES = 660
AWAY_AT_ONCE = 0.12
WISHES_IN_4_WEEKS = 1.75
WISH_WEIGHTS = (1, 2, 3, 5, 10)
POLICIES = HOSPITAL | {rule: policy for rule, (policy, _) in SAMPLE.items()}
"""As for a sample ward's records."""


def made_hospital(wards: int, people: int, days: int = 28, seed: int = 1) -> tuple[Problem, ...]:
    """`wards` problems, `people` each; no person is on two."""
    return tuple(made_ward(people, days, seed, number=n) for n in range(wards))


def made_ward(people: int, days: int = 28, seed: int = 1, number: int = 0) -> Problem:
    """One ward. number: which of a hospital's wards, 0 upwards; it gives kind and name.

    Raises ValueError below 10 people, who cannot keep up three shifts a day.
    """
    if people < FEWEST:
        raise ValueError(f"{people} people cannot keep up three shifts a day; give 10 or more")
    kind, own = KINDS[number % len(KINDS)]
    name = f"{kind}{number // len(KINDS) + 1}"
    rng = np.random.default_rng([seed, zlib.crc32(name.encode()), people, days])
    share = np.array([contract[-1] for contract in CONTRACTS])
    chosen = rng.permutation(np.repeat(np.arange(len(CONTRACTS)), shares(people, share)))
    away = _leave(rng, people, days)
    leading = set(rng.permutation(people)[: max(LEADS_AT_LEAST, round(people * LEADS))].tolist())
    persons = tuple(
        _person(
            rng,
            f"{name}-{i + 1:03}",
            int(chosen[i]),
            _skills(rng, i / people, own, leads=i in leading),
            days,
            away[i],
        )
        for i in range(people)
    )
    return Problem(
        days=days,
        shifts=_shifts(),
        people=persons,
        cover=_cover_lines(rng, chosen, days, own),
        requests=_wishes(rng, persons, days),
        weekends=_weekends(days),
        start_date=MONDAY.isoformat(),
        name=f"made/{name}",
        policies=dict(POLICIES),
    )


def made_pool(people: int, days: int = 28, seed: int = 1) -> tuple[Person, ...]:
    """Nurses of no ward who help out on any; two thirds hold the skill of one kind of ward."""
    rng = np.random.default_rng([seed, zlib.crc32(b"pool"), people, days])
    own = [skill for _, skill in KINDS if skill]
    share = np.array([contract[-1] for contract in CONTRACTS])
    chosen = rng.permutation(np.repeat(np.arange(len(CONTRACTS)), shares(people, share)))
    away = _leave(rng, people, days)
    skills = [_skills(rng, i / max(1, people) * NURSES, own[i % len(own)], leads=False)
              for i in range(people)]  # fmt: skip
    return tuple(
        _person(rng, f"POOL-{i + 1:03}", int(chosen[i]), skills[i], days, away[i])
        for i in range(people)
    )


def made_absence(problem: Problem, seed: int = 1) -> tuple[Problem, str]:
    """Somebody reports sick for some days: the problem with that absence, and who it is.

    Hours due and allowed shrink with the days present, as in a ward's records.
    """
    rng = np.random.default_rng([seed, zlib.crc32(problem.name.encode())])
    who = problem.people[int(rng.integers(0, len(problem.people)))]
    first = int(rng.integers(0, problem.days))
    last = min(problem.days, first + 1 + int(rng.geometric(0.35)))
    away = {*who.absences, *range(first, last)}
    part = (problem.days - len(away)) / max(1, problem.days - len(who.absences))
    sick = replace(
        who,
        absences=tuple(sorted(away)),
        minimum_minutes=int((who.minimum_minutes or 0) * part),
        maximum_minutes=int((who.maximum_minutes or 0) * part) + SHIFT_MINUTES // 2,
    )
    people = tuple(sick if person.id == who.id else person for person in problem.people)
    return replace(problem, people=people), who.id


def _shifts() -> tuple[ShiftType, ...]:
    morning, evening, night = (code for code, _, _ in SHIFTS)
    after = {morning: (), evening: (morning,), night: (morning, evening)}
    return tuple(
        ShiftType(
            code,
            _minute(starts),
            SHIFT_MINUTES,
            after[code],
            code == night,
            minimum_consecutive=NIGHTS_TOGETHER if code == night else 1,
        )
        for code, _, starts in SHIFTS
    )


def _minute(wall: str) -> int:
    hours, minutes, _ = wall.split(":")
    return int(hours) * 60 + int(minutes)


def _weekends(days: int) -> tuple[tuple[int, ...], ...]:
    pairs = ((day, day + 1) for day in range(5, days, 7))
    return tuple(tuple(day for day in pair if day < days) for pair in pairs)


def _leave(rng: np.random.Generator, people: int, days: int) -> list[set[int]]:
    """Per person the days away: leave within what the team can spare, and sickness."""
    away = np.zeros(days, np.int64)
    most = max(1, round(people * AWAY_AT_ONCE))
    found: list[set[int]] = [set() for _ in range(people)]
    for i in range(people):
        sick = rng.random() < 0.05
        if not sick and rng.random() > 0.3 * days / 28:
            continue
        length = 1 + int(rng.geometric(0.35)) if sick else int(rng.choice([5, 7, 10, 14]))
        first = int(rng.integers(0, 3 if sick else days))
        spell = slice(first, min(days, first + length))
        if away[spell].max(initial=0) < most:
            away[spell] += 1
            found[i] = set(range(days)[spell])
    return found


def _skills(rng: np.random.Generator, place: float, own: str, *, leads: bool) -> dict[str, int]:
    """place: where in the team, 0 to 1; the first are nurses and hold the ward's own skill."""
    skills = {"role:nurse" if place < NURSES else "role:assistant": 1}
    if leads:
        skills["CHARGE"] = int(rng.integers(3, 6))
    if own and (leads or place < HOLDERS):
        skills[own] = int(rng.integers(2, 6))
    return skills


def _person(
    rng: np.random.Generator,
    id_: str,
    contract: int,
    skills: dict[str, int],
    days: int,
    away: set[int],
) -> Person:
    code, _, minutes, overtime, run, nights, weekends, week, _ = CONTRACTS[contract]
    weeks = (days - len(away)) / 7
    off = {day for day in range(days) if week[day % 7] == "0"}
    return Person(
        id=id_,
        skills=skills,
        minimum_minutes=max(0, int(minutes * weeks) - SHIFT_MINUTES // 2),
        maximum_minutes=int((minutes + overtime) * weeks) + SHIFT_MINUTES // 2,
        maximum_consecutive_days=run,
        minimum_consecutive_days_off=DAYS_OFF_TOGETHER,
        maximum_consecutive_nights=6 if code == "NIGHT" else 4,
        maximum_weekends=-(-weekends * days // 28),
        maximum_nights=-(-nights * days // 28),
        rest_minutes=REST_MINUTES,
        absences=tuple(sorted(away)),
        days_off=tuple(sorted(off - away)),
        full_time_percent=max(1, round(100 * minutes / 2_400)),
        history=_history(rng, run, nights),
    )


def _history(rng: np.random.Generator, run: int, nights: int) -> History:
    """The end of the month before: a third were off, the others in a run that may go on."""
    if rng.random() < 0.35:
        off = 1 + int(rng.integers(0, 3))
        return History(days_off=off, last_end_minute=-(24 * 60 * off) - 60)
    worked = int(rng.integers(1, max(2, run - 1)))
    if nights and rng.random() < 0.2:
        return History("N", worked, min(worked, 2), last_end_minute=7 * 60)
    shift, end = ("M", -9 * 60) if rng.random() < 0.6 else ("S", -60)
    return History(shift, worked, last_end_minute=end)


def _cover_lines(
    rng: np.random.Generator, chosen: np.ndarray, days: int, own: str
) -> tuple[CoverLine, ...]:
    """What the team can mostly give, less where fewer beds are taken; a leader on each shift."""
    units = -(-len(chosen) // UNIT)
    minutes = sum(CONTRACTS[c][2] for c in chosen.tolist())
    nights = sum(CONTRACTS[c][5] for c in chosen.tolist()) / 28
    acute = own == "ICU"
    unit = plan_cover(minutes // units, len(chosen) // units, nights / units, acute)
    lines: list[CoverLine] = []
    for day in range(days):
        taken = rng.uniform(0.92, 1.0)
        for position, (shift, _, _) in enumerate(SHIFTS):
            full = _people(unit, day)[position] * units
            least = minimum_of(full)
            lines.append(CoverLine(day, shift, least, max(least, int(np.ceil(full * taken)))))
            for skill in ("CHARGE", own):
                if skill:
                    lines.append(CoverLine(day, shift, units, units, skill, price_over=0))
    return tuple(lines)


def _people(cover: Cover, day: int) -> tuple[int, int, int]:
    return cover.weekday if (MONDAY + timedelta(days=day)).weekday() < 5 else cover.weekend


def _wishes(
    rng: np.random.Generator, persons: tuple[Person, ...], days: int
) -> tuple[Request, ...]:
    """Most wishes are for days off; some for or against a shift."""
    found = []
    for person in persons:
        wished = rng.permutation(days)[: rng.poisson(WISHES_IN_4_WEEKS * days / 28)].tolist()
        for day in sorted(set(wished) - set(person.absences)):
            weight, draw = int(rng.choice(WISH_WEIGHTS)), rng.random()
            nights = 0 if person.maximum_nights == 0 else 1
            shift = None if draw < 0.55 else SHIFTS[int(rng.integers(0, 2 + nights))][0]
            found.append(Request(person.id, day, shift, 0.55 <= draw < 0.8, weight))
    return tuple(found)
