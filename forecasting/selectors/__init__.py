"""Forecasts as planning and screens read them."""

from forecasting.selectors.steps import (
    Step,
    forecast_current,
    forecast_quantile,
    forecast_series,
    forecast_summary,
    forecast_weeks,
    quantile_values,
)

__all__ = [
    "Step",
    "forecast_current",
    "forecast_quantile",
    "forecast_series",
    "forecast_summary",
    "forecast_weeks",
    "quantile_values",
]
