"""Forecasts as planning and screens read them."""

from forecasting.selectors.intervals import Interval, forecast_intervals
from forecasting.selectors.overlays import Overlay
from forecasting.selectors.overrides import (
    EffectiveStep,
    OverrideRecord,
    computed_then,
    forecast_effective,
    override_records,
    overrides_of,
    overrides_seen,
    overrides_standing,
    series_targeted,
    step_value,
)
from forecasting.selectors.patients import chance_left, nights_chances, nights_expected
from forecasting.selectors.reach import series_seen
from forecasting.selectors.risk import BedRisk, occupancy_risk, series_risk, stored_risk
from forecasting.selectors.steps import (
    Step,
    forecast_current,
    forecast_quantile,
    forecast_quantiles,
    forecast_series,
    forecast_summary,
    forecast_weeks,
    level_columns,
    quantile_values,
)

__all__ = [
    "BedRisk",
    "EffectiveStep",
    "Interval",
    "Overlay",
    "OverrideRecord",
    "Step",
    "chance_left",
    "computed_then",
    "forecast_current",
    "forecast_effective",
    "forecast_intervals",
    "forecast_quantile",
    "forecast_quantiles",
    "forecast_series",
    "forecast_summary",
    "forecast_weeks",
    "level_columns",
    "nights_chances",
    "nights_expected",
    "occupancy_risk",
    "override_records",
    "overrides_of",
    "overrides_seen",
    "overrides_standing",
    "quantile_values",
    "series_risk",
    "series_seen",
    "series_targeted",
    "step_value",
    "stored_risk",
]
