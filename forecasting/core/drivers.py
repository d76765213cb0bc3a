"""What a forecast is made of, in the unit of its series: parts that add up to the mean.

Groups are what a person would name: the usual level, the last days, the weekday, the season,
feasts, Ramadan, school holidays, signals known ahead, the place, the patients in bed. A member that
can tell its own parts does so (LightGBM: TreeSHAP, Lundberg et al. 2020, "From local explanations
to global understanding with explainable AI for trees"; discharge hazards: `hazard_parts`). For any
other the path it forecasts is split against the series' own past: the usual level, what its season
usually adds, and what the member makes of the last periods.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.core.baselines import nan_mean
from forecasting.core.choice import Choice, Recipe
from forecasting.core.features import RECIPES
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.series import Panel

LEVEL, RECENT, WEEKDAY, SEASON, OTHER = "level", "recent", "weekday", "season", "other"
HOLIDAY, RAMADAN, SCHOOL, SIGNAL, PLACE = "holiday", "ramadan", "school", "signal", "place"
IN_BED, FLOW, AGREED = "in_bed", "flow", "agreed"
GROUPS = (
    *(LEVEL, RECENT, WEEKDAY, SEASON, HOLIDAY, RAMADAN, SCHOOL, SIGNAL, PLACE),
    *(IN_BED, FLOW, AGREED, OTHER),
)
SPAN = {Freq.DAILY: 7, Freq.WEEKLY: 4, Freq.MONTHLY: 3}
"""How many of the first steps are explained, where there are not too many series for it."""
MOST_ROWS = 20_000
"""Series x steps explained; always the first step of each."""
SEASONS = {Freq.DAILY: 8, Freq.WEEKLY: 3, Freq.MONTHLY: 3}
NAMED = {
    "horizon": LEVEL,
    "log_level": LEVEL,
    "age": LEVEL,
    "zero_share": LEVEL,
    "deviation": LEVEL,
    "weekday": WEEKDAY,
    "month": SEASON,
    "month_day": SEASON,
    "year_sin": SEASON,
    "year_cos": SEASON,
    "working_days": SEASON,
    "growth_year_ago": SEASON,
}
PREFIXES = (("static_", PLACE), ("known_", SIGNAL), ("signal_", SIGNAL))
PATTERNS = (
    ("signal_", SIGNAL),
    ("ramadan", RAMADAN),
    ("school", SCHOOL),
    ("holiday", HOLIDAY),
    ("last_", RECENT),
    ("kin_", RECENT),
    ("phase_7_", WEEKDAY),
    ("phase_", SEASON),
)
Parts = Mapping[str, Floats]
"""Per group, part[i, s] of series i at step s, in the unit of the series."""
Explainer = Callable[[Panel, Ints], Parts]


@dataclass(frozen=True, slots=True)
class Drivers:
    """steps: 1 is the period after the history. groups: parts of the mean, one value a step."""

    steps: tuple[int, ...]
    groups: dict[str, tuple[float, ...]]


def group_of(feature: str, freq: Freq) -> str:
    """The group that a feature of the model belongs to."""
    if feature in NAMED:
        return NAMED[feature]
    prefixed = next((group for part, group in PREFIXES if feature.startswith(part)), None)
    if prefixed is not None:
        return prefixed
    window = re.fullmatch(r"mean_(\d+)", feature)
    if window:
        return RECENT if int(window[1]) < RECIPES[freq].level else LEVEL
    return next((group for part, group in PATTERNS if part in feature), OTHER)


def explained_steps(panel: Panel, horizon: int) -> Ints:
    """The first steps, as many as `MOST_ROWS` allows."""
    fitting = MOST_ROWS // max(1, len(panel.ids))
    return np.arange(1, 1 + max(1, min(SPAN[panel.freq], horizon, fitting)))


def path_parts(panel: Panel, path: Floats, steps: Ints) -> Parts:
    """Parts of a forecast path[i, s] at `steps`, against the past of the panel."""
    level = usual_level(panel)
    seasonal = _usual_season(panel, steps)
    name = WEEKDAY if panel.freq is Freq.DAILY else SEASON
    rest = path - level[:, None] - seasonal
    return {LEVEL: np.repeat(level[:, None], len(steps), 1), name: seasonal, RECENT: rest}


def usual_level(panel: Panel) -> Floats:
    """Mean of the last four weeks, quarter or year."""
    window = RECIPES[panel.freq].level
    return np.nan_to_num(nan_mean(panel.values[:, -window:], 1))


def _usual_season(panel: Panel, steps: Ints) -> Floats:
    """What the place in the season added in the last whole seasons, over each season's mean."""
    season = panel.freq.season
    whole = min(SEASONS[panel.freq], panel.periods // season)
    if not whole:
        return np.zeros((len(panel.ids), len(steps)))
    blocks = panel.values[:, panel.periods - whole * season :].reshape(-1, whole, season)
    apart = blocks - blocks.mean(axis=2, keepdims=True)  # NaN where a season is not whole
    return np.nan_to_num(nan_mean(apart, 1))[:, (steps - 1) % season]


def explain(
    panel: Panel,
    choice: Choice,
    paths: Mapping[str, Floats],
    explainers: Mapping[str, Explainer],
    mean: Floats,
) -> dict[str, Drivers]:
    """Parts of what is used, per series.

    paths: per member its mean[i, h]; explainers: of the members that have one. mean[i, h]: what is
    answered. Whatever the members' parts do not tell of it (nothing is forecast below zero) is
    "other".
    """
    steps = explained_steps(panel, mean.shape[1])
    told = {
        name: explainers[name](panel, steps)
        if name in explainers
        else path_parts(panel, path[:, steps - 1], steps)
        for name, path in paths.items()
    }
    parts = _mixed(told, choice.family)
    for recipe in set(choice.per_series.values()):
        rows = [row for row, own in choice.per_series.items() if own == recipe]
        other = _mixed(told, recipe)
        for group in parts:
            parts[group][rows] = other[group][rows]
    answered = mean[:, steps - 1]
    parts[OTHER] = parts[OTHER] + answered - sum(parts.values())
    return {name: _drivers(parts, row, steps) for row, name in enumerate(panel.ids)}


def level_only(ids: tuple[str, ...], mean: Floats) -> dict[str, Drivers]:
    """Of series too short for a model: the mean of what there is."""
    return {
        name: Drivers((1,), {LEVEL: (round(float(mean[row, 0]), 4),)})
        for row, name in enumerate(ids)
    }


def _mixed(told: Mapping[str, Parts], recipe: Recipe) -> dict[str, Floats]:
    shape = next(iter(told[recipe[0]].values())).shape
    return {
        group: np.sum([told[name].get(group, np.zeros(shape)) for name in recipe], axis=0)
        / len(recipe)
        for group in GROUPS
    }


def _drivers(parts: Parts, row: int, steps: Ints) -> Drivers:
    """Four decimals, and no group that says nothing."""
    rounded = {group: tuple(np.round(values[row], 4).tolist()) for group, values in parts.items()}
    kept = {g: v for g, v in rounded.items() if g == LEVEL or any(abs(x) >= 0.0005 for x in v)}
    return Drivers(tuple(steps.tolist()), kept)
