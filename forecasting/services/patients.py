"""Keeping what is expected of each patient in bed, as long as its forecast is the current one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from forecasting.models import ExpectedDischarge, ForecastRun
from hospital.models import Stay

if TYPE_CHECKING:
    import pandas as pd

BATCH_ROWS = 1000
DAYS = {"early": "q10", "likely": "q50", "late": "q90"}


def patients_keep(*, run: ForecastRun, patients: pd.DataFrame | None) -> int:
    """Put the run's patients in the place of those of the run before; how many there are.

    Part of the transaction that stores the run. Stays that are gone meanwhile are left out.
    """
    if patients is None:
        return 0
    ExpectedDischarge.objects.filter(run__network=run.network).delete()
    rows = list(_rows(run, patients))
    ExpectedDischarge.objects.bulk_create(rows, batch_size=BATCH_ROWS)
    return len(rows)


def _rows(run: ForecastRun, patients: pd.DataFrame) -> Iterable[ExpectedDischarge]:
    here = set(Stay.objects.filter(facility__network=run.network).values_list("pk", flat=True))
    chances = patients[[name for name in patients.columns if str(name).startswith("by")]].round(4)
    days = {field: _days(patients[column]) for field, column in DAYS.items()}
    told = zip(patients["stay"].astype(int), chances.to_numpy().tolist(), strict=True)
    for row, (stay, chance) in enumerate(told):
        if stay in here:
            dates = {field: found[row] for field, found in days.items()}
            yield ExpectedDischarge(run=run, stay_id=stay, chances=chance, **dates)


def _days(column: pd.Series) -> list[date | None]:
    days: list[date | None] = column.to_numpy().astype("datetime64[D]").tolist()
    return days
