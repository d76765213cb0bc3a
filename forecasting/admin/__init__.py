"""Forecasts in the admin."""

from forecasting.admin.findings import ForecastFindingAdmin
from forecasting.admin.overrides import ForecastOverrideAdmin
from forecasting.admin.runs import (
    ForecastRunAdmin,
    ForecastSeriesAdmin,
)

__all__ = [
    "ForecastFindingAdmin",
    "ForecastOverrideAdmin",
    "ForecastRunAdmin",
    "ForecastSeriesAdmin",
]
