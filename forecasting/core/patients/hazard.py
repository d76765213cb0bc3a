"""Beds in use from patients, each by their own chances: who stays on, who comes and stays.

Patients present leave by the discharge hazard of their own attributes and nights so far; expected
arrivals look like the latest ones of the same weekday and leave by the hazards of those. The beds
in use are then a sum of independent yes and no (Poisson-binomial) and of Poisson arrivals whose
level itself is uncertain; the first three cumulants are exact and quantiles follow from them
(Cornish & Fisher 1938).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from forecasting.core.drivers import FLOW, IN_BED, LEVEL, Explainer, Parts, usual_level
from forecasting.core.freq import Floats, Ints
from forecasting.core.patients.arrivals import expected_arrivals, level_variance
from forecasting.core.patients.discharges import Discharges, leaving
from forecasting.core.patients.stays import Stays, journeys, last_day
from forecasting.core.prediction import Prediction
from forecasting.core.series import Panel

PROFILES = 60
"""Latest arrivals of a weekday that stand for those to come."""
LEAST_PROFILES = 8
PROFILE_ROWS = 400_000
SKEWED = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Beds:
    """First three cumulants of the beds in use, per series and day ahead."""

    mean: Floats
    variance: Floats
    third: Floats

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """value[i, h, k] of level k, by Cornish and Fisher's correction for skewness."""
        deviation = np.sqrt(self.variance)
        skew = self.third / np.maximum(self.variance * deviation, 1e-12)
        skew = np.clip(skew, -SKEWED, SKEWED)[:, :, None]
        z = np.array([NormalDist().inv_cdf(level) for level in levels])
        moved = z + (z**2 - 1) * skew / 6
        return np.asarray(self.mean[:, :, None] + deviation[:, :, None] * moved)


def hazard(
    stays: Stays, discharges: Discharges
) -> Callable[[Panel, int, tuple[float, ...]], Prediction]:
    """A forecaster of occupancy panels; it sees what was known on the panel's last day."""

    def forecast(panel: Panel, horizon: int, quantiles: tuple[float, ...]) -> Prediction:
        today = last_day(panel)
        found = beds(stays.as_known(today), discharges, panel, today, horizon)
        return Prediction(found.mean, found.quantiles(quantiles)).tidy()

    return forecast


def hazard_parts(stays: Stays, discharges: Discharges) -> Explainer:
    """What moves the mean from the usual level, for `drivers`.

    Patients in bed now beyond (or short of) the usual number, as far as they will still be there;
    and all that comes and goes otherwise than a steady ward would have it.
    """

    def explain(panel: Panel, steps: Ints) -> Parts:
        today, horizon = last_day(panel), int(steps.max())
        present, new = _both(stays.as_known(today), discharges, panel, today, horizon)
        level, now = usual_level(panel)[:, None], np.nan_to_num(panel.values[:, -1:])
        stay = present.mean[:, steps - 1]
        more = stay * (1 - level / np.where(now > 0, now, 1.0)) * (now > 0)
        usual = np.repeat(level, len(steps), 1)
        return {LEVEL: usual, IN_BED: more, FLOW: stay + new.mean[:, steps - 1] - usual - more}

    return explain


def beds(known: Stays, discharges: Discharges, panel: Panel, today: int, horizon: int) -> Beds:
    """What those present and those to come fill on each day ahead, per series of the panel."""
    present, new = _both(known, discharges, panel, today, horizon)
    return Beds(present.mean + new.mean, present.variance + new.variance, present.third + new.third)


def _both(
    known: Stays, discharges: Discharges, panel: Panel, today: int, horizon: int
) -> tuple[Beds, Beds]:
    """Beds of those present, beds of those to come."""
    before, _ = journeys(known)
    place = known.of(panel.ids)
    present = _present(known, before, discharges, place, today, (len(panel.ids), horizon))
    return present, _new(known, before, discharges, place, today, (panel, horizon))


def staying(known: Stays, before: Ints, discharges: Discharges, today: int, days: int) -> Floats:
    """chance[p, h]: that person p (a row of `known`, all present) is there h + 1 days ahead."""
    nights = (today - known.admitted)[:, None] + np.arange(1, days + 1)[None, :]
    left = leaving(discharges, known, before, nights)
    return np.asarray(np.cumprod(1 - left, axis=1))


def _present(
    known: Stays,
    before: Ints,
    discharges: Discharges,
    place: Ints,
    today: int,
    shape: tuple[int, int],
) -> Beds:
    here = np.flatnonzero((known.discharged > today) & (place >= 0))
    stay = staying(known.part(here), before[here], discharges, today, shape[1])
    moments = []
    for values in (stay, stay * (1 - stay), stay * (1 - stay) * (1 - 2 * stay)):
        total = np.zeros(shape)
        np.add.at(total, place[here], values)
        moments.append(total)
    return Beds(*moments)


def _new(
    known: Stays,
    before: Ints,
    discharges: Discharges,
    place: Ints,
    today: int,
    asked: tuple[Panel, int],
) -> Beds:
    panel, horizon = asked
    counts = _counts(known, place, panel, today)
    keep = _keep(known, before, discharges, place, today, (len(panel.ids), horizon))
    mean = np.einsum("id,idh->ih", expected_arrivals(counts, horizon), keep)
    extra = level_variance(counts, _by_nights(keep), horizon)
    third = mean + 3 * extra + 2 * extra**2 / np.maximum(mean, 1e-9)
    return Beds(mean, mean + extra, third)


def _counts(known: Stays, place: Ints, panel: Panel, today: int) -> Floats:
    """Arrivals in each series of the panel, moves from other wards included, per day."""
    day = known.admitted - (today - panel.periods + 1)
    inside = (place >= 0) & (day >= 0)
    counts = np.zeros((len(panel.ids), panel.periods))
    np.add.at(counts, (place[inside], day[inside]), 1)
    return counts


def _keep(
    known: Stays,
    before: Ints,
    discharges: Discharges,
    place: Ints,
    today: int,
    shape: tuple[int, int],
) -> Floats:
    """keep[i, d, h]: share of those who come on day d + 1 still there on day h + 1."""
    series, horizon = shape
    most = PROFILE_ROWS // max(1, series * horizon * (horizon + 1) // 2)
    most = int(np.clip(most, LEAST_PROFILES, PROFILES))
    latest = _latest(known, place, series, most)
    keep = np.zeros((series, horizon, horizon))
    for ahead in range(1, horizon + 1):
        pool, owner = latest[(today + ahead) % 7]
        if not len(pool):
            continue
        people = known.part(pool)
        people = replace(people, admitted=np.full(len(pool), today + ahead))
        nights = np.broadcast_to(np.arange(horizon - ahead + 1), (len(pool), horizon - ahead + 1))
        left = leaving(discharges, people, before[pool], nights)
        total = np.zeros((series, horizon - ahead + 1))
        np.add.at(total, owner, np.cumprod(1 - left, axis=1))
        keep[:, ahead - 1, ahead - 1 :] = (
            total / np.maximum(np.bincount(owner, minlength=series), 1)[:, None]
        )
    return keep


def _latest(known: Stays, place: Ints, series: int, most: int) -> dict[int, tuple[Ints, Ints]]:
    """Per weekday (day number % 7): rows of the latest arrivals of each series, and their series.

    A series without arrivals on that weekday shows those of any.
    """
    order = np.lexsort((-known.admitted, place))
    order = order[place[order] >= 0]
    found = {}
    for weekday in range(7):
        same = order[known.admitted[order] % 7 == weekday]
        none = np.bincount(place[same], minlength=series)[place[order]] == 0
        chosen = np.concatenate([_first(same, place, most), _first(order[none], place, most)])
        found[weekday] = (chosen, place[chosen])
    return found


def _first(order: Ints, place: Ints, most: int) -> Ints:
    """The first `most` of each series in rows that are sorted by series."""
    owner = place[order]
    start = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    begin = np.maximum.accumulate(np.where(start, np.arange(len(owner)), 0))
    return order[np.arange(len(owner)) - begin < most]


def _by_nights(keep: Floats) -> Floats:
    """stay[i, n]: share still there after n nights, mean over the days of arrival."""
    horizon = keep.shape[1]
    diagonals = [np.diagonal(keep, night, 1, 2).mean(axis=1) for night in range(horizon)]
    return np.stack(diagonals, axis=1)
