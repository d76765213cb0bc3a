"""What a level may look at: a series' own past up to the origin, over its usual use a month.

Cheap enough to be made for every month of a history: a hundred bytes a series and month.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Bools, Floats, Ints

LEAST = 0.05
"""Units a month; below it a series has no size to be measured by."""
WINDOWS = (1, 2, 3, 6, 12)
LAST = 5
MEMORY = 24
"""Months that a large demand is remembered."""
MOST_CODES = 64
"""Of a group, to be told apart by them."""


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """Use side by side, by month or by another part of a year. values[i, t] in units, 0 where
    nothing was reported; reported[i, t] whether it was; groups: codes that some series share (site,
    product, region)."""

    values: Floats
    reported: Bools
    groups: dict[str, Ints]
    first_month: int = 0
    """Month of the year of column 0, 0 for January."""
    months_a_year: int = 12
    """13 where a column is four weeks."""

    def until(self, months: int) -> Use:
        """As it was known after so many months."""
        known = self.values[:, :months], self.reported[:, :months]
        return Use(*known, self.groups, self.first_month, self.months_a_year)


def usual(use: Use) -> Floats:
    """Units a month by the last half year, a third by the last two years; never 0."""
    return np.maximum(0.7 * _mean(use, 6) + 0.3 * _mean(use, 24), LEAST)


def features(use: Use) -> Floats:
    """[i, j], for the last month of `use`; NaN where the past does not reach."""
    size = usual(use)
    own = [column / size for column in _sizes(use)]
    return np.column_stack([np.log1p(size), *own, *_rhythm(use), *_around(use)])


def feature_names(use: Use) -> tuple[str, ...]:
    """Of the columns of `features`, in their order."""
    return (
        "size",
        *(f"mean_{window}" for window in WINDOWS),
        *(f"last_{back + 1}" for back in range(LAST)),
        *(f"year_ago_{back}" for back in (-1, 0, 1)),
        *("deviation_12", "mean_where_used", "largest_12", "second_12"),
        *("largest_24", "second_24", "third_24", "high_24", "deviation_36"),
        *("age", "without_12", "without_6", "months_used", "since_used", "since_reported"),
        *("reported_6", "season"),
        *(f"{group}_{name}" for group in use.groups for name in _group_names(use, group)),
    )


def _group_names(use: Use, group: str) -> tuple[str, ...]:
    few = int(use.groups[group].max()) < MOST_CODES
    return ("size", "moved_1", "moved_3", "code") if few else ("size", "moved_1", "moved_3")


def _age(use: Use) -> Ints:
    begun = use.reported.any(axis=1)
    return np.where(begun, use.values.shape[1] - use.reported.argmax(axis=1), 0)


def _mean(use: Use, window: int) -> Floats:
    """Over the last `window` months, fewer where the series is younger."""
    window = min(window, use.values.shape[1])
    months = np.clip(np.minimum(_age(use), window), 1, None)
    return np.asarray(use.values[:, -window:].sum(axis=1) / months)


def _sizes(use: Use) -> Iterator[Floats]:
    values = use.values
    for window in WINDOWS:
        yield _mean(use, window)
    for back in range(LAST):
        yield _back(values, back)
    for back in range(use.months_a_year - 2, use.months_a_year + 1):
        yield _back(values, back, np.nan)
    year = values[:, -12:]
    yield year.std(axis=1)
    yield year.sum(axis=1) / np.maximum((year > 0).sum(axis=1), 1)
    yield _largest(year, 1)
    yield _largest(year, 2)
    memory = values[:, -MEMORY:]
    for rank in (1, 2, 3):
        yield _largest(memory, rank)
    yield np.quantile(memory, 0.8, axis=1)
    yield values[:, -36:].std(axis=1)


def _back(values: Floats, back: int, missing: float = 0.0) -> Floats:
    if back < values.shape[1]:
        return values[:, -1 - back]
    return np.full(len(values), missing)


def _largest(values: Floats, rank: int) -> Floats:
    ordered = np.sort(values, axis=1)
    return np.asarray(ordered[:, max(0, ordered.shape[1] - rank)])


def _rhythm(use: Use) -> Iterator[Floats]:
    """How often it is used and reported, for how long, and the time of the year."""
    used = use.values > 0
    yield np.minimum(_age(use), MEMORY).astype(np.float64)
    yield (~used[:, -12:]).mean(axis=1)
    yield (~used[:, -6:]).mean(axis=1)
    yield used.sum(axis=1).astype(np.float64)
    yield _since(used)
    yield _since(use.reported)
    yield use.reported[:, -6:].mean(axis=1)
    month = (use.first_month + use.values.shape[1]) % use.months_a_year
    yield np.full(len(used), float(month))


def _since(events: Bools) -> Floats:
    """Months since the last, the whole past where there was none."""
    some = events.any(axis=1)
    months = np.where(some, events[:, ::-1].argmax(axis=1), events.shape[1])
    return np.asarray(months, dtype=np.float64)


def _around(use: Use) -> Iterator[Floats]:
    """Which group it is in, how large that is, and whether it moved lately as a whole."""
    for codes in use.groups.values():
        totals = np.zeros((int(codes.max()) + 1, use.values.shape[1]))
        np.add.at(totals, codes, use.values)
        year = totals[:, -12:].mean(axis=1)
        yield np.log1p(year)[codes]
        for window in (1, 3):
            lately = totals[:, -window:].mean(axis=1)
            yield np.log((lately + 1) / (year + 1))[codes]
        if len(totals) <= MOST_CODES:
            yield codes.astype(np.float64)
