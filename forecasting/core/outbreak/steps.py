"""What the forecasters expected of each week, one week ahead and from the weeks before it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.core.calendar import CalendarSpec
from forecasting.core.ets import ets
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.model import Trained, predict, train
from forecasting.core.options import ModelOptions
from forecasting.core.outbreak.weeknumbers import week_day
from forecasting.core.outbreak.weeks import Weeks
from forecasting.core.series import Panel
from forecasting.core.theta import theta

LEAST_WEEKS = 16
LEAST_LEARNED = 104
"""Weeks that LightGBM must have seen: from one year it takes the half that rises for the rule."""


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The forecasters as trained on what was known at a cutoff."""

    calendar: CalendarSpec
    lightgbm: Trained | None


def fit_steps(weeks: Weeks, calendar: CalendarSpec, options: ModelOptions) -> Steps:
    """Train LightGBM on all rows of the weeks; the statistical members learn when asked.

    Rows that begin in different weeks are not trained together: the first row's calendar counts.
    """
    told = np.isfinite(weeks.values).sum(1) >= LEAST_LEARNED
    same = told & (weeks.first == weeks.first[0]) if len(weeks.first) else told
    if not same.any():
        return Steps(calendar, None)
    panel = _panel(weeks.rows(np.flatnonzero(same)), weeks.periods)
    return Steps(calendar, train(panel, 1, (0.5,), calendar, options))


def one_step(weeks: Weeks, last: int, steps: Steps) -> dict[str, Floats]:
    """Per member the mean expected of each of the last weeks, NaN without enough history."""
    names = ("theta", "ets", *(("lightgbm",) if steps.lightgbm is not None else ()))
    found = {name: np.full((len(weeks.ids), last), np.nan) for name in names}
    for rows in _together(weeks):
        part = weeks.rows(rows)
        for column in range(last):
            end = weeks.periods - last + column
            if end < LEAST_WEEKS:
                continue
            panel = _panel(part, end)
            for name, mean in _members(panel, steps).items():
                found[name][rows, column] = mean
    enough = _known_before(weeks, last) >= LEAST_WEEKS
    return {name: np.where(enough, mean, np.nan) for name, mean in found.items()}


def _members(panel: Panel, steps: Steps) -> dict[str, Floats]:
    found = {
        "theta": theta(panel, 1, (0.5,)).mean[:, 0],
        "ets": ets(panel, 1, (0.5,)).mean[:, 0],
    }
    if steps.lightgbm is not None:
        found["lightgbm"] = predict(steps.lightgbm, panel, steps.calendar).mean[:, 0]
    return found


def _together(weeks: Weeks) -> Iterator[Ints]:
    for first in np.unique(weeks.first):
        yield np.flatnonzero(weeks.first == first)


def _known_before(weeks: Weeks, last: int) -> Ints:
    known = np.cumsum(np.isfinite(weeks.values), axis=1)
    start = weeks.periods - last - 1
    columns = np.arange(start, start + last)
    return np.where(columns >= 0, known[:, np.maximum(columns, 0)], 0)


def _panel(weeks: Weeks, end: int) -> Panel:
    """The first `end` weeks; a week nobody counted is as the one before it."""
    values = weeks.values[:, :end].copy()
    missing = np.isnan(values)
    newest = np.maximum.accumulate(np.where(missing, -1, np.arange(end)), axis=1)
    rows, columns = np.nonzero(missing & (newest >= 0))
    values[rows, columns] = values[rows, newest[rows, columns]]
    return Panel(weeks.ids, Freq.WEEKLY, week_day(int(weeks.first[0])), values)
