"""Weekly cases per facility and syndrome, and per syndrome in the whole network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from forecasting.core.freq import Bools, Floats
from forecasting.core.outbreak.weeknumbers import week_number
from forecasting.history.frame import CHUNK_ROWS
from hospital.models import CaseCount, CountPeriod, Network

HISTORY_WEEKS = 7 * 52
"""Five years for a regression on past years, before the weeks that thresholds are read from."""
EVERYWHERE = "*"
QUIET_WEEKS = 26
"""A facility that has not reported for so long is not expected to."""


@dataclass(frozen=True, slots=True)
class Cases:
    """counts[i][t]: cases of series ids[i], FACILITY/SYNDROME or */SYNDROME, in week first + t;
    None where a facility did not report, and in the sum of a network where one is missing."""

    ids: tuple[str, ...]
    first: int
    counts: tuple[tuple[float | None, ...], ...]


def read_cases(*, network: Network, as_of: date) -> Cases | None:
    """All weeks that were over on `as_of`; None where nothing was counted."""
    last = week_number(as_of + timedelta(days=1)) - 1
    rows = CaseCount.objects.filter(
        facility__network=network,
        facility__active=True,
        syndrome__active=True,
        first_day__gte=as_of - timedelta(weeks=HISTORY_WEEKS),
        first_day__lte=as_of,
    ).order_by()
    columns = ("facility__code", "syndrome__code", "first_day", "period", "cases")
    table = [
        (facility, syndrome, _week(day, period), cases)
        for facility, syndrome, day, period, cases in rows.values_list(*columns).iterator(
            chunk_size=CHUNK_ROWS
        )
    ]
    table = [row for row in table if row[2] <= last]
    if not table:
        return None
    return _spread(table, last)


def _week(day: date, period: str) -> int:
    """A week that is counted from Sunday, or from Wednesday, is the one most of its days lie in."""
    middle = timedelta(days=3) if period == CountPeriod.WEEK else timedelta()
    return week_number(day + middle)


def _spread(table: list[tuple[str, str, int, int]], last: int) -> Cases:
    facilities = sorted({row[0] for row in table})
    syndromes = sorted({row[1] for row in table})
    first = min(row[2] for row in table)
    width = last - first + 1
    where = {code: row for row, code in enumerate(facilities)}
    what = {code: row for row, code in enumerate(syndromes)}
    counts = np.zeros((len(facilities), len(syndromes), width))
    told = np.zeros((len(facilities), width), dtype=bool)
    watched = np.full(len(syndromes), width, dtype=np.int64)
    for facility, syndrome, week, cases in table:
        row, kind, column = where[facility], what[syndrome], week - first
        counts[row, kind, column] += cases
        told[row, column] = True
        watched[kind] = min(watched[kind], column)
    known = np.where(
        told[:, None, :] & (np.arange(width) >= watched[:, None])[None], counts, np.nan
    )
    return _series(facilities, syndromes, first, known)


def _series(facilities: list[str], syndromes: list[str], first: int, known: Floats) -> Cases:
    """Those that ever had a case, and their sums where there is more than one facility."""
    ids, values = [], []
    for row, facility in enumerate(facilities):
        for kind, syndrome in enumerate(syndromes):
            if np.nansum(known[row, kind]) > 0:
                ids.append(f"{facility}/{syndrome}")
                values.append(known[row, kind])
    for kind, syndrome in enumerate(syndromes) if len(facilities) > 1 else ():
        ids.append(f"{EVERYWHERE}/{syndrome}")
        values.append(_sum(known[:, kind]))
    return Cases(tuple(ids), first, tuple(_listed(row) for row in values))


def _sum(known: Floats) -> Floats:
    """Unknown while a facility is missing that reported not long ago."""
    told = ~np.isnan(known)
    missing = (_expected(told) & ~told).any(0) | ~told.any(0)
    return np.where(missing, np.nan, np.nansum(known, axis=0))


def _expected(told: Bools) -> Bools:
    """Weeks of which a facility's report is expected: it has reported within `QUIET_WEEKS`."""
    seen = np.maximum.accumulate(np.where(told, np.arange(told.shape[1]), -1), axis=1)
    since = np.arange(told.shape[1])[None, :] - seen
    return np.asarray((seen >= 0) & (since <= QUIET_WEEKS))


def _listed(values: Any) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)
