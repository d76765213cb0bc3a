"""What the weather office and the town's doctors tell: the day's highest temperature, and flu."""

from __future__ import annotations

import numpy as np

from hospital.demo.book import Book
from hospital.demo.calendar import Calendar
from hospital.models import Signal

WARM, SWING, HEAT_WAVE = 25.0, 9.0, 9.0
"""Degrees: the year's mean, half of winter to summer, and what a heat wave adds at its height."""
QUIET_FLU, FLU = 4.0, 260.0
"""Visits for flu per 100,000 and week, without and at the height of a bad wave."""


def write_signals(
    book: Book, rng: np.random.Generator, network: int, calendar: Calendar, warm_up: int
) -> None:
    """One value a day of each, from the first day of the history to yesterday."""
    days = calendar.days[warm_up:]
    season, heat, flu = (
        values[warm_up:] for values in (calendar.season, calendar.heat, calendar.flu)
    )
    warmth = WARM - SWING * season + HEAT_WAVE * heat + rng.normal(0, 2, len(days))
    visits = (QUIET_FLU + FLU * flu) * rng.lognormal(0, 0.1, len(days))
    for name, values in (("temperature_max", warmth), ("flu_rate", visits)):
        book.add(
            Signal,
            network_id=network,
            name=np.full(len(days), name),
            date=days.astype("datetime64[D]"),
            value=np.round(values, 1),
        )
