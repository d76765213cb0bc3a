"""Small seeded histories for the tests of the outbreak watch."""

from __future__ import annotations

from datetime import date

import numpy as np

from forecasting.core.outbreak.weeknumbers import week_number
from forecasting.core.outbreak.weeks import Weeks

MONDAY = week_number(date(2020, 1, 6))


def rows(*values, ids=None) -> Weeks:
    matrix = np.array(values, dtype=np.float64)
    names = ids or tuple(f"s{number}" for number in range(len(matrix)))
    return Weeks(names, matrix, np.full(len(matrix), MONDAY))


def seasonal(weeks: int, mean: float = 12.0, swing: float = 0.4, seed: int = 1, series: int = 1):
    """Poisson counts around a yearly wave."""
    phase = 2 * np.pi * np.arange(weeks) / 52.18
    level = mean * (1 + swing * np.sin(phase))
    return rows(*np.random.default_rng(seed).poisson(level, (series, weeks)))
