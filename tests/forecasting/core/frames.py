"""Small histories for the tests: seeded, with a weekday and a season to find."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from forecasting.core.freq import Freq, period_dates
from forecasting.core.series import Panel, validate

MONDAY = date(2023, 1, 2)


def counts(
    series: int = 3, periods: int = 200, freq: Freq = Freq.DAILY, mean: float = 20, seed: int = 1
) -> pd.DataFrame:
    """Poisson counts; weekends are half of weekdays, or the year has a wave."""
    generator = np.random.default_rng(seed)
    steps = np.arange(periods)
    first = MONDAY if freq is not Freq.MONTHLY else date(2018, 1, 1)
    if freq is Freq.DAILY:
        shape = np.where(steps % 7 >= 5, 0.5, 1.2)
    else:
        shape = 1 + 0.4 * np.sin(2 * np.pi * steps / freq.season)
    sizes = mean * (1 + np.arange(series))
    y = generator.poisson(sizes[:, None] * shape[None, :]).astype(float)
    return pd.DataFrame(
        {
            "unique_id": np.repeat([f"ward {n}" for n in range(series)], periods),
            "ds": np.tile(period_dates(first, periods, freq), series),
            "y": y.ravel(),
        }
    )


def long(values: list[float], name: str = "ward 0", first: date = MONDAY) -> pd.DataFrame:
    dates = period_dates(first, len(values), Freq.DAILY)
    return pd.DataFrame({"unique_id": name, "ds": dates, "y": np.array(values, dtype=float)})


def panel(**kwargs: object) -> Panel:
    freq = kwargs.get("freq", Freq.DAILY)
    return validate(counts(**kwargs), freq)  # type: ignore[arg-type]
