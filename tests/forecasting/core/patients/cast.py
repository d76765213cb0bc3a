"""Small hospitals of known habits: who comes how often, who stays how long."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from forecasting.core.freq import Freq
from forecasting.core.patients.stays import census, read_stays
from forecasting.core.series import Panel

FIRST = date(2024, 1, 1)
DAY = (FIRST - date(1970, 1, 1)).days


def stays(rows: list[tuple[int, int | None]], ward: str = "icu") -> pd.DataFrame:
    """Admission and discharge as days after the first."""
    return pd.DataFrame(
        {
            "unique_id": ward,
            "admitted": [pd.Timestamp(FIRST + timedelta(days=a)) for a, _ in rows],
            "discharged": [
                pd.NaT if d is None else pd.Timestamp(FIRST + timedelta(days=d)) for _, d in rows
            ],
        }
    )


def geometric(
    days: int = 300,
    arrivals: float = 6,
    leave: float = 0.25,
    ward: str = "icu",
    seed: int = 1,
    steady: bool = False,
) -> pd.DataFrame:
    """Arrivals who leave each night with the same chance: there is nothing to learn but that."""
    generator = np.random.default_rng(seed)
    coming = np.full(days, int(arrivals)) if steady else generator.poisson(arrivals, days)
    came = np.repeat(np.arange(days), coming)
    left = came + generator.geometric(leave, len(came)) - 1
    return stays(list(zip(came.tolist(), left.tolist(), strict=True)), ward)


def known_on(frame: pd.DataFrame, day: int) -> pd.DataFrame:
    """The frame as somebody had it on that day after the first."""
    today = pd.Timestamp(FIRST + timedelta(days=day))
    seen = frame[frame["admitted"] <= today].reset_index(drop=True)
    return seen.assign(discharged=seen["discharged"].where(seen["discharged"] <= today))


def beds(frame: pd.DataFrame, days: int) -> Panel:
    """Its midnight census on the first `days` days."""
    found = read_stays(frame)
    return Panel(found.ids, Freq.DAILY, FIRST, census(found, DAY, days))
