"""What an outbreak does to the next weeks: cases, admissions, beds and units.

The excess of the last weeks holds for some weeks and then fades by half-lives. This is a scenario,
not a forecast: nobody knows the curve of an outbreak in its third week. It says what to be ready
for if it neither stops at once nor doubles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats

WEEKS = 8
HOLD_WEEKS = 2
HALF_LIFE_WEEKS = 2.0
LAST_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Effects:
    """Of one syndrome. admitted: share of its cases. nights: mean stay. units: per case and product
    id."""

    admitted: float
    nights: float
    units: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Per week from now: extra cases and admissions of the week, extra beds in use on its average
    day, and extra units of the week by product id."""

    cases: tuple[float, ...]
    admissions: tuple[float, ...]
    beds: tuple[float, ...]
    units: tuple[tuple[str, tuple[float, ...]], ...]


def excess_now(counts: Floats, expected: Floats) -> float:
    """Mean excess a week of the last weeks of an alarm, never below zero; unknown weeks are left
    out."""
    over = (counts - expected)[-LAST_WEEKS:]
    known = over[np.isfinite(over)]
    return max(0.0, float(known.mean())) if len(known) else 0.0


def project(excess: float, effects: Effects, weeks: int = WEEKS) -> Scenario:
    """From an excess of cases a week now to the next `weeks` weeks."""
    week = np.arange(weeks)
    fading = 0.5 ** (np.maximum(week - HOLD_WEEKS + 1, 0) / HALF_LIFE_WEEKS)
    cases = excess * fading
    admissions = cases * effects.admitted
    beds = _beds(admissions, effects.nights)
    units = tuple((name, _told(cases * each)) for name, each in effects.units)
    return Scenario(_told(cases), _told(admissions), _told(beds), units)


def _beds(admissions: Floats, nights: float) -> Floats:
    """Beds in use on the average day of each week: stays end at a constant rate.

    Day by day from an empty bed, because what the outbreak has brought until now lies in the
    census already.
    """
    if nights <= 0:
        return np.zeros(len(admissions))
    stay = np.exp(-1 / nights)
    beds, held = np.zeros(7 * len(admissions)), 0.0
    for day in range(len(beds)):
        held = held * stay + admissions[day // 7] / 7
        beds[day] = held
    return np.asarray(beds.reshape(-1, 7).mean(1))


def _told(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 3) for value in values)
