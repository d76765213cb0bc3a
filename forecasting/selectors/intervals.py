"""Learned quantiles of whole intervals as supply plans read them: of the current run, if it won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.core.protection.options import DAYS, OPPONENTS
from forecasting.models import ForecastKind
from forecasting.selectors.steps import MEAN, forecast_current, quantile_values
from hospital.models import Network

WEEK = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """So many weeks from the first day ahead: how much their mean use is exceeded by at a quantile,
    in units and never below zero."""

    weeks: int
    above: float


def forecast_intervals(
    *, network: Network, quantiles: Mapping[str, float]
) -> dict[str, tuple[Interval, ...]]:
    """Per series FACILITY/PRODUCT of a product in `quantiles`, shortest first. Empty where nothing
    was learned, where it lost its test, and where the forecast of consumption is not of the same
    records."""
    run = forecast_current(network=network, kind=ForecastKind.PROTECTION)
    periods = forecast_current(network=network, kind=ForecastKind.CONSUMPTION)
    if run is None or periods is None or run.model in OPPONENTS:
        return {}
    if (run.last_ds, run.data_sha256) != (periods.last_ds, periods.data_sha256):
        return {}
    rows = run.series.values_list("unique_id", "product__code", "points")
    return {
        name: _intervals(points, quantiles[product])
        for name, product, points in rows
        if product in quantiles
    }


def _intervals(points: dict[str, list[float]], quantile: float) -> tuple[Interval, ...]:
    columns = points[DAYS], quantile_values(points, quantile), points[MEAN]
    return tuple(
        Interval(round(days / WEEK), max(0.0, high - mean))
        for days, high, mean in zip(*columns, strict=True)
    )
