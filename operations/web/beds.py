"""Wards that may need more beds than they have, and how full tonight will be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forecasting.models import ForecastKind, ForecastRun, ForecastSeries
from forecasting.selectors import BedRisk, stored_risk
from forecasting.selectors.risk import ROW, WORTH_TELLING, SeriesRow, local_today
from hospital.access import scope

DAYS = 7


@dataclass(frozen=True, slots=True)
class WardsAhead:
    """short: the likeliest first, each ward on its worst day of the week to come. tonight: every
    ward, on its network's today."""

    short: list[BedRisk]
    tonight: list[BedRisk]


def wards_ahead(user: Any, runs: Iterable[ForecastRun]) -> WardsAhead:
    """Within the person's reach; runs: the current ones, with their networks."""
    occupancy = {run.pk: run for run in runs if run.kind == ForecastKind.OCCUPANCY}
    rows: dict[int, list[SeriesRow]] = defaultdict(list)
    if occupancy:
        kept = ForecastSeries.objects.filter(
            run__in=occupancy, ward__isnull=False, ward__active=True
        )
        seen = scope(kept, user, "facility").order_by()
        for run, *row in seen.values_list("run", *ROW):
            rows[run].append(tuple(row))
    short, tonight = [], []
    for run, of_run in rows.items():
        today = local_today(occupancy[run].network)
        for days in stored_risk(occupancy[run], of_run, start=today, days=DAYS).values():
            tonight.append(days[0])
            worst = max(days, key=lambda risk: risk.chance)
            if worst.chance >= WORTH_TELLING:
                short.append(worst)
    short.sort(key=lambda each: (-each.chance, each.unique_id))
    return WardsAhead(short, tonight)
