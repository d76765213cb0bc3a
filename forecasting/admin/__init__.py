"""Forecasts in the admin."""

from forecasting.admin.runs import (
    ForecastRunAdmin,
    ForecastSeriesAdmin,
)

__all__ = [
    "ForecastRunAdmin",
    "ForecastSeriesAdmin",
]
