"""Forecasts as they are kept."""

from forecasting.models.findings import FindingCode, ForecastFinding
from forecasting.models.outbreaks import (
    AlarmSeverity,
    AlarmState,
    OutbreakAlarm,
    OutbreakDecision,
)
from forecasting.models.overrides import (
    ForecastOverride,
    OverrideSource,
    OverrideWay,
)
from forecasting.models.patients import ExpectedDischarge
from forecasting.models.runs import (
    MODEL_LENGTH,
    ForecastKind,
    ForecastRun,
    ForecastSeries,
    Frequency,
)

__all__ = [
    "MODEL_LENGTH",
    "AlarmSeverity",
    "AlarmState",
    "ExpectedDischarge",
    "FindingCode",
    "ForecastFinding",
    "ForecastKind",
    "ForecastOverride",
    "ForecastRun",
    "ForecastSeries",
    "Frequency",
    "OutbreakAlarm",
    "OutbreakDecision",
    "OverrideSource",
    "OverrideWay",
]
