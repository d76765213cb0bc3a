"""A panel without its seasons, and a forecast with them again.

One model of many series learns what they share. A season that each has for itself it learns badly:
where a few large series peak in different months, the season of all together is nobody's. So it is
taken out before, series by series as far as each is sure of its own (`seasonal`), and put back
after (Smyl 2020, "A hybrid method of exponential smoothing and recurrent neural networks"; that it
helps learners of many unlike series: Hewamalage, Bergmeir & Bandara 2021).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from forecasting.core.calendar import CalendarSpec
from forecasting.core.drivers import SEASON, Parts
from forecasting.core.freq import Floats, Ints
from forecasting.core.prediction import Prediction
from forecasting.core.seasonal import seasonal_indices
from forecasting.core.series import Panel


@dataclass(frozen=True, slots=True, eq=False)
class OwnSeasons:
    """indices[i, p]: ratio of series i to its usual level at phase p of the season."""

    indices: Floats

    @property
    def none(self) -> bool:
        """Whether there is nothing to take out."""
        return bool((self.indices == 1).all())

    def remove(self, panel: Panel) -> Panel:
        """The panel as if every period were the usual one."""
        return replace(panel, values=panel.values / self._factors(0, panel.periods))

    def restore(self, prediction: Prediction, panel: Panel) -> Prediction:
        """A forecast from the end of the panel, with the seasons of its periods."""
        factors = self._factors(panel.periods, prediction.mean.shape[1])
        return Prediction(prediction.mean * factors, prediction.quantiles * factors[:, :, None])

    def restore_parts(self, parts: Parts, panel: Panel, steps: Ints) -> Parts:
        """Parts of a forecast without seasons, with what they add to it."""
        factors = self._factors(panel.periods, int(steps.max()))[:, steps - 1]
        added = sum(parts.values()) * (factors - 1)
        return {**parts, SEASON: parts.get(SEASON, 0.0) + added}

    def _factors(self, first: int, count: int) -> Floats:
        phase = (first + np.arange(count)) % self.indices.shape[1]
        return np.asarray(self.indices[:, phase])


def own_seasons(panel: Panel, calendar: CalendarSpec) -> OwnSeasons:
    """Learn the seasons of a panel's series; flat where two of them do not fit."""
    return OwnSeasons(seasonal_indices(panel.values, panel.freq.season).indices)
