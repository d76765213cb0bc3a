"""What a history is: a long frame, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from forecasting.core.freq import Floats, Freq, period_dates
from forecasting.core.notes import Notes
from forecasting.core.series import Fill
from forecasting.core.units import Units

EPOCH = date(1970, 1, 1)
HISTORY_DAYS = 4 * 366
CHUNK_ROWS = 100_000


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """One kind of one network: the frame and how to read it. last: last day that was seen.

    known: columns of signals; future: their values after the last day. units, pack: see the core.
    attributes: `unique_id` and what makes series kin, a text each. places: `unique_id` and per
    level of totals the label of the total it belongs to. notes: what is to be said per series.
    """

    frame: pd.DataFrame
    freq: Freq
    ids: tuple[str, ...]
    last: date | None
    fill: Fill = Fill.ZERO
    static: tuple[str, ...] = ()
    stays: pd.DataFrame | None = None
    known: tuple[str, ...] = ()
    future: pd.DataFrame | None = None
    units: Units = Units.IGNORE
    pack: str = ""
    places: pd.DataFrame | None = None
    attributes: pd.DataFrame | None = None
    notes: Notes = field(default_factory=dict)


def day_number(day: date) -> int:
    return (day - EPOCH).days


def long_frame(ids: tuple[str, ...], values: Floats, first: date, freq: Freq) -> pd.DataFrame:
    """The long frame of a matrix; NaN cells are left out."""
    series, periods = np.nonzero(~np.isnan(values))
    dates = period_dates(first, values.shape[1], freq)
    return pd.DataFrame(
        {
            "unique_id": pd.Categorical.from_codes(series, list(ids)),
            "ds": dates[periods] if len(periods) else np.empty(0, dtype="datetime64[D]"),
            "y": values[series, periods],
        }
    )
