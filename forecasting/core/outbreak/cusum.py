"""A cumulative sum of what each week has beyond its season: small excesses that do not stop.

Rossi, Lampugnani & Marchi 1999, "An approximate CUSUM procedure for surveillance of health
events", Statistics in Medicine 18. The mean of each week is the improved Farrington regression's,
which leaves out the last half year, so that a slow outbreak is not its own baseline.
"""

from __future__ import annotations

import numpy as np

from forecasting.core.freq import Floats, Ints
from forecasting.core.outbreak.farrington import Baseline, flexible_baseline
from forecasting.core.outbreak.weeks import Survey, Weeks

REFERENCE = 1.0
LIMIT = 2.26
"""Reference value and decision interval for one false alarm in 500 weeks of independent counts
(Rossi 1999, table II)."""
RUN_IN = 26
"""Weeks that the sum may reach back before the first week asked for."""
CEILING = 4.0
"""In decision intervals: after a great outbreak the sum must come down within weeks."""


def cusum(weeks: Weeks, last: int) -> Survey:
    """Score: the sum; as published it alarms above its decision interval."""
    return cusum_survey(weeks, last, flexible_baseline(weeks, reach_of(weeks, last)))


def reach_of(weeks: Weeks, last: int) -> int:
    """How many last weeks the sum needs a baseline for."""
    return min(weeks.periods, last + RUN_IN)


def cusum_survey(weeks: Weeks, last: int, base: Baseline) -> Survey:
    """The sum on a baseline of the last `reach_of` weeks."""
    reach = base.mean.shape[1]
    count = weeks.values[:, weeks.periods - reach :]
    single = standardised(count, base.mean, base.dispersion)
    sums = cumulative(single)[:, -last:]
    before = np.column_stack([np.zeros(len(sums)), cumulative(single)[:, :-1]])[:, -last:]
    room = np.maximum(LIMIT - before + REFERENCE, 0) * np.sqrt(base.dispersion[:, -last:])
    mean = base.mean[:, -last:]
    known = np.isfinite(single[:, -last:])
    return Survey(mean, _inverse(room, mean), np.where(known, sums, np.nan))


def standardised(count: Floats, mean: Floats, dispersion: Floats) -> Floats:
    """Rossi's transformation, nearly standard normal for counts; overdispersion divided out."""
    mean = np.maximum(mean, 0.1)
    single = (count - 3 * mean + 2 * np.sqrt(mean * count)) / (2 * np.sqrt(mean))
    return np.asarray(single / np.sqrt(dispersion))


def _inverse(single: Floats, mean: Floats) -> Floats:
    """The count whose transformed value is `single`."""
    mean = np.maximum(mean, 0.1)
    root = -np.sqrt(mean) + np.sqrt(4 * mean + 2 * np.sqrt(mean) * single)
    return np.asarray(np.maximum(root, 0) ** 2)


def cumulative(single: Floats) -> Floats:
    """Sums that never fall below zero; an unknown week leaves the sum as it stands."""
    sums = np.zeros_like(single)
    held = np.zeros(len(single))
    for week in range(single.shape[1]):
        now = np.maximum(held + single[:, week] - REFERENCE, 0)
        held = np.where(np.isfinite(now), np.minimum(now, CEILING * LIMIT), held)
        sums[:, week] = held
    return sums


def run_start(sums: Floats) -> Ints:
    """Per row, the week in which the sum that is still above zero began; the last week if it is
    zero now."""
    zero = sums <= 0
    width = sums.shape[1]
    last_zero = np.where(zero.any(1), width - 1 - zero[:, ::-1].argmax(1), -1)
    return np.asarray(np.minimum(last_zero + 1, width - 1), dtype=np.int64)
