"""Making and keeping forecasts."""

from forecasting.services.make import (
    forecast_make,
    forecast_prepare,
    forecast_store,
    run_child,
)

__all__ = [
    "forecast_make",
    "forecast_prepare",
    "forecast_store",
    "run_child",
]
