"""Who comes to a hospital, when and for how long: drawn by day, before a bed is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hospital.demo.calendar import Calendar
from hospital.demo.draws import Floats, Ints
from hospital.demo.kinds import EQUIPMENT, SPECIALTIES, SpecialtyKind
from hospital.demo.network import Site, WardPlan

Flags = np.ndarray[Any, np.dtype[np.bool_]]
DAY = 86_400
CODES = tuple(SPECIALTIES)
NEEDS = tuple(EQUIPMENT)
EMERGENCY_WEEK = np.array([1.06, 1.0, 0.99, 0.98, 1.0, 0.98, 0.99])
ELECTIVE_WEEK = np.array([1.55, 1.5, 1.35, 1.2, 0.75, 0.15, 0.5])
"""Monday first; Sunday evening admits for Monday's operations."""
HOURS = np.array(
    [2.2, 1.7, 1.3, 1.1, 1.0, 1.1, 1.6, 2.6, 4.2, 5.8, 6.6, 6.6,
     6.2, 5.8, 5.6, 5.5, 5.4, 5.4, 5.3, 5.1, 4.8, 4.3, 3.7, 2.9]
)  # fmt: skip
RAMADAN_HOURS = np.roll(HOURS, 4) * 0.45 + HOURS * 0.55


@dataclass(slots=True)
class Arrivals:
    """One element per person who came, in order of time.

    at, leaves: seconds since the calendar's first local midnight, as the wall clock shows them.
    step_down_nights: nights on an ordinary ward after intensive care, 0 for none.
    needs: bit i stands for NEEDS[i].
    """

    at: Ints
    leaves: Ints
    ward: Ints
    specialty: Ints
    elective: Flags
    urgent: Flags
    female: Flags
    band: Ints
    isolation: Flags
    needs: Ints
    step_down_nights: Ints

    def sorted(self) -> Arrivals:
        order = np.argsort(self.at, kind="stable")
        return Arrivals(*(getattr(self, name)[order] for name in self.__slots__))


def draw_arrivals(rng: np.random.Generator, calendar: Calendar, hospital: Site) -> Arrivals:
    """Everybody who asks for a bed in this hospital over the calendar's days."""
    parts: list[Arrivals] = []
    for number, ward in enumerate(hospital.wards):
        load = _load(rng, hospital, number)
        noise = _noise(rng, len(calendar))
        mean = sum(s * mean_nights(SPECIALTIES[c]) for c, s in ward.kind.specialties.items())
        for code, share in ward.kind.specialties.items():
            daily = load * ward.beds / mean * share
            parts += [
                _draw(rng, calendar, number, ward, SPECIALTIES[code], daily, noise, elective)
                for elective in (False, True)
            ]
    columns = zip(*([getattr(p, n) for n in Arrivals.__slots__] for p in parts), strict=True)
    return Arrivals(*(np.concatenate(column) for column in columns)).sorted()


def _load(rng: np.random.Generator, hospital: Site, number: int) -> float:
    """Beds asked for per bed: small wards turn more people away, some wards take others' too."""
    senders = sum(ward.overflow == number for ward in hospital.wards)
    small = 0.4 / float(np.sqrt(hospital.wards[number].beds))
    return float(rng.uniform(0.92, 0.99)) + small - min(0.03 * senders, 0.12)


def mean_nights(kind: SpecialtyKind) -> float:
    """Mean stay: the lognormal's mean, and a little for weekends on which nobody goes home."""
    return float(max(1.1, kind.nights * np.exp(kind.spread**2 / 2)) + 0.25)


def day_factors(calendar: Calendar, kind: SpecialtyKind, elective: bool) -> Floats:
    """How many come on each day, relative to an ordinary one."""
    if elective:
        factor = ELECTIVE_WEEK[calendar.weekday] * np.where(calendar.holiday, 0.08, 1.0)
        factor = factor * np.where(calendar.ramadan, 0.7, 1.0)
        august = calendar.days.astype("datetime64[M]").astype(np.int64) % 12 == 7
        return np.asarray(factor * np.where(august, 0.75, 1.0) * calendar.trend)
    factor = EMERGENCY_WEEK[calendar.weekday] * np.where(calendar.holiday, 0.9, 1.0)
    factor = factor * np.where(calendar.ramadan, 0.93, 1.0)
    factor = factor * (1 + kind.season * calendar.season) * (1 + kind.flu * calendar.flu)
    return np.asarray(factor * (1 + kind.heat * calendar.heat) * calendar.trend)


def _noise(rng: np.random.Generator, count: int) -> Floats:
    """Busy and quiet spells: a day resembles the day before."""
    shocks = rng.normal(0.0, 0.07, count)
    level, out = 0.0, np.empty(count)
    for i in range(count):
        level = 0.7 * level + shocks[i]
        out[i] = level
    return np.exp(out)


def _draw(
    rng: np.random.Generator,
    calendar: Calendar,
    number: int,
    ward: WardPlan,
    kind: SpecialtyKind,
    daily: float,
    noise: Floats,
    elective: bool,
) -> Arrivals:
    share = kind.elective if elective else 1 - kind.elective
    factors = day_factors(calendar, kind, elective)
    counts = rng.poisson(daily * share * factors * noise)
    day = np.repeat(np.arange(len(calendar)), counts)
    size = len(day)
    at = day * DAY + _seconds(rng, calendar.ramadan[day], elective)
    leaves, step_down = _leaving(rng, calendar, kind, day)
    needs = np.zeros(size, np.int64)
    for code, part in kind.needs.items():
        if code in ward.kind.equipment:
            needs |= (rng.random(size) < part).astype(np.int64) << NEEDS.index(code)
    return Arrivals(
        at=at,
        leaves=leaves,
        ward=np.full(size, number),
        specialty=np.full(size, CODES.index(kind.code)),
        elective=np.full(size, elective),
        urgent=~np.full(size, elective) & (rng.random(size) < 0.35),
        female=rng.random(size) < kind.female,
        band=rng.choice(5, size, p=np.array(kind.ages) / sum(kind.ages)),
        isolation=rng.random(size) < kind.isolation,
        needs=needs,
        step_down_nights=step_down,
    )


def _seconds(rng: np.random.Generator, ramadan: Flags, elective: bool) -> Ints:
    """Second of the day: emergencies round the clock, the planned ones in the morning."""
    size = len(ramadan)
    if elective:
        morning = np.clip(rng.normal(8.8, 1.1, size), 6.5, 14)
        return (morning * 60).astype(np.int64) * 60
    usual = rng.choice(24, size, p=HOURS / HOURS.sum())
    late = rng.choice(24, size, p=RAMADAN_HOURS / RAMADAN_HOURS.sum())
    hour = np.where(ramadan, late, usual)
    return hour * 3_600 + rng.integers(0, 60, size) * 60


def _leaving(
    rng: np.random.Generator, calendar: Calendar, kind: SpecialtyKind, day: Ints
) -> tuple[Ints, Ints]:
    """Discharge around midday, seldom on a weekend; intensive care hands most people on."""
    size = len(day)
    nights = np.rint(np.exp(rng.normal(np.log(kind.nights), kind.spread, size)))
    nights = np.clip(nights, 1, 60).astype(np.int64)
    if kind.code not in ("REA", "OBS"):
        weekday = (calendar.weekday[0] + day + nights) % 7
        waits = rng.random(size)
        nights = nights + np.where((weekday == 5) & (waits < 0.4), 2, 0)
        nights = nights + np.where((weekday == 6) & (waits < 0.5), 1, 0)
    hour = np.clip(rng.normal(12.6, 1.7, size), 8.0, 20.0)
    step_down = np.where(
        rng.random(size) < (0.7 if kind.code == "REA" else 0.0), 1 + rng.poisson(2.5, size), 0
    )
    leaves = (day + nights) * DAY + (hour * 60).astype(np.int64) * 60
    return leaves, step_down
