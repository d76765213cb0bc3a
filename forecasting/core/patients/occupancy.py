"""Beds in use from patients: who is still there, and who will come and stay.

Occupancy of a day is its midnight census: patients admitted on or before the day and discharged
after it. Patients present leave by the Kaplan-Meier curve of their group, given the nights they
have already stayed; future arrivals are the mean of the same weekday and leave by the same curve
(Kaplan & Meier 1958; the infinite-server view of Baas et al. 2021, PMC7993447). Their sum has a
mean and a variance, to which the errors of past arrivals add how uncertain their level is.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist

import numpy as np

from forecasting.core.baselines import recent_mean
from forecasting.core.freq import Bools, Floats, Freq, Ints
from forecasting.core.patients.arrivals import level_variance
from forecasting.core.patients.stays import Stays, last_day
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

LONGEST_NIGHTS = 400
LEARN_DAYS = 365
LEAST_DISCHARGES = 30


def survival(nights: Ints, exposed: Ints) -> Floats:
    """Kaplan-Meier: S[k] = P(a stay lasts more than k nights), k = 0 .. LONGEST_NIGHTS.

    nights: lengths of ended stays. exposed: nights so far of patients still present (censored).
    """
    size = LONGEST_NIGHTS + 1
    ended = np.bincount(np.minimum(nights, LONGEST_NIGHTS), minlength=size)
    open_ = np.bincount(np.minimum(exposed, LONGEST_NIGHTS), minlength=size)
    at_risk = np.cumsum((ended + open_)[::-1])[::-1]
    stay = 1 - ended / np.maximum(at_risk, 1)
    return np.asarray(np.cumprod(np.where(at_risk > 0, stay, 1.0)))


def kaplan_meier(
    stays: Stays,
) -> Callable[[Panel, int, tuple[float, ...]], Prediction]:
    """A forecaster of occupancy panels; it sees what was known on the panel's last day."""

    def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
        today = last_day(panel)
        known = stays.as_known(today)
        counts = _counts(known, panel, today)
        arrivals = recent_mean(counts, horizon, (0.5,)).mean
        pooled = group_curve(known, np.ones(len(known.series), dtype=bool), today)
        mean = np.zeros((len(panel.ids), horizon))
        variance = np.zeros_like(mean)
        stay = np.zeros_like(mean)
        position = {name: number for number, name in enumerate(stays.ids)}
        for row, name in enumerate(panel.ids):
            mine = known.series == position.get(name, -1)
            curve = group_curve(known, mine, today)
            if curve is None:
                curve = pooled if pooled is not None else np.zeros(LONGEST_NIGHTS + 1)
            present = today - known.admitted[mine & (known.discharged > today)]
            mean[row], variance[row] = _occupied(curve, present, arrivals[row])
            stay[row] = curve[:horizon]
        variance += level_variance(counts.values, stay, horizon)
        normal = np.array([NormalDist().inv_cdf(quantile) for quantile in quantiles])
        spread = np.sqrt(variance)[:, :, None] * normal[None, None, :]
        return Prediction(mean, mean[:, :, None] + spread).tidy()

    return forecast


def group_curve(known: Stays, mine: Bools, today: int) -> Floats | None:
    """`survival` of the chosen rows of the last year; None where too few of them have ended."""
    recent = mine & (known.admitted > today - LEARN_DAYS)
    ended = recent & (known.discharged <= today)
    if ended.sum() < LEAST_DISCHARGES:
        return None
    still = recent & (known.discharged > today)
    nights = known.discharged[ended] - known.admitted[ended]
    return survival(nights, today - known.admitted[still])


def _counts(known: Stays, panel: Panel, today: int) -> Panel:
    """Admissions per series of the panel and day."""
    place, day = known.of(panel.ids), known.admitted - (today - panel.periods + 1)
    inside = (place >= 0) & (day >= 0)
    counts = np.zeros((len(panel.ids), panel.periods))
    np.add.at(counts, (place[inside], day[inside]), 1)
    return Panel(panel.ids, Freq.DAILY, panel.first, counts)


def _occupied(curve: Floats, present: Ints, arrivals: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the beds in use 1 .. horizon days ahead."""
    horizon = len(arrivals)
    so_far = np.minimum(present, LONGEST_NIGHTS - horizon)
    steps = np.arange(1, horizon + 1)
    below = np.maximum(curve[so_far], 1e-9)
    stay = np.minimum(curve[so_far[:, None] + steps[None, :]] / below[:, None], 1.0)
    new = np.array([(arrivals[:h] * curve[:h][::-1]).sum() for h in steps])
    return stay.sum(axis=0) + new, (stay * (1 - stay)).sum(axis=0) + new
