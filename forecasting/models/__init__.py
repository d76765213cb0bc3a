"""Forecasts as they are kept."""

from forecasting.models.runs import (
    ForecastKind,
    ForecastRun,
    ForecastSeries,
    Frequency,
)

__all__ = [
    "ForecastKind",
    "ForecastRun",
    "ForecastSeries",
    "Frequency",
]
