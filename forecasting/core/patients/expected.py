"""When each patient present is expected to leave the hospital: chances by day, and three days.

By the discharge hazard where there is one, else by the Kaplan-Meier curve of the ward's whole
stays. Nobody knows the ward a patient will be moved to: all nights ahead are asked of today's.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from forecasting.core.calendar import CalendarSpec
from forecasting.core.freq import Bools, Dates, Floats, Ints
from forecasting.core.options import ModelOptions
from forecasting.core.patients.discharges import Discharges, leaving, train_discharges
from forecasting.core.patients.occupancy import LONGEST_NIGHTS, group_curve
from forecasting.core.patients.stays import Stays, journeys, read_stays

DAYS_AHEAD = 90
"""Who is there longer has no day in the answer."""
CHANCES = 28
"""Days ahead whose chance is told one by one."""
QUANTILES = (0.1, 0.5, 0.9)


def expected_discharges(
    stays: pd.DataFrame, today: int, calendar: CalendarSpec, options: ModelOptions
) -> pd.DataFrame:
    """One row per stay that is open on the day number `today`, as known on it.

    stay: its number, unique_id: the ward. q10, q50, q90: the day by which the patient has left with
    that probability, empty beyond `DAYS_AHEAD`. by1 .. by28: the probability to have left by so
    many days after today. No rows where too few stays have ended to say anything.
    """
    known = read_stays(stays).as_known(today)
    before, _ = journeys(known)
    here = _present(known, today)
    left = _left_by(known, before, here, today, (calendar, options))
    if left is None:
        here, left = here[:0], np.empty((0, DAYS_AHEAD))
    columns: dict[str, object] = {
        "stay": known.stay[here],
        "unique_id": np.array(known.ids, dtype=object)[known.series[here]],
    }
    for quantile in QUANTILES:
        columns[f"q{quantile * 100:.0f}"] = _days(left, quantile, today)
    columns |= {f"by{day + 1}": left[:, day] for day in range(CHANCES)}
    return pd.DataFrame(columns)


def _present(known: Stays, today: int) -> Ints:
    """The latest row of each open stay: two open moves of one patient are one patient."""
    here = np.flatnonzero(known.discharged > today)
    order = here[np.lexsort((known.admitted[here], known.stay[here]))]
    last = np.append(known.stay[order][1:] != known.stay[order][:-1], True)[: len(order)]
    return np.asarray(order[last], dtype=np.int64)


def _left_by(
    known: Stays, before: Ints, here: Ints, today: int, how: tuple[CalendarSpec, ModelOptions]
) -> Floats | None:
    """left[p, k]: probability that person p has left by k + 1 days after today."""
    trained = train_discharges(known, today, *how)
    if trained is None:
        return _by_curves(known, before, here, today)
    return _by_hazard(known.part(here), before[here], today, trained)


def _by_hazard(people: Stays, before: Ints, today: int, trained: Discharges) -> Floats:
    nights = (today - people.admitted)[:, None] + np.arange(1, DAYS_AHEAD + 1)[None, :]
    chance = leaving(trained, people, before, nights, home=True)
    return np.asarray(1 - np.cumprod(1 - chance, axis=1))


def _by_curves(known: Stays, before: Ints, here: Ints, today: int) -> Floats | None:
    _, final = journeys(known)
    whole = replace(known, admitted=known.admitted - before).part(final)
    everybody: Bools = np.ones(len(whole), dtype=bool)
    pooled = group_curve(whole, everybody, today)
    if pooled is None:
        return None
    left = np.empty((len(here), DAYS_AHEAD))
    for series in np.unique(known.series[here]).tolist():
        own = group_curve(whole, whole.series == series, today)
        mine = known.series[here] == series
        so_far = today - known.admitted[here][mine] + before[here][mine]
        left[mine] = 1 - _stay_on(pooled if own is None else own, so_far)
    return left


def _stay_on(curve: Floats, so_far: Ints) -> Floats:
    """Share that stays on 1 .. `DAYS_AHEAD` more nights; where nobody stayed so long, all do."""
    start = np.minimum(so_far, LONGEST_NIGHTS - DAYS_AHEAD)
    later = curve[start[:, None] + np.arange(1, DAYS_AHEAD + 1)[None, :]]
    begun = curve[start][:, None]
    return np.where(begun > 0, np.minimum(later / np.maximum(begun, 1e-9), 1.0), 1.0)


def _days(left: Floats, quantile: float, today: int) -> Dates:
    """The first day by which that share has left; NaT where it lies beyond all that is told."""
    reached = left >= quantile
    days = np.asarray(today + 1 + reached.argmax(axis=1), dtype="datetime64[D]")
    days[~reached.any(axis=1)] = np.datetime64("NaT")
    return days
