"""The three rhythms of a series: days, weeks, months, and what a season is in each."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]


class Freq(StrEnum):
    """Length of one period. A week may start on any weekday, a month starts on its first day."""

    DAILY = "D"
    WEEKLY = "W"
    MONTHLY = "M"

    @property
    def season(self) -> int:
        """Periods in the season that the naive forecast repeats: a week of days, a year else."""
        return {Freq.DAILY: 7, Freq.WEEKLY: 52, Freq.MONTHLY: 12}[self]

    @property
    def year(self) -> int:
        """Periods in a year; 364 days, so that a weekday meets the same weekday."""
        return {Freq.DAILY: 364, Freq.WEEKLY: 52, Freq.MONTHLY: 12}[self]

    @property
    def noun(self) -> str:
        return {Freq.DAILY: "days", Freq.WEEKLY: "weeks", Freq.MONTHLY: "months"}[self]


def period_numbers(days: Dates, freq: Freq, anchor: date) -> tuple[Ints, Bools]:
    """Whole periods since `anchor`, and whether each date sits exactly on a period's start."""
    stamps = days.astype("datetime64[D]")
    if freq is Freq.MONTHLY:
        months = stamps.astype("datetime64[M]")
        first = np.datetime64(anchor, "M")
        return (months - first).astype(np.int64), months.astype("datetime64[D]") == stamps
    since = (stamps - np.datetime64(anchor, "D")).astype(np.int64)
    step = 1 if freq is Freq.DAILY else 7
    return since // step, since % step == 0


def period_dates(first: date, count: int, freq: Freq) -> Dates:
    """The start dates of `count` consecutive periods, the first of them `first`."""
    steps = np.arange(count)
    if freq is Freq.MONTHLY:
        months = np.datetime64(first, "M") + steps.astype("timedelta64[M]")
        return months.astype("datetime64[D]")
    days = steps * (1 if freq is Freq.DAILY else 7)
    return np.datetime64(first, "D") + days.astype("timedelta64[D]")
