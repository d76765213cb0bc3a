"""From detectors to what a person is told: since when, how strongly, and who agrees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import stats

from forecasting.core.freq import Bools, Floats, Ints
from forecasting.core.outbreak.answer import Alarm, Severity
from forecasting.core.outbreak.cusum import run_start
from forecasting.core.outbreak.options import WatchOptions
from forecasting.core.outbreak.watch import OWN, TAIL, Watch, learn, look
from forecasting.core.outbreak.weeks import Survey, Weeks

SHOWN_WEEKS = 26
LEAST_PERIODS = 8
"""Seven weeks for a baseline and one to look at."""
RECENT_WEEKS = 3
"""An exceedance older than this is history; the alarm for it was raised when it was new."""
DRIFT = 0.5
"""Of the cumulative sum that says when an outbreak began, in normal deviates a week."""
LONGEST_LEAD = 2
"""Weeks that an outbreak may have begun before the first week that gave an alarm."""
LEAST_EXCESS = 3.0
"""Cases; after Farrington's rule that next to none are no outbreak, however few are usual."""
CONFIDENCE = 0.95
LOW, HIGH = 0.5, 2.0


def find_alarms(
    weeks: Weeks, options: WatchOptions, follow: Mapping[str, int] | None = None
) -> tuple[Alarm, ...]:
    """The series that alarmed within the last `RECENT_WEEKS`, and those that are followed.

    follow: series id -> week since which it is in alarm already; it keeps that beginning, and is
    answered as long as it alarmed within the recent weeks. What is learned is learned on the weeks
    before those shown, so that an outbreak that has begun does not teach that it is normal.
    """
    if not len(weeks.ids) or weeks.periods < LEAST_PERIODS:
        return ()
    shown = int(np.clip(weeks.periods // 4, 1, SHOWN_WEEKS))
    watch = learn(weeks.until(weeks.periods - shown), options)
    found = look(watch, weeks, shown)
    own = found[OWN]
    alarmed = own.score > watch.threshold(OWN, weeks.ids)
    recent = alarmed[:, -RECENT_WEEKS:].any(1)
    starts = _starts(own, found[TAIL], alarmed)
    alarms = []
    for row in np.flatnonzero(recent).tolist():
        column = int(starts[row])
        known = (follow or {}).get(weeks.ids[row])
        if known is not None:
            column = int(np.clip(known - _week(weeks, row, shown, 0), 0, column))
        alarms.append(_alarm(weeks, watch, found, alarmed, row, column, shown))
    return tuple(alarm for alarm in alarms if alarm.excess >= LEAST_EXCESS)


def _week(weeks: Weeks, row: int, shown: int, column: int) -> int:
    return int(weeks.first[row]) + weeks.periods - shown + column


def _starts(own: Survey, tail: Survey, alarmed: Bools) -> Ints:
    """Per row the column in which the present run of alarms began: the start of the cumulative sum
    that its first alarm is in, at most `LONGEST_LEAD` weeks before that alarm."""
    starts = np.zeros(len(alarmed), dtype=np.int64)
    for row, flags in enumerate(alarmed):
        columns = np.flatnonzero(flags)
        if not len(columns):
            continue
        gaps = np.flatnonzero(np.diff(columns) > RECENT_WEEKS)
        first = int(columns[gaps[-1] + 1] if len(gaps) else columns[0])
        score = np.where(np.isfinite(tail.score[row]), tail.score[row], own.score[row])
        sums = _sums(np.nan_to_num(score[: first + 1]))
        begun = int(run_start(sums[None, :])[0])
        starts[row] = max(begun, first - LONGEST_LEAD)
    return starts


def _sums(score: Floats) -> Floats:
    sums, held = np.zeros(len(score)), 0.0
    for week, value in enumerate(score):
        held = max(0.0, held + float(value) - DRIFT)
        sums[week] = held
    return sums


def _alarm(
    weeks: Weeks,
    watch: Watch,
    found: Mapping[str, Survey],
    alarmed: Bools,
    row: int,
    column: int,
    shown: int,
) -> Alarm:
    counts = weeks.values[row, -shown:]
    expected = _carried(
        found[OWN].expected[row], found["farrington_flexible"].expected[row], column
    )
    last = _last(counts, expected, int(np.flatnonzero(alarmed[row])[-1]))
    span = slice(column, last + 1)
    told = np.isfinite(counts[span]) & np.isfinite(expected[span])
    observed = float(counts[span][told].sum())
    total = float(expected[span][told].sum())
    spread = watch.dispersion[weeks.ids[row]]
    low, high = ratio_interval(observed, total, spread)
    agree = tuple(
        name
        for name, survey in found.items()
        if name != OWN and bool((counts[span] > survey.upper[row, span]).any())
    )
    return Alarm(
        unique_id=weeks.ids[row],
        since=_week(weeks, row, shown, column),
        last_seen=_week(weeks, row, shown, last),
        observed=round(observed),
        expected_total=total,
        ratio=observed / max(total, 0.1),
        ratio_low=low,
        ratio_high=high,
        severity=_severity(agree, low),
        detectors=agree,
        first_week=_week(weeks, row, shown, 0),
        counts=_listed(counts),
        expected=_listed(expected),
        upper=_listed(found[OWN].upper[row]),
    )


def _last(counts: Floats, expected: Floats, alarmed: int) -> int:
    """From the last week that alarmed on, the last of the weeks that are still above what is
    expected: the one-step forecast has followed the outbreak by then and is no longer surprised."""
    last = alarmed
    for week in range(alarmed + 1, len(counts)):
        if not counts[week] > expected[week]:
            break
        last = week
    return last


def _carried(forecast: Floats, regression: Floats, column: int) -> Floats:
    """What was expected when it began, carried on along the season of past years.

    The one-step forecast follows an outbreak and soon expects it; the regression leaves out the
    last half year but may stand on another level. So the level is the forecast's at the beginning,
    the movement after it the regression's, within `LOW` and `HIGH`.
    """
    base = forecast.copy()
    if not np.isfinite(base[column]):
        return base
    later = slice(column, len(base))
    moved = regression[later] / max(regression[column], 0.1)
    moved = np.where(np.isfinite(moved), np.clip(moved, LOW, HIGH), 1.0)
    base[later] = base[column] * moved
    return base


def ratio_interval(observed: float, expected: float, dispersion: float) -> tuple[float, float]:
    """Of observed over expected: the exact Poisson interval, widened by the dispersion.

    Garwood 1936 on observed / dispersion, which is what an overdispersed count is worth.
    """
    held, base = observed / dispersion, max(expected, 0.1)
    outside = (1 - CONFIDENCE) / 2
    low = stats.chi2.ppf(outside, 2 * held) / 2 if held > 0 else 0.0
    high = stats.chi2.ppf(1 - outside, 2 * held + 2) / 2
    return float(low * dispersion / base), float(high * dispersion / base)


def _severity(agree: tuple[str, ...], low: float) -> Severity:
    """High: both families of detectors agree and even the lower end is half as much again."""
    families = {name.partition("_")[0] for name in agree}
    if "farrington" in families and TAIL in families and low > 1.5:
        return Severity.HIGH
    return Severity.MEDIUM if len(families) >= 2 and low > 1.0 else Severity.LOW


def _listed(values: Floats) -> tuple[float | None, ...]:
    return tuple(round(float(v), 2) if np.isfinite(v) else None for v in values)
