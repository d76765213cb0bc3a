"""Periods of a series that nobody wrote down, between two that somebody did.

A long frame cannot say what such a gap means: that nothing happened, that the value before still
stood, or that a report was lost. Whoever gives the frame says it; until then it is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from forecasting.core.checks import read_keys
from forecasting.core.freq import Freq, period_dates, period_numbers

NAMED = 3
"""So many gaps are named one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Gap:
    """first, last: start dates of the missing periods. row: position of the row before them."""

    series: str
    row: int
    first: date
    last: date
    periods: int

    def __str__(self) -> str:
        if self.periods == 1:
            return f"series {self.series!r} has no row for {self.first}"
        span = f"from {self.first} to {self.last} ({self.periods} periods)"
        return f"series {self.series!r} has no row {span}"


def find_gaps(frame: pd.DataFrame, freq: Freq) -> tuple[Gap, ...]:
    """All gaps of a frame that is else in order (`series.validate`), series by series; what comes
    after a series' last row is none, for it may have ended."""
    if frame.empty:
        return ()
    ids, codes, days = read_keys(frame)
    anchor: date = days.min().astype("datetime64[D]").astype(object)
    period, _ = period_numbers(days, freq, anchor)
    order = np.lexsort((period, codes))
    apart = np.diff(period[order])
    places = np.flatnonzero((apart > 1) & (np.diff(codes[order]) == 0))
    dates = period_dates(anchor, int(period.max()) + 1, freq)
    return tuple(
        Gap(
            ids[codes[row]], int(row), _day(dates[period[row] + 1]), _day(dates[after - 1]), missing
        )
        for row, after, missing in zip(
            order[places], period[order[places + 1]], (apart[places] - 1).tolist(), strict=True
        )
    )


def _day(stamp: np.datetime64) -> date:
    day: date = stamp.astype(object)
    return day


def told(gaps: Sequence[Gap], first_line: int | None = None) -> str:
    """The first few gaps in words, and how many there are. first_line: line of the frame's row 0
    in its file, where rows are lines."""
    named = [
        str(gap) if first_line is None else f"{gap}, after line {gap.row + first_line}"
        for gap in gaps[:NAMED]
    ]
    if len(gaps) > NAMED:
        series = len(Counter(gap.series for gap in gaps))
        missing = sum(gap.periods for gap in gaps)
        named.append(f"in all {len(gaps)} gaps of {missing} periods in {series} series")
    return "; ".join(named)
