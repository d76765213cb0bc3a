"""Forecasts as they are kept."""

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
    "ForecastKind",
    "ForecastOverride",
    "ForecastRun",
    "ForecastSeries",
    "Frequency",
    "OverrideSource",
    "OverrideWay",
]
