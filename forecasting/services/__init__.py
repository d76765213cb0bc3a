"""Making and keeping forecasts."""

from forecasting.services.make import (
    forecast_make,
    forecast_prepare,
    forecast_store,
    run_child,
)
from forecasting.services.overrides import (
    may_override,
    override_set,
    override_withdraw,
)

__all__ = [
    "forecast_make",
    "forecast_prepare",
    "forecast_store",
    "may_override",
    "override_set",
    "override_withdraw",
    "run_child",
]
