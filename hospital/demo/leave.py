"""Absences of the past year and the coming three months, and wishes for the coming eight weeks."""

from __future__ import annotations

from datetime import date

import numpy as np

from hospital.demo.book import Book
from hospital.demo.contracts import CONTRACTS
from hospital.demo.draws import Floats
from hospital.demo.people import Crew, Team
from hospital.models import Absence, AbsenceKind, ShiftRequest

PAST_DAYS, COMING_DAYS = 365, 91
WISH_DAYS = 56
AWAY_AT_ONCE = 0.12
"""share of a team that may be on leave on one day"""
MONTHS = np.array([0.6, 0.7, 0.9, 1.1, 0.8, 1.0, 2.2, 2.6, 1.0, 0.7, 0.7, 1.2])
"""how much leave is wanted, January first"""
Spell = tuple[int, int, str]
"""first day, length, kind; days count from a year ago"""


def write_leave(book: Book, rng: np.random.Generator, crews: list[Crew], today: date) -> None:
    first = np.datetime64(today) - PAST_DAYS
    for crew in crews:
        away = [_write_absences(book, rng, team, first) for team in crew.teams]
        _write_wishes(book, rng, crew, today, away)


def _write_absences(
    book: Book, rng: np.random.Generator, team: Team, first: np.datetime64
) -> list[list[Spell]]:
    """Leave within what the team can spare, sickness as it comes, some days of training."""
    days = PAST_DAYS + COMING_DAYS
    month = (first + np.arange(days)).astype("datetime64[M]").astype(np.int64) % 12
    wanted = MONTHS[month] / MONTHS[month].sum()
    away = np.zeros(days, np.int64)
    most = max(1, round(len(team.staff) * AWAY_AT_ONCE))
    spells = [_spells(rng, wanted, away, most) for _ in range(len(team.staff))]
    rows = [(int(team.staff[i]), *spell) for i, own in enumerate(spells) for spell in own]
    starts = first + np.array([row[1] for row in rows])
    book.add(
        Absence,
        staff_id=[row[0] for row in rows],
        first_day=starts,
        last_day=starts + np.array([row[2] - 1 for row in rows]),
        kind=[row[3] for row in rows],
    )
    return spells


def _spells(rng: np.random.Generator, wanted: Floats, away: np.ndarray, most: int) -> list[Spell]:
    """One person's absences; no two touch, and leave keeps within `most` people a day."""
    days = len(wanted)
    busy = np.zeros(days, bool)
    plans = [(int(n), AbsenceKind.LEAVE) for n in rng.choice([5, 7, 10, 14], 3)]
    plans += [(1 + int(rng.geometric(0.35)), AbsenceKind.SICK) for _ in range(rng.poisson(1.3))]
    plans += [(int(rng.integers(1, 4)), AbsenceKind.TRAINING) for _ in range(rng.poisson(0.4))]
    spells: list[Spell] = []
    for length, kind in plans:
        for _ in range(6):
            odds = wanted if kind is AbsenceKind.LEAVE else None
            start = int(rng.choice(days, p=odds))
            end = min(start + length, days)
            # Sickness is not known weeks ahead: none starts later than three days from today.
            unknown = kind is AbsenceKind.SICK and start > PAST_DAYS + 3
            full = kind is not AbsenceKind.SICK and away[start:end].max() >= most
            if unknown or full or busy[max(0, start - 1) : end + 1].any():
                continue
            busy[start:end] = True
            away[start:end] += 1
            spells.append((start, end - start, str(kind)))
            break
    return sorted(spells)


def _write_wishes(
    book: Book, rng: np.random.Generator, crew: Crew, today: date, away: list[list[list[Spell]]]
) -> None:
    """Most wishes are for days off, many on weekends; some for or against a shift."""
    rows: list[tuple[int, int, int | None, bool, int]] = []
    for team, spells in zip(crew.teams, away, strict=True):
        for position, staff in enumerate(team.staff.tolist()):
            gone = {s - PAST_DAYS + d for s, n, _ in spells[position] for d in range(n)}
            days = rng.permutation(WISH_DAYS)[: rng.poisson(3.5)].tolist()
            nights = CONTRACTS[int(team.contracts[position])][5]
            for day in sorted(set(days) - gone):
                rows.append((staff, day, *_wish(rng, crew, bool(nights))))
    staff_of, day_of, shift, wanted, weight = zip(*rows, strict=True)
    book.add(
        ShiftRequest,
        staff_id=staff_of,
        date=np.datetime64(today) + np.array(day_of),
        shift_id=shift,
        wanted=wanted,
        weight=weight,
    )


def _wish(rng: np.random.Generator, crew: Crew, nights: bool) -> tuple[int | None, bool, int]:
    weight = int(rng.choice([1, 2, 3, 5, 10], p=[0.3, 0.25, 0.2, 0.15, 0.1]))
    draw = rng.random()
    if draw < 0.55:
        return None, False, weight
    shift = int(crew.shifts[int(rng.integers(0, 3 if nights else 2))])
    return shift, draw < 0.8, weight
