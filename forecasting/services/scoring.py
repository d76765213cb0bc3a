"""Overrides scored like any forecaster: against what came, beside what had been computed.

Each is scored alone, as laid over the values computed when it was made: both knew the same. Of a
withdrawn one count the steps that were over when it was withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import isfinite
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from forecasting.models import ForecastOverride
from forecasting.selectors.overlays import Overlay
from forecasting.selectors.overrides import step_value
from forecasting.selectors.steps import Step
from hospital.models import Network

if TYPE_CHECKING:
    from forecasting.core.series import Panel

LATE_DAYS = 92
"""Records of a day may come this much later; until then its overrides are scored again."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One step of one series: its last day, what was said, what was computed, what came."""

    last: date
    said: float
    computed: float
    came: float


def overrides_score(*, network: Network, kind: str, panel: Panel) -> int:
    """Score what has days in the panel, the history of a night; how many overrides have a score.

    A month whose report is late counts as the panel fills it until the report comes.
    """
    came = Came(panel)
    due = ForecastOverride.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__date__gte=F("first_day")),
        network=network,
        kind=kind,
        first_day__lte=came.last,
        last_day__gte=came.last - timedelta(days=LATE_DAYS),
    )
    return sum(_score(row, _pairs(row, came)) for row in due)


class Came:
    """What came, by series and the first day of a period."""

    def __init__(self, panel: Panel) -> None:
        dates = panel.dates(1).astype(object).tolist()
        self.freq = str(panel.freq)
        self.last: date = dates[-1] - timedelta(days=1)
        self._values = panel.values
        self._row = {name: row for row, name in enumerate(panel.ids)}
        self._column = {day: column for column, day in enumerate(dates[:-1])}

    def value(self, name: str, first: date) -> float | None:
        """None before a series begins, after the history ends, or where there is no such series."""
        if name not in self._row or first not in self._column:
            return None
        found = float(self._values[self._row[name], self._column[first]])
        return found if isfinite(found) else None


def _pairs(row: ForecastOverride, came: Came) -> Iterable[Pair]:
    """Of every step that is over; none when the records have another rhythm by now."""
    if not row.computed["frequency"].startswith(came.freq):
        return
    overlay = Overlay(row.first_day, row.last_day, row.way, row.number)
    until = _withdrawn(row)
    for name, means in row.computed["series"].items():
        for (first, days), mean in zip(row.computed["steps"], means, strict=True):
            start = date.fromisoformat(first)
            last, actual = start + timedelta(days=days - 1), came.value(name, start)
            if mean is not None and actual is not None and last <= until:
                said = step_value(Step(start, days, mean, mean), (overlay,))
                yield Pair(last, said, mean, actual)


def _withdrawn(row: ForecastOverride) -> date:
    """The last day on which it stood to the end."""
    if row.withdrawn_at is None:
        return date.max
    local = row.withdrawn_at.astimezone(ZoneInfo(row.network.time_zone)).date()
    return local - timedelta(days=1)


def _score(row: ForecastOverride, pairs: Iterable[Pair]) -> bool:
    found = list(pairs)
    if not found:
        return False
    count = len(found)
    row.mae = sum(abs(pair.said - pair.came) for pair in found) / count
    row.bias = sum(pair.said - pair.came for pair in found) / count
    row.computed_mae = sum(abs(pair.computed - pair.came) for pair in found) / count
    row.computed_bias = sum(pair.computed - pair.came for pair in found) / count
    row.scored_steps, row.scored_to = count, max(pair.last for pair in found)
    row.save(
        update_fields=["mae", "bias", "computed_mae", "computed_bias", "scored_steps", "scored_to"]
    )
    return True
