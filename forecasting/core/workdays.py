"""What a working day more or less does to a month, learned from a whole family at once.

One series is too noisy to tell twenty-one working days from twenty-two; the family's common ratio
to its trend is not. The elasticity is the slope of that ratio on the working days of the month
beside what the month of the year explains, drawn towards none by its own uncertainty (the
trading-day effect of Young 1965 and X-13, with one constant).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.core.calendar import CalendarSpec, calendar_columns
from forecasting.core.drivers import SEASON, Parts
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.prediction import Prediction
from forecasting.core.seasonal import centred
from forecasting.core.series import Panel

LEAST_MONTHS = 24
LARGEST = 1.0
"""Proportional to working days; more than that is chance."""


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """elasticity: per cent more in a month with one per cent more working days; 0: no effect."""

    elasticity: float
    calendar: CalendarSpec

    @property
    def none(self) -> bool:
        """Whether there is nothing to take out."""
        return not self.elasticity

    def remove(self, panel: Panel) -> Panel:
        """The panel as if every month had its usual number of working days."""
        return replace(panel, values=panel.values / self._factors(panel, 0))

    def restore(self, prediction: Prediction, panel: Panel) -> Prediction:
        """A forecast from the end of the panel, with the working days of its months."""
        horizon = prediction.mean.shape[1]
        factors = self._factors(panel, horizon)[panel.periods :]
        return Prediction(prediction.mean * factors, prediction.quantiles * factors[:, None])

    def restore_parts(self, parts: Parts, panel: Panel, steps: Ints) -> Parts:
        """Parts of a forecast of usual months, with what working days add to it: a season's."""
        factors = self._factors(panel, int(steps.max()))[panel.periods :][steps - 1]
        added = sum(parts.values()) * (factors - 1)
        return {**parts, SEASON: parts.get(SEASON, 0.0) + added}

    def _factors(self, panel: Panel, ahead: int) -> Floats:
        return np.asarray(relative(panel, ahead, self.calendar) ** self.elasticity)


def relative(panel: Panel, ahead: int, calendar: CalendarSpec) -> Floats:
    """Working days of every month of the panel and `ahead` more over the usual of that month."""
    days = calendar_columns(panel.dates(ahead), Freq.MONTHLY, calendar)["working_days"]
    phase = np.arange(len(days)) % 12
    usual = np.array([days[phase == month].mean() for month in range(min(12, len(days)))])
    return np.asarray(np.maximum(days, 1) / np.maximum(usual[phase], 1))


def working_days(panel: Panel, calendar: CalendarSpec) -> WorkingDays:
    """Learn the effect from a monthly panel; none where it is too short, or another rhythm."""
    if panel.freq is not Freq.MONTHLY or panel.periods < LEAST_MONTHS + 12:
        return WorkingDays(0.0, calendar)
    common = _common(panel.values)
    known = np.isfinite(common)
    if known.sum() < LEAST_MONTHS:
        return WorkingDays(0.0, calendar)
    months = np.eye(12)[np.arange(panel.periods) % 12][known]
    days = np.log(relative(panel, 0, calendar))[known]
    return WorkingDays(_slope(common[known], months, days), calendar)


def _common(values: Floats) -> Floats:
    """The family's median log ratio to its centred mean; NaN at both ends."""
    centre = centred(values, 12)
    usable = (centre > 0) & (values > 0)
    logs = np.where(usable, np.log(np.where(usable, values, 1) / np.where(usable, centre, 1)), 0)
    common = np.full(values.shape[1], np.nan)
    for month in np.flatnonzero(usable.any(axis=0)):
        common[month] = np.median(logs[usable[:, month], month])
    return common


def _slope(common: Floats, months: Floats, days: Floats) -> float:
    """Least squares beside the months; shrunk by (1 - variance / square), within [0, LARGEST]."""
    apart = days - months @ np.linalg.lstsq(months, days, rcond=None)[0]
    power = float(apart @ apart)
    if power < 1e-6:
        return 0.0
    rest = common - months @ np.linalg.lstsq(months, common, rcond=None)[0]
    slope = float(apart @ rest) / power
    free = max(len(common) - 13, 1)
    variance = float(((rest - slope * apart) ** 2).sum()) / free / power
    shrunk = slope * max(0.0, 1 - variance / max(slope * slope, 1e-12))
    return min(max(shrunk, 0.0), LARGEST)
