"""Forecasts in the admin."""

from django.contrib import admin

from forecasting.admin import patients
from forecasting.admin.findings import ForecastFindingAdmin
from forecasting.admin.outbreaks import OutbreakAlarmAdmin
from forecasting.admin.overrides import ForecastOverrideAdmin
from forecasting.admin.patients import ExpectedDischargeAdmin
from forecasting.admin.runs import (
    ForecastRunAdmin,
    ForecastSeriesAdmin,
)

__all__ = [
    "ExpectedDischargeAdmin",
    "ForecastFindingAdmin",
    "ForecastOverrideAdmin",
    "ForecastRunAdmin",
    "ForecastSeriesAdmin",
    "OutbreakAlarmAdmin",
]

patients.attach(admin.site)
