"""How a watch is done, apart from the doing: whoever only asks need not load LightGBM."""

from __future__ import annotations

from dataclasses import dataclass, field

from forecasting.core.calendar import CalendarSpec
from forecasting.core.options import ModelOptions


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """false_alarms: allowed per year and series. past: weeks that thresholds are read from."""

    false_alarms: float = 1.0
    past: int = 156
    calendar: CalendarSpec = field(default_factory=lambda: CalendarSpec(""))
    model: ModelOptions = field(default_factory=ModelOptions)
