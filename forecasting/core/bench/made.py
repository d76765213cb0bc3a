"""A made set for speed: daily counts of many wards with weekdays, a year's wave and moving levels.

Seeded; nothing is measured on it but seconds and memory beside a plausible error.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from forecasting.core.bench.seriesfile import SeriesFile
from forecasting.core.freq import Freq, period_dates

FIRST = date(2024, 1, 1)
HORIZON = 28
WEEKDAYS = np.array([1.15, 1.1, 1.05, 1.05, 1.0, 0.85, 0.8])


def made_set(series: int, days: int, seed: int) -> SeriesFile:
    """`series` x `days` Poisson counts; sizes are log-normal around eight a day."""
    generator = np.random.default_rng(seed)
    size = generator.lognormal(np.log(8), 1, series)
    steps = np.arange(days)
    wave = 1 + 0.15 * np.sin(2 * np.pi * (steps[None, :] / 364 + generator.random((series, 1))))
    level = np.exp(np.cumsum(generator.normal(0, 0.01, (series, days)), axis=1))
    mean = size[:, None] * WEEKDAYS[steps % 7] * wave * level
    frame = pd.DataFrame(
        {
            "unique_id": pd.Categorical.from_codes(
                np.repeat(np.arange(series), days), [f"{n:06d}" for n in range(series)]
            ),
            "ds": np.tile(period_dates(FIRST, days, Freq.DAILY), series),
            "y": generator.poisson(mean).astype(np.float64).ravel(),
        }
    )
    return SeriesFile(f"made_{series}x{days}", Freq.DAILY, HORIZON, frame, windows=1)
