"""Forecasts as they are kept."""

from forecasting.models.findings import FindingCode, ForecastFinding
from forecasting.models.overrides import (
    ForecastOverride,
    OverrideSource,
    OverrideWay,
)
from forecasting.models.runs import (
    ForecastKind,
    ForecastRun,
    ForecastSeries,
    Frequency,
)

__all__ = [
    "FindingCode",
    "ForecastFinding",
    "ForecastKind",
    "ForecastOverride",
    "ForecastRun",
    "ForecastSeries",
    "Frequency",
    "OverrideSource",
    "OverrideWay",
]
