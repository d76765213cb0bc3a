"""Beds in use from patients: who is still there, and who will come and stay.

Occupancy of a day is its midnight census: patients admitted on or before the day and discharged
after it. Patients present leave by the Kaplan-Meier curve of their group, given the nights they
have already stayed; future arrivals are the mean of the same weekday and leave by the same curve
(Kaplan & Meier 1958; the infinite-server view of Baas et al. 2021, PMC7993447). Their sum has a
mean and a variance; calibration on past windows widens the quantiles for what this leaves out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from forecasting.core.baselines import recent_mean
from forecasting.core.errors import BadSeries
from forecasting.core.freq import Floats, Freq, Ints
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

LONGEST_NIGHTS = 400
LEARN_DAYS = 365
LEAST_DISCHARGES = 30


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """One entry per stay: series (ward), day admitted, day discharged (a far day while present)."""

    ids: tuple[str, ...]
    series: Ints
    admitted: Ints
    discharged: Ints


def read_stays(frame: pd.DataFrame) -> Stays:
    """From columns `unique_id, admitted, discharged` (local dates; discharged empty while present).

    Raises BadSeries when an admission date is missing or a discharge lies before it.
    """
    codes, names = pd.factorize(frame["unique_id"].astype(str), sort=True)
    ids = tuple(str(name) for name in names)
    admitted = pd.to_datetime(frame["admitted"]).to_numpy().astype("datetime64[D]")
    discharged = pd.to_datetime(frame["discharged"]).to_numpy().astype("datetime64[D]")
    open_ended = np.isnat(discharged)
    bad = np.isnat(admitted) | (~open_ended & (discharged < admitted))
    if bad.any():
        row = int(bad.argmax())
        raise BadSeries(ids[codes[row]], row, "no admission date, or discharged before admitted")
    ends = np.where(open_ended, np.iinfo(np.int64).max // 2, discharged.astype(np.int64))
    return Stays(ids, codes.astype(np.int64), admitted.astype(np.int64), ends)


def census(stays: Stays, first: int, days: int) -> Floats:
    """Midnight census per series and day from day number `first` (days since 1970-01-01)."""
    change = np.zeros((len(stays.ids), days + 1))
    start = np.clip(stays.admitted - first, 0, days)
    end = np.clip(stays.discharged - first, 0, days)
    np.add.at(change, (stays.series, start), 1)
    np.add.at(change, (stays.series, end), -1)
    return np.cumsum(change[:, :days], axis=1)


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
        today = int(panel.dates()[-1].astype("datetime64[D]").astype(np.int64))
        known = _as_known(stays, today)
        arrivals = _arrivals(known, panel, horizon, today)
        pooled = _curve(known, np.ones(len(known.series), dtype=bool), today)
        mean = np.zeros((len(panel.ids), horizon))
        variance = np.zeros_like(mean)
        position = {name: number for number, name in enumerate(stays.ids)}
        for row, name in enumerate(panel.ids):
            mine = known.series == position.get(name, -1)
            curve = _curve(known, mine, today)
            if curve is None:
                curve = pooled if pooled is not None else np.zeros(LONGEST_NIGHTS + 1)
            present = today - known.admitted[mine & (known.discharged > today)]
            mean[row], variance[row] = _occupied(curve, present, arrivals[row])
        normal = np.array([NormalDist().inv_cdf(quantile) for quantile in quantiles])
        spread = np.sqrt(variance)[:, :, None] * normal[None, None, :]
        return Prediction(mean, mean[:, :, None] + spread).tidy()

    return forecast


def _as_known(stays: Stays, today: int) -> Stays:
    """Without later admissions, and with later discharges not yet known."""
    seen = stays.admitted <= today
    ends = stays.discharged[seen]
    ends = np.where(ends > today, np.iinfo(np.int64).max // 2, ends)
    return Stays(stays.ids, stays.series[seen], stays.admitted[seen], ends)


def _curve(
    known: Stays, mine: np.ndarray[tuple[int], np.dtype[np.bool_]], today: int
) -> Floats | None:
    recent = mine & (known.admitted > today - LEARN_DAYS)
    ended = recent & (known.discharged <= today)
    if ended.sum() < LEAST_DISCHARGES:
        return None
    still = recent & (known.discharged > today)
    nights = known.discharged[ended] - known.admitted[ended]
    return survival(nights, today - known.admitted[still])


def _arrivals(known: Stays, panel: Panel, horizon: int, today: int) -> Floats:
    """Expected admissions per series of the panel and day ahead: mean of the same weekday."""
    first = today - panel.periods + 1
    counts = np.zeros((len(known.ids), panel.periods))
    inside = known.admitted >= first
    np.add.at(counts, (known.series[inside], known.admitted[inside] - first), 1)
    source = Panel(known.ids, Freq.DAILY, panel.first, counts)
    mean = recent_mean(source, horizon, (0.5,)).mean
    position = {name: number for number, name in enumerate(known.ids)}
    rows = [mean[position[name]] if name in position else np.zeros(horizon) for name in panel.ids]
    return np.array(rows).reshape(len(panel.ids), horizon)


def _occupied(curve: Floats, present: Ints, arrivals: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of the beds in use 1 .. horizon days ahead."""
    horizon = len(arrivals)
    so_far = np.minimum(present, LONGEST_NIGHTS - horizon)
    steps = np.arange(1, horizon + 1)
    below = np.maximum(curve[so_far], 1e-9)
    stay = np.minimum(curve[so_far[:, None] + steps[None, :]] / below[:, None], 1.0)
    new = np.array([(arrivals[:h] * curve[:h][::-1]).sum() for h in steps])
    return stay.sum(axis=0) + new, (stay * (1 - stay)).sum(axis=0) + new
