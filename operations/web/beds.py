"""Wards that may need more beds than they have, and how full tonight will be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from forecasting.models import ForecastKind, ForecastRun, ForecastSeries
from forecasting.selectors import BedRisk, stored_risk
from forecasting.selectors.risk import SeriesRow, local_today
from hospital.access import scope

DAYS = 7
WORTH_TELLING = 0.2
"""Below one in five a ward is left in peace."""


@dataclass(frozen=True, slots=True)
class ShortWard:
    """A ward on its worst day of the week to come. series: key of its forecast."""

    risk: BedRisk
    series: int

    @property
    def sentence(self) -> str:
        """In the reader's language, whole patients and per cent."""
        return ngettext(
            "%(chance)d %% chance of more patients than its %(beds)d bed; "
            "%(expected)d are expected.",
            "%(chance)d %% chance of more patients than its %(beds)d beds; "
            "%(expected)d are expected.",
            self.risk.beds,
        ) % {
            "chance": round(100 * self.risk.chance),
            "beds": self.risk.beds,
            "expected": round(self.risk.expected),
        }


@dataclass(frozen=True, slots=True)
class WardsAhead:
    """short: the likeliest first, one entry a ward. tonight: every ward, on its network's today."""

    short: list[ShortWard]
    tonight: list[BedRisk]


def wards_ahead(user: Any, runs: Iterable[ForecastRun]) -> WardsAhead:
    """Within the person's reach; runs: the current ones, with their networks."""
    occupancy = {run.pk: run for run in runs if run.kind == ForecastKind.OCCUPANCY}
    rows: dict[int, list[SeriesRow]] = defaultdict(list)
    series: dict[int, int] = {}
    if occupancy:
        kept = ForecastSeries.objects.filter(
            run__in=occupancy, ward__isnull=False, ward__active=True
        )
        seen = scope(kept, user, "facility").order_by()
        for run, *row, pk in seen.values_list("run", "unique_id", "start", "points", "ward", "pk"):
            rows[run].append(tuple(row))
            series[row[3]] = pk
    short, tonight = [], []
    for run, of_run in rows.items():
        today = local_today(occupancy[run].network)
        for ward, days in stored_risk(occupancy[run], of_run, start=today, days=DAYS).items():
            tonight.append(days[0])
            worst = max(days, key=lambda risk: risk.chance)
            if worst.chance >= WORTH_TELLING:
                short.append(ShortWard(worst, series[ward]))
    short.sort(key=lambda each: (-each.risk.chance, each.risk.unique_id))
    return WardsAhead(short, tonight)
