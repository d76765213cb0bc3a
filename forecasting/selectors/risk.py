"""How likely a ward is to need more beds than it has, from its forecast quantiles."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist
from zoneinfo import ZoneInfo

from django.utils import timezone

from forecasting.models import ForecastKind, ForecastRun, ForecastSeries
from forecasting.selectors.steps import forecast_current, forecast_quantiles, run_quantiles
from hospital.models import Network, Ward
from hospital.selectors import ward_beds

NORMAL = NormalDist()
SeriesRow = tuple[str, date, dict[str, list[float]], int]
"""Name, first step, points and ward's key of a series of occupancy."""
HALF = 0.5
"""Patients are whole: more than 20 beds means at least 21, counted from 20.5."""


@dataclass(frozen=True, slots=True)
class BedRisk:
    """One ward on one day: usable beds, patients expected, chance that they are more than the beds.

    overridden values are in `expected` and `chance`.
    """

    unique_id: str
    ward: int
    day: date
    beds: int
    expected: float
    chance: float


def occupancy_risk(
    *, network: Network, start: date, days: int, wards: Collection[int] | None = None
) -> dict[str, list[BedRisk]]:
    """Per ward (FACILITY/WARD), one entry a day from `start`; wards without beds are left out.

    wards: keys of those asked for, None for all. Days beyond the forecast's horizon are left out;
    empty without a forecast of occupancy.
    """
    kind = ForecastKind.OCCUPANCY
    days = min(days, _days_told(forecast_current(network=network, kind=kind), start))
    if days < 1:
        return {}
    chosen = Ward.objects.filter(facility__network=network, active=True)
    if wards is not None:
        chosen = chosen.filter(pk__in=wards)
    names = {ward.scope: ward.pk for ward in chosen.select_related("facility")}
    values = forecast_quantiles(
        network=network, kind=kind, start=start, days=days, unique_ids=names
    )
    beds = ward_beds(wards=list(names.values()), first=start, days=days, today=local_today(network))
    found = {}
    for name, quantiles in sorted(values.items()):
        if any(beds[names[name]]):
            found[name] = [
                _risk((name, names[name]), start, day, beds[names[name]][day], quantiles)
                for day in range(days)
            ]
    return found


def stored_risk(
    run: ForecastRun, rows: Iterable[SeriesRow], *, start: date, days: int
) -> dict[int, list[BedRisk]]:
    """As `occupancy_risk`, by ward's key, of series of one run that are read already."""
    days = min(days, _days_told(run, start))
    if days < 1:
        return {}
    rows = list(rows)
    values = run_quantiles(run, [row[:3] for row in rows], start, days)
    keys = {name: ward for name, _first, _points, ward in rows if name in values}
    today = local_today(run.network)
    beds = ward_beds(wards=list(keys.values()), first=start, days=days, today=today)
    return {
        ward: [
            _risk((name, ward), start, day, beds[ward][day], values[name]) for day in range(days)
        ]
        for name, ward in sorted(keys.items())
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


def _days_told(run: ForecastRun | None, start: date) -> int:
    """Days from `start` that lie within the run's horizon."""
    if run is None:
        return 0
    return ((run.last_ds or run.as_of) - start).days + run.horizon + 1


def _risk(
    ward: tuple[str, int],
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
