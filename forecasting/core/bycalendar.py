"""The calendar alone: how weekday, season, holidays and place move a day, times how things stand.

Where LightGBM of `model` starts from the last days of each series, this one does not see them: a
single LightGBM (Poisson) learns from every day of the last years what the calendar does to a day
against the year around it, and the level comes after it, so that the two err differently. How a
series stands lately is drawn towards how its kin stand, by as much as chance alone can have
moved it (Bühlmann & Straub 1970): two months of a small ward are some hundred patients, and chance
moves them by a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np
import numpy.typing as npt

from forecasting.core.baselines import nan_mean
from forecasting.core.calendar import CalendarSpec, calendar_columns
from forecasting.core.discounted import HALF_LIFE_DAYS
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.options import ModelOptions
from forecasting.core.patients.arrivals import ORIGIN_STEP, ORIGINS
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

LEAST_DAYS = 728
"""A season is seen twice, or it is no season."""
YEAR = 364
MOST_SERIES = 128
"""Of more, a few trees cannot tell whose week is whose."""
NOT_OF_A_DAY = ("month", "month_day")
"""The season is in the year's sine and cosine already, and the day of the month is noise."""
LEAST_DRIFT = 0.01
"""Kin drift apart by this share at least: they are never one and the same."""
OWN = 0.5
"""Weight of a series' own past errors beside those of the family."""
WEEK = 7


@dataclass(frozen=True, slots=True, eq=False)
class ByCalendar:
    """The trees, and what they read of a day and of a series."""

    trees: lightgbm.Booster
    features: tuple[str, ...]
    rows: int
    calendar: CalendarSpec
    threads: int


def train_by_calendar(
    panel: Panel, calendar: CalendarSpec, options: ModelOptions
) -> ByCalendar | None:
    """Learn from all days of the last years; None for other than days, for less than two years of
    them, or more series than it can tell apart."""
    fitting = panel.freq is Freq.DAILY and panel.periods >= LEAST_DAYS
    if not fitting or len(panel.ids) > MOST_SERIES:
        return None
    usual = _year_around(panel.values)
    known = ~np.isnan(panel.values) & (usual > 0)
    known[:, : max(0, panel.periods - options.years * panel.freq.year)] = False
    series, day = np.nonzero(known)
    if not len(series):
        return None
    if len(series) > options.rows:
        draw = np.random.default_rng(options.seed).integers(0, len(series), options.rows)
        series, day = series[np.sort(draw)], day[np.sort(draw)]
    names, inputs = _inputs(panel, calendar, series, day, panel.periods)
    weight = usual[series, day]
    target = panel.values[series, day] / weight
    params = _params(options)
    data = lightgbm.Dataset(inputs, target, weight=weight / weight.mean(), params=params)
    trees = lightgbm.train(params, data, num_boost_round=options.trees)
    return ByCalendar(trees, names, len(series), calendar, options.threads)


def _params(options: ModelOptions) -> dict[str, object]:
    return {
        "objective": "poisson",
        "num_leaves": options.leaves,
        "learning_rate": options.learning_rate,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.8,
        "max_bin": 255,
        "num_threads": options.threads,
        "seed": options.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbosity": -1,
    }


def predict_by_calendar(
    trained: ByCalendar, panel: Panel, horizon: int, quantiles: tuple[float, ...]
) -> Prediction:
    """Forecast every series from the panel's last day."""
    past = panel.periods
    shape = _shape(trained, panel, horizon)
    origins = np.arange(past, max(YEAR, past - horizon - ORIGIN_STEP * ORIGINS), -ORIGIN_STEP)
    origins = np.append(past, origins[origins <= past - horizon])
    levels = _levels(panel, shape[:, :past], origins)
    mean = levels[:, :1] * shape[:, past:]
    ahead = origins[1:, None] + np.arange(horizon)
    told = levels[:, 1:, None] * shape[:, ahead]
    errors = (panel.values[:, ahead] - told) / np.sqrt(np.maximum(told, 1e-9))
    found = mean[:, :, None] + np.sqrt(mean)[:, :, None] * _spread(errors, horizon, quantiles)
    return Prediction(mean, found).tidy()


def _inputs(
    panel: Panel, calendar: CalendarSpec, series: Ints, day: Ints, days: int
) -> tuple[tuple[str, ...], npt.NDArray[np.float32]]:
    """Feature names and one row per (series, day); the panel's last `days - periods` are ahead."""
    table = calendar_columns(panel.dates(days - panel.periods), Freq.DAILY, calendar)
    columns = {name: v[day] for name, v in table.items() if name not in NOT_OF_A_DAY}
    columns |= {f"static_{n}": codes[series].astype(float) for n, codes in panel.static.items()}
    if len(panel.ids) > 1:
        columns["series"] = series.astype(float)
    return tuple(columns), np.column_stack([c.astype(np.float32) for c in columns.values()])


def _shape(trained: ByCalendar, panel: Panel, horizon: int) -> Floats:
    """shape[i, day]: what the calendar makes of a usual day, of as much of the past as is looked
    at (1 before it) and of the horizon."""
    count, days = len(panel.ids), panel.periods + horizon
    first = max(0, panel.periods - horizon - ORIGIN_STEP * ORIGINS - 2 * YEAR)
    series = np.repeat(np.arange(count), days - first)
    day = np.tile(np.arange(first, days), count)
    _, inputs = _inputs(panel, trained.calendar, series, day, days)
    shape = np.ones((count, days))
    found = np.asarray(trained.trees.predict(inputs, num_threads=trained.threads))
    shape[:, first:] = found.reshape(count, -1)
    return shape


def _year_around(values: Floats) -> Floats:
    """Mean of the year that has each day in its middle; at the edges the nearest whole year."""
    days = values.shape[1]
    known = ~np.isnan(values)
    width = min(YEAR, days)
    first = np.clip(np.arange(days) - width // 2, 0, days - width)
    sums, counts = (
        np.pad(np.cumsum(each, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
        for each in (np.where(known, values, 0.0), known)
    )
    count = counts[:, first + width] - counts[:, first]
    return np.asarray((sums[:, first + width] - sums[:, first]) / np.maximum(count, 1))


def _levels(panel: Panel, shape: Floats, origins: Ints) -> Floats:
    """level[i, o] of each series before the day origins[o], in units of the shape.

    Its last year's, times how it stands to that lately: its own, drawn towards that of its kin."""
    known = ~np.isnan(panel.values)
    values, usual = np.where(known, panel.values, 0.0), np.where(known, shape, 0.0)
    back = origins[None, :] - 1 - np.arange(panel.periods)[:, None]
    year = ((back >= 0) & (back < YEAR)).astype(np.float64)
    lately = np.where(back >= 0, 0.5 ** (np.maximum(back, 0) / HALF_LIFE_DAYS), 0.0)
    long = values @ year / np.maximum(usual @ year, 1e-9)
    seen, told = values @ lately, (usual @ lately) * long
    kin, doubt = min((_kin(seen, told, codes) for codes in _groupings(panel)), key=lambda k: k[1])
    prior = _chance() / max(doubt, LEAST_DRIFT**2)
    return np.asarray(long * (seen + prior * kin) / (told + prior))


def _chance() -> float:
    """Variance, over its mean, by which chance alone moves a discounted sum of Poisson counts from
    its share of the year that it is a part of."""
    fading: float = 0.5 ** (1 / HALF_LIFE_DAYS)
    return 1 / (1 + fading) - 1 / ((1 - fading) * YEAR)


def _groupings(panel: Panel) -> list[Ints]:
    """Codes of kin: the whole family, and those who share what a series is."""
    found = [np.zeros(len(panel.ids), dtype=np.int64)]
    for codes in panel.static.values():
        if 1 < len(np.unique(codes)) < len(panel.ids):
            found.append(np.unique(codes, return_inverse=True)[1])
    return found


def _kin(seen: Floats, told: Floats, codes: Ints) -> tuple[Floats, float]:
    """How the kin of each series stand at each origin; and the variance by which series stand
    apart from them beyond chance, as a share, over all series and origins."""
    ones = np.eye(codes.max() + 1)[codes]
    stand = (ones.T @ seen) / np.maximum(ones.T @ told, 1e-9)
    kin = stand[codes]
    expected = told * kin
    apart = ((seen - expected) ** 2).sum() - _chance() * expected.sum()
    return kin, float(apart / max((expected**2).sum(), 1e-9))


def _spread(errors: Floats, horizon: int, quantiles: tuple[float, ...]) -> Floats:
    """Quantiles of the past errors, in roots of the mean, by week ahead; half of them the
    family's. What a series missed by on the whole is not expected to come again."""
    count = len(errors)
    apart = errors - nan_mean(errors.reshape(count, -1), 1)[:, None, None]
    spread = np.zeros((count, horizon, len(quantiles)))
    for first in range(0, horizon, WEEK):
        week = apart[:, :, first : first + WEEK].copy()
        if np.isnan(week).all():
            continue
        shared = np.nanquantile(week, quantiles)
        flat = week.reshape(count, -1)
        unknown = np.flatnonzero(np.isnan(flat).all(axis=1))
        flat[unknown] = 0.0
        own = np.nanquantile(flat, quantiles, axis=1).T
        own[unknown] = shared
        spread[:, first : first + WEEK] = (OWN * own + (1 - OWN) * shared)[:, None, :]
    return spread
