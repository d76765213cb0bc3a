"""Forecasts in the admin."""

from forecasting.admin.findings import ForecastFindingAdmin
from forecasting.admin.runs import (
    ForecastRunAdmin,
    ForecastSeriesAdmin,
)

__all__ = [
    "ForecastFindingAdmin",
    "ForecastRunAdmin",
    "ForecastSeriesAdmin",
]
