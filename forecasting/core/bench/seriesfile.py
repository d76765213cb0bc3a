"""A public set of series, however its file was written."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from forecasting.core.freq import Freq
from forecasting.core.series import Fill


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFile:
    """name, rhythm and the long frame `unique_id, ds, y`.

    horizon, windows: what the set is usually measured with, None where nobody says. fill: what a
    missing period means in it. stays: `unique_id, admitted, discharged` behind an occupancy.
    static: columns of the frame that say what a series is. country: whose public holidays count,
    where whoever published the set says where it was counted. line: where the frame's first row
    stands in the file, None where rows are not lines.
    """

    name: str
    freq: Freq
    horizon: int | None
    frame: pd.DataFrame
    windows: int | None = None
    fill: Fill = Fill.ZERO
    stays: pd.DataFrame | None = None
    static: tuple[str, ...] = ()
    country: str = ""
    line: int | None = None
