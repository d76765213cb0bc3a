"""All detectors on all series, and the product's own rule: how they are learned and asked.

`learn` sees the past, `look` the last weeks. Every threshold is set on the past of its series, for
as many false alarms a year as are allowed, with a margin because the weeks to come are a little
wilder than those that a threshold is read from. The product's own score is two parts the
forecast's tail and one part EARS C1; the other detectors say who agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from forecasting.core.freq import Floats
from forecasting.core.outbreak import tail as tails
from forecasting.core.outbreak.cusum import cusum_survey, reach_of
from forecasting.core.outbreak.ears import ears_c1, ears_c2, ears_c3
from forecasting.core.outbreak.farrington import (
    farrington_1996,
    flexible_baseline,
    flexible_survey,
)
from forecasting.core.outbreak.options import WatchOptions
from forecasting.core.outbreak.steps import Steps, fit_steps, one_step
from forecasting.core.outbreak.weeks import YEAR, Detector, Survey, Weeks, count_quantile

OWN = "mizan"
TAIL = "tail"
SIMPLE: dict[str, Detector] = {
    "farrington_1996": farrington_1996,
    "ears_c1": ears_c1,
    "ears_c2": ears_c2,
    "ears_c3": ears_c3,
}
DETECTORS = (*SIMPLE, "farrington_flexible", "cusum")
"""Those that need nothing but the counts; the forecast's tail and the product's own come beside."""
TAIL_PARTS, C1_PARTS = 2, 1
NOMINAL_SCORE, NOMINAL_TAIL = 2.326, 0.99
SAFETY = 1.3
LEAST_WEEKS = 26
"""Below this there is no spread to be had, and the nominal threshold stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """What was learned: the trained forecasters; by series id the tail's dispersion, and per
    detector the score above which it alarms."""

    steps: Steps
    dispersion: Mapping[str, float]
    thresholds: Mapping[str, Mapping[str, float]]

    def threshold(self, detector: str, ids: tuple[str, ...]) -> Floats:
        """Per row, as a column beside the scores."""
        known = self.thresholds[detector]
        return np.array([[known.get(name, NOMINAL_SCORE)] for name in ids], dtype=np.float64)


def learn(weeks: Weeks, options: WatchOptions) -> Watch:
    """Train the forecasters on all of the weeks, and read the thresholds from the last of them.

    The forecasts that thresholds are read from were made by forecasters trained before them.
    """
    past = max(1, min(options.past, weeks.periods))
    means = _walked(weeks, past, options)
    spread = tails.dispersion(weeks.values[:, -past:], means)
    found = _from_counts(weeks, past)
    found[TAIL] = tails.tail(weeks.values[:, -past:], means, spread)
    found[OWN] = _own(found[TAIL], found["ears_c1"], spread)
    limits = {name: thresholds(survey.score, options) for name, survey in found.items()}
    return Watch(
        steps=fit_steps(weeks, options.calendar, options.model),
        dispersion=dict(zip(weeks.ids, spread.tolist(), strict=True)),
        thresholds={n: dict(zip(weeks.ids, v.tolist(), strict=True)) for n, v in limits.items()},
    )


def _walked(weeks: Weeks, past: int, options: WatchOptions) -> Floats:
    """One-step means of the last weeks, trained anew before each year of them."""
    parts, start = [], weeks.periods - past
    while start < weeks.periods:
        end = min(start + round(YEAR), weeks.periods)
        trained = fit_steps(weeks.until(start), options.calendar, options.model)
        members = one_step(weeks.until(end), end - start, trained)
        parts.append(tails.expected(members))
        start = end
    return np.concatenate(parts, axis=1)


def thresholds(past: Floats, options: WatchOptions) -> Floats:
    """Per row of past scores: their mean and `SAFETY` times the normal tail in their standard
    deviations, never below the nominal tail itself.

    Two moments of all scores tell more of so rare a level than the two or three highest do.
    """
    tail = float(stats.norm.isf(min(0.5, options.false_alarms / YEAR)))
    found = np.full(len(past), max(NOMINAL_SCORE, tail))
    for row, scores in enumerate(past):
        known = scores[np.isfinite(scores)]
        if len(known) >= LEAST_WEEKS:
            found[row] = max(found[row], float(known.mean() + SAFETY * tail * known.std()))
    return found


def look(watch: Watch, weeks: Weeks, last: int) -> dict[str, Survey]:
    """What every detector says of the last weeks of each row; rows are known by their ids."""
    found = _from_counts(weeks, last)
    means = tails.expected(one_step(weeks, last, watch.steps))
    spread = np.array([watch.dispersion.get(name, 1.0) for name in weeks.ids])
    found[TAIL] = tails.tail(weeks.values[:, weeks.periods - last :], means, spread)
    found[OWN] = _own(found[TAIL], found["ears_c1"], spread)
    limit = watch.threshold(OWN, weeks.ids)
    return found | {OWN: replace(found[OWN], upper=_upper(found[OWN], spread, limit))}


def _from_counts(weeks: Weeks, last: int) -> dict[str, Survey]:
    """Farrington's improved regression is the dearest part, and two detectors stand on it."""
    found = {name: detect(weeks, last) for name, detect in SIMPLE.items()}
    base = flexible_baseline(weeks, reach_of(weeks, last))
    found["farrington_flexible"] = flexible_survey(weeks, last, base)
    found["cusum"] = cusum_survey(weeks, last, base)
    return found


def _own(tail: Survey, c1: Survey, spread: Floats) -> Survey:
    """The tail and C1; whichever there is where the other knows too little."""
    parts = TAIL_PARTS + C1_PARTS
    both = (TAIL_PARTS * tail.score + C1_PARTS * c1.score) / parts
    score = np.where(np.isfinite(both), both, c1.score)
    score = np.where(np.isfinite(score), score, tail.score)
    expected = np.where(np.isfinite(tail.expected), tail.expected, c1.expected)
    wide = spread[:, None] * np.ones_like(expected)
    return Survey(expected, count_quantile(expected, wide, NOMINAL_TAIL), score)


def _upper(own: Survey, spread: Floats, limit: Floats) -> Floats:
    """For a chart: the count whose deviate from the forecast is the threshold."""
    wide = spread[:, None] * np.ones_like(own.expected)
    chance = np.minimum(stats.norm.cdf(limit), 1 - 1e-12)
    return count_quantile(own.expected, wide, chance)
