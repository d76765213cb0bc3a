"""How likely a ward is to need more beds than it has, from its forecast quantiles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import ngettext

from forecasting.models import ForecastKind, ForecastRun, ForecastSeries
from forecasting.selectors.steps import forecast_current, run_quantiles
from hospital.models import Network
from hospital.selectors import ward_beds

NORMAL = NormalDist()
SeriesRow = tuple[str, date, dict[str, list[float]], int, int]
ROW = ("unique_id", "start", "points", "ward", "pk")
"""Name, first step, points, ward's key and own key of a series of occupancy."""
WORTH_TELLING = 0.2
"""Below one in five a ward is left in peace."""
HALF = 0.5
"""Patients are whole: more than 20 beds means at least 21, counted from 20.5."""


@dataclass(frozen=True, slots=True)
class BedRisk:
    """One ward on one day: usable beds, patients expected, chance that they are more than the beds.

    overridden values are in `expected` and `chance`. series: key of the ward's forecast.
    """

    unique_id: str
    ward: int
    series: int
    day: date
    beds: int
    expected: float
    chance: float

    @property
    def sentence(self) -> str:
        """In the reader's language, whole patients and per cent."""
        return ngettext(
            "%(chance)d %% chance of more patients than its %(beds)d bed; "
            "%(expected)d are expected.",
            "%(chance)d %% chance of more patients than its %(beds)d beds; "
            "%(expected)d are expected.",
            self.beds,
        ) % {
            "chance": round(100 * self.chance),
            "beds": self.beds,
            "expected": round(self.expected),
        }


def occupancy_risk(
    *, network: Network, start: date, days: int, wards: Collection[int] | None = None
) -> dict[str, list[BedRisk]]:
    """Per ward (FACILITY/WARD), one entry a day from `start`; wards without beds are left out.

    wards: keys of those asked for, None for all. Days before the forecast begins and beyond its
    horizon are left out; empty without a forecast of occupancy.
    """
    run = forecast_current(network=network, kind=ForecastKind.OCCUPANCY)
    if run is None:
        return {}
    first = max(start, _last_seen(run) + timedelta(days=1))
    rows = run.series.filter(ward__isnull=False, ward__active=True).order_by()
    if wards is not None:
        rows = rows.filter(ward__in=wards)
    found = stored_risk(run, rows.values_list(*ROW), start=first, days=days - (first - start).days)
    return {each[0].unique_id: each for each in found.values()}


def stored_risk(
    run: ForecastRun, rows: Iterable[SeriesRow], *, start: date, days: int
) -> dict[int, list[BedRisk]]:
    """As `occupancy_risk`, by ward's key, of series of one run that are read already."""
    days = min(days, _days_told(run, start))
    if days < 1:
        return {}
    rows = list(rows)
    values = run_quantiles(run, [row[:3] for row in rows], start, days)
    keys = {name: (ward, pk) for name, _first, _points, ward, pk in rows if name in values}
    wards, today = [ward for ward, _pk in keys.values()], local_today(run.network)
    beds = ward_beds(wards=wards, first=start, days=days, today=today)
    return {
        ward: [
            _risk((name, ward, pk), start, day, beds[ward][day], values[name])
            for day in range(days)
        ]
        for name, (ward, pk) in sorted(keys.items())
        if any(beds[ward])
    }


def series_risk(series: ForecastSeries) -> list[BedRisk]:
    """Of one ward, from today to the end of the horizon; empty unless plans read this series."""
    run = series.run
    if run.kind != ForecastKind.OCCUPANCY or not run.is_current or series.ward_id is None:
        return []
    start = max(series.start, local_today(run.network))
    found = occupancy_risk(
        network=run.network, start=start, days=run.horizon, wards=[series.ward_id]
    )
    return found.get(series.unique_id, [])


def local_today(network: Network) -> date:
    return timezone.now().astimezone(ZoneInfo(network.time_zone)).date()


def _days_told(run: ForecastRun, start: date) -> int:
    """Days from `start` that lie within the run's horizon."""
    return (_last_seen(run) - start).days + run.horizon + 1


def _last_seen(run: ForecastRun) -> date:
    return run.last_ds or run.as_of


def _risk(
    ward: tuple[str, int, int],
    start: date,
    day: int,
    beds: int,
    quantiles: Mapping[float | None, list[float]],
) -> BedRisk:
    at = {level: values[day] for level, values in quantiles.items() if level is not None}
    chance = chance_above(at, beds + HALF)
    expected = quantiles[None][day]
    return BedRisk(*ward, start + timedelta(days=day), beds, expected, chance)


def chance_above(quantiles: Mapping[float, float], value: float) -> float:
    """P(X > value) of a distribution known by some quantiles {level: value}.

    Between two levels the normal score is a straight line in the value, and so it goes on beyond
    the outermost two: normal quantiles give the normal distribution back. Where the outermost two
    are one value nothing lies beyond it.
    """
    levels = sorted(quantiles)
    if not levels:
        raise ValueError("a distribution without quantiles")
    points = _rising([(quantiles[level], NORMAL.inv_cdf(level)) for level in levels])
    if len(points) == 1:
        return float(value < points[0][0])
    above = next((n for n, (at, _) in enumerate(points) if at > value), len(points))
    low = min(max(above - 1, 0), len(points) - 2)
    (left, from_), (right, to) = points[low : low + 2]
    score = from_ + (value - left) * (to - from_) / (right - left)
    return 1 - NORMAL.cdf(score)


def _rising(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """One point a value, the highest level of it; a quantile below the one before counts as it."""
    found: list[tuple[float, float]] = []
    for value, score in points:
        if found and value <= found[-1][0]:
            found[-1] = (found[-1][0], score)
        else:
            found.append((value, score))
    return found
