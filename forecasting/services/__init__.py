"""Making and keeping forecasts."""

from forecasting.services.make import (
    forecast_make,
    forecast_prepare,
    forecast_scope_exists,
    forecast_store,
    forecasts_make,
    run_child,
)
from forecasting.services.outbreak_decisions import may_decide, outbreak_decide
from forecasting.services.outbreaks import (
    outbreak_make,
    outbreak_prepare,
    outbreak_scope_exists,
    outbreak_store,
)
from forecasting.services.overrides import (
    may_override,
    override_set,
    override_withdraw,
)
from forecasting.services.scoring import overrides_score
from forecasting.services.watch import Found, findings_keep, forecast_prune, forecast_watch

__all__ = [
    "Found",
    "findings_keep",
    "forecast_make",
    "forecast_prepare",
    "forecast_prune",
    "forecast_scope_exists",
    "forecast_store",
    "forecast_watch",
    "forecasts_make",
    "may_decide",
    "may_override",
    "outbreak_decide",
    "outbreak_make",
    "outbreak_prepare",
    "outbreak_scope_exists",
    "outbreak_store",
    "override_set",
    "override_withdraw",
    "overrides_score",
    "run_child",
]
