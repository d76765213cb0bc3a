"""Forecasts as planning and screens read them: from the current run of a kind, nothing else.

A series has one value per step of its run (day, week or month). Planning asks for a quantile from
a day on; what lies beyond the run's horizon repeats its last week (days) or its average (weeks and
months: a single last step may be the one month without a delivery, or the one with all of them).
What people put in the place of computed values lies over both; see `overlays`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.db.models import Count, Q

from forecasting.core.protection.options import DAYS
from forecasting.models import ForecastKind, ForecastRun, ForecastSeries, Frequency
from forecasting.selectors.overlays import Overlay, days_of, moved, overlays_active, summed
from hospital.models import Network

MEAN = "mean"


def level_columns(points: Collection[str]) -> list[str]:
    """The columns that are levels of the series: its mean and its quantiles."""
    return [name for name in points if name == MEAN or name.startswith("q")]


@dataclass(frozen=True, slots=True)
class Step:
    """One period [first, first + days) and what is expected in it."""

    first: date
    days: int
    value: float
    mean: float


def forecast_current(*, network: Network, kind: str) -> ForecastRun | None:
    """The run that planning reads, or None before the first."""
    return ForecastRun.objects.filter(network=network, kind=kind, is_current=True).first()


def forecast_quantile(
    *,
    network: Network,
    kind: str,
    quantile: float | None,
    start: date,
    days: int,
    unique_ids: Collection[str] | None = None,
) -> dict[str, list[float]]:
    """Per series (FACILITY/WARD), one value per day from `start`; None asks for the mean.

    For daily kinds: admissions, discharges, occupancy. A quantile that is not stored is read
    between its neighbours. Empty without a current run; series without forecast are left out.
    Overrides that stand are in the values.
    """
    last = start + timedelta(days=days - 1)
    overlays = overlays_active(network=network, kind=kind, first=start, last=last)
    return {
        name: _on_days(steps, start, days, overlays.on(name))
        for name, steps in _all_steps(network, kind, quantile, unique_ids).items()
    }


def forecast_quantiles(
    *,
    network: Network,
    kind: str,
    start: date,
    days: int,
    unique_ids: Collection[str] | None = None,
) -> dict[str, dict[float | None, list[float]]]:
    """As `forecast_quantile`, for every stored level at once, the mean under None."""
    run = forecast_current(network=network, kind=kind)
    if run is None:
        return {}
    return run_quantiles(run, _stored(run, unique_ids), start, days)


def run_quantiles(
    run: ForecastRun,
    rows: Iterable[tuple[str, date, dict[str, list[float]]]],
    start: date,
    days: int,
) -> dict[str, dict[float | None, list[float]]]:
    """As `forecast_quantiles`, of series (name, first step, points) of the run that are read
    already; those without a mean are left out."""
    last = start + timedelta(days=days - 1)
    overlays = overlays_active(network=run.network, kind=run.kind, first=start, last=last)
    found: dict[str, dict[float | None, list[float]]] = {}
    for name, first, points in rows:
        if not points.get(MEAN):
            continue
        levels: list[float | None] = [None, *(level for level, _ in _levels(points))]
        found[name] = {
            level: _on_days(
                series_steps(run.frequency, first, points, level), start, days, overlays.on(name)
            )
            for level in levels
        }
    return found


def forecast_weeks(
    *,
    network: Network,
    quantile: float | None,
    start: date,
    weeks: int,
    kind: str = ForecastKind.CONSUMPTION,
    unique_ids: Collection[str] | None = None,
) -> dict[str, list[float]]:
    """Per series (FACILITY/PRODUCT), units in each seven days from `start`, whatever the rhythm.

    A step's mean is spread evenly over its days. What a quantile lies above the mean is spread by
    the square root, because independent days add up in variance, not in deviation. Overrides that
    stand are in the values, on the days they are for.
    """
    last = start + timedelta(days=7 * weeks - 1)
    overlays = overlays_active(network=network, kind=kind, first=start, last=last)
    found: dict[str, list[float]] = {}
    for name, steps in _all_steps(network, kind, quantile, unique_ids).items():
        daily = spread(steps)
        daily.append(_average(steps, daily))
        over = overlays.on(name)
        found[name] = [
            _week(steps, daily, start + timedelta(days=7 * week), over) for week in range(weeks)
        ]
    return found


def forecast_series(*, network: Network, kind: str, unique_id: str) -> ForecastSeries | None:
    """One series of the current run, for a screen."""
    return ForecastSeries.objects.filter(
        run__network=network, run__kind=kind, run__is_current=True, unique_id=unique_id
    ).first()


def forecast_summary(*, run: ForecastRun) -> dict[str, object]:
    """What a table of forecasts shows of a run."""
    counts = run.series.aggregate(
        series=Count("pk"),
        scored=Count("pk", filter=Q(beats_seasonal_naive__isnull=False)),
        better=Count("pk", filter=Q(beats_seasonal_naive=True)),
        noted=Count("pk", filter=~Q(note="")),
    )
    scored = counts["scored"]
    return {
        "kind": run.kind,
        "network": run.network.code,
        "as_of": run.as_of.isoformat(),
        "frequency": run.frequency,
        "horizon": run.horizon,
        "model": run.model,
        "series": counts["series"],
        "beats_seasonal_naive": counts["better"] / scored if scored else None,
        "with_note": counts["noted"],
        "scores": run.scores,
        "notes": list(run.notes),
        "seconds": run.seconds,
    }


def _all_steps(
    network: Network, kind: str, quantile: float | None, unique_ids: Collection[str] | None
) -> dict[str, list[Step]]:
    run = forecast_current(network=network, kind=kind)
    if run is None:
        return {}
    return {
        name: series_steps(run.frequency, start, points, quantile)
        for name, start, points in _stored(run, unique_ids)
    }


def _stored(
    run: ForecastRun, unique_ids: Collection[str] | None
) -> Iterator[tuple[str, date, dict[str, list[float]]]]:
    """Name, first step and points of the series asked for, as far as they have any."""
    series = run.series.all()
    if unique_ids is not None and len(unique_ids) < 500:
        series = series.filter(unique_id__in=list(unique_ids))
    wanted = None if unique_ids is None else set(unique_ids)
    for name, start, points in series.values_list("unique_id", "start", "points"):
        if (wanted is None or name in wanted) and points.get(MEAN):
            yield name, start, points


def series_steps(
    frequency: str, start: date, points: dict[str, list[float]], quantile: float | None
) -> list[Step]:
    """The stored steps of a series at a quantile, or its means; whole intervals all begin on the
    first day."""
    means = points[MEAN]
    values = means if quantile is None else quantile_values(points, quantile)
    if DAYS in points:
        lengths = map(int, points[DAYS])
        return [Step(start, *each) for each in zip(lengths, values, means, strict=True)]
    steps, first = [], start
    for value, mean in zip(values, means, strict=True):
        following = _next(frequency, first)
        steps.append(Step(first, (following - first).days, value, mean))
        first = following
    return steps


def _next(frequency: str, first: date) -> date:
    if frequency == Frequency.DAY:
        return first + timedelta(days=1)
    if frequency == Frequency.WEEK:
        return first + timedelta(days=7)
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def quantile_values(points: dict[str, list[float]], quantile: float) -> list[float]:
    """The stored quantile, or a straight line between its neighbours; the ends hold beyond."""
    stored = _levels(points)
    for level, name in stored:
        if abs(level - quantile) < 1e-9:
            return points[name]
    if not stored:
        return points[MEAN]
    if quantile < stored[0][0]:
        return points[stored[0][1]]
    for (low, below), (high, above) in pairwise(stored):
        if low < quantile < high:
            share = (quantile - low) / (high - low)
            pairs = zip(points[below], points[above], strict=True)
            return [a + share * (b - a) for a, b in pairs]
    return points[stored[-1][1]]


def spread(steps: list[Step]) -> list[tuple[float, float]]:
    """Per step, the mean of one of its days and the quantile's distance from it."""
    return [(s.mean / s.days, (s.value - s.mean) / s.days**0.5) for s in steps]


def forecast_after(frequency: str, steps: list[Step], last: date) -> list[Step]:
    """What plans go on with after the horizon, in steps up to the day `last`."""
    further: list[Step] = []
    first = _next(frequency, steps[-1].first)
    rate, apart = _average(steps, spread(steps))
    while first <= last:
        following = _next(frequency, first)
        days = (following - first).days
        if frequency == Frequency.DAY:
            like = steps[_within(len(steps) + len(further), len(steps))]
            further.append(Step(first, 1, like.value, like.mean))
        else:
            mean = rate * days
            further.append(Step(first, days, mean + apart * days**0.5, mean))
        first = following
    return further


def _levels(points: dict[str, list[float]]) -> list[tuple[float, str]]:
    """The stored quantiles: level and column, ascending."""
    return sorted((float(name[1:]) / 100, name) for name in points if name.startswith("q"))


def _on_days(
    steps: list[Step], start: date, days: int, overlays: tuple[Overlay, ...]
) -> list[float]:
    """Values of single days; after the horizon the same weekday of its last week."""
    offset = (start - steps[0].first).days
    found = [steps[_within(offset + day, len(steps))] for day in range(days)]
    if not overlays:
        return [step.value for step in found]
    return [
        _overlaid(day, step, overlays)
        for day, step in zip(days_of(start, days), found, strict=True)
    ]


def _overlaid(day: date, step: Step, overlays: tuple[Overlay, ...]) -> float:
    mean, apart = moved(day, step.mean, step.value - step.mean, 1, overlays)
    return step.value if mean == step.mean else max(0.0, mean + apart)


def _within(position: int, count: int) -> int:
    if position < 0:
        return min((position % 7), count - 1)
    while position >= count:
        position -= 7
    return max(position, 0)


def _average(steps: list[Step], daily: list[tuple[float, float]]) -> tuple[float, float]:
    """A day after the horizon: the mean rate of all its days, and their mean distance."""
    days = sum(step.days for step in steps)
    pairs = list(zip(steps, daily, strict=True))
    return (
        sum(step.days * rate for step, (rate, _) in pairs) / days,
        sum(step.days * apart for step, (_, apart) in pairs) / days,
    )


def _week(
    steps: list[Step],
    daily: list[tuple[float, float]],
    first: date,
    overlays: tuple[Overlay, ...],
) -> float:
    """Expected units in the seven days from `first`, and the quantile's distance on top."""
    found = []
    for day in days_of(first, 7):
        at = _step_of(steps, day)
        length = steps[min(at, len(steps) - 1)].days
        found.append(moved(day, *daily[at], length, overlays) if overlays else daily[at])
    return summed(found)


def _step_of(steps: list[Step], day: date) -> int:
    """The step that holds the day, the first before the horizon, one past the last after it."""
    if day >= steps[-1].first + timedelta(days=steps[-1].days):
        return len(steps)
    guess = (day - steps[0].first).days // steps[0].days
    position = min(max(guess, 0), len(steps) - 1)
    while position + 1 < len(steps) and steps[position + 1].first <= day:
        position += 1
    while position > 0 and steps[position].first > day:
        position -= 1
    return position
