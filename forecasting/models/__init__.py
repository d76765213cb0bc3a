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
    FAMILY_KINDS,
    LEARNED_FROM,
    MODEL_LENGTH,
    ForecastFamily,
    ForecastKind,
    ForecastRun,
    ForecastSeries,
    Frequency,
    Level,
    family_of,
)

__all__ = [
    "FAMILY_KINDS",
    "LEARNED_FROM",
    "MODEL_LENGTH",
    "AlarmSeverity",
    "AlarmState",
    "ExpectedDischarge",
    "FindingCode",
    "ForecastFamily",
    "ForecastFinding",
    "ForecastKind",
    "ForecastOverride",
    "ForecastRun",
    "ForecastSeries",
    "Frequency",
    "Level",
    "OutbreakAlarm",
    "OutbreakDecision",
    "OverrideSource",
    "OverrideWay",
    "family_of",
]
