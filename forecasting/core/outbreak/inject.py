"""Outbreaks of known start laid over real counts.

As in Noufaily et al. 2013: the number of cases is Poisson with a mean of `size` standard deviations
of the series at that time, and each case's week after the start is log-normal (0, 0.5). A second
shape, a source that stays, spreads the cases evenly over eight weeks: slow outbreaks are the ones
that thresholds on single weeks miss.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.core.freq import Floats
from forecasting.core.outbreak.weeks import Weeks

SHAPES = ("point", "lasting")
LASTING_WEEKS = 8
LOG_SPREAD = 0.5
AROUND = 52


@dataclass(frozen=True, slots=True, eq=False)
class Injected:
    """row: the series; start: its week (column); cases[h]: added in week start + h."""

    row: int
    start: int
    size: float
    shape: str
    cases: Floats


def draw(
    weeks: Weeks,
    starts: range,
    sizes: tuple[float, ...],
    each: int,
    horizon: int,
    generator: np.random.Generator,
) -> list[Injected]:
    """`each` outbreaks per row, size and shape, starting in weeks of `starts`; at least one case in
    the first `horizon` weeks of each, because what never shows cannot be found."""
    found = []
    for row in range(len(weeks.ids)):
        known = [s for s in starts if _is_known(weeks, row, s, horizon)]
        if not known:
            continue
        for size in sizes:
            for shape in SHAPES:
                for start in generator.choice(known, each):
                    cases = _cases(weeks, row, int(start), size, shape, horizon, generator)
                    found.append(Injected(row, int(start), size, shape, cases))
    return found


def _is_known(weeks: Weeks, row: int, start: int, horizon: int) -> bool:
    window = weeks.values[row, start : start + horizon]
    return len(window) == horizon and bool(np.isfinite(window).all())


def _cases(
    weeks: Weeks,
    row: int,
    start: int,
    size: float,
    shape: str,
    horizon: int,
    generator: np.random.Generator,
) -> Floats:
    mean = size * spread(weeks.values[row, max(0, start - AROUND) : start])
    while True:
        total = max(1, generator.poisson(mean))
        if shape == "point":
            week = np.floor(generator.lognormal(0.0, LOG_SPREAD, total))
        else:
            week = generator.integers(0, LASTING_WEEKS, total)
        cases = np.bincount(week[week < horizon].astype(np.int64), minlength=horizon)
        if cases.sum() > 0:
            return cases.astype(np.float64)


def spread(past: Floats) -> float:
    """Standard deviation from week to week: season and trend cancel in the differences. At least
    that of one case."""
    change = np.diff(past[np.isfinite(past)])
    return max(1.0, float(np.sqrt(np.mean(change**2) / 2))) if len(change) else 1.0


def outbreak_rows(weeks: Weeks, injected: list[Injected]) -> Weeks:
    """One row per outbreak, cut after its last week and aligned there; the id stays the series'."""
    values = np.full((len(injected), weeks.periods), np.nan)
    first = np.zeros(len(injected), dtype=np.int64)
    for number, each in enumerate(injected):
        end = each.start + len(each.cases)
        shift = weeks.periods - end
        values[number, shift:] = weeks.values[each.row, :end]
        values[number, -len(each.cases) :] += each.cases
        first[number] = weeks.first[each.row] - shift
    return Weeks(tuple(weeks.ids[each.row] for each in injected), values, first)
