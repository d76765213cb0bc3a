"""Overrides as screens and plans show them, beside what was computed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from forecasting.models import ForecastOverride, ForecastRun, ForecastSeries
from forecasting.selectors.overlays import (
    EVERYWHERE,
    Overlay,
    days_of,
    moved,
    overlays_active,
    summed,
    targets,
)
from forecasting.selectors.steps import MEAN, Step, forecast_after, series_steps
from hospital.access import scope
from hospital.models import Network


@dataclass(frozen=True, slots=True)
class EffectiveStep:
    """One period [first, first + days): every column as computed, and as plans read it."""

    first: date
    days: int
    computed: dict[str, float]
    effective: dict[str, float]

    @property
    def overridden(self) -> bool:
        return self.effective != self.computed


def forecast_effective(*, series: ForecastSeries) -> list[EffectiveStep]:
    """The steps of a series with the overrides that stand laid over each column."""
    run, columns = series.run, list(series.points)
    means = series_steps(run.frequency, series.start, series.points, None)
    if not means:
        return []
    end = means[-1].first + timedelta(days=means[-1].days - 1)
    found = overlays_active(network=run.network, kind=run.kind, first=means[0].first, last=end)
    overlays = found.on(series.unique_id)
    steps = []
    for at, step in enumerate(means):
        computed = {name: series.points[name][at] for name in columns}
        over = {
            name: step_value(Step(step.first, step.days, value, step.mean), overlays)
            for name, value in computed.items()
        }
        steps.append(EffectiveStep(step.first, step.days, computed, over))
    return steps


def step_value(step: Step, overlays: tuple[Overlay, ...]) -> float:
    """The step's value under the overlays; itself, to the last digit, where none moves it."""
    rate, apart = step.mean / step.days, (step.value - step.mean) / step.days**0.5
    days = [moved(day, rate, apart, step.days, overlays) for day in days_of(step.first, step.days)]
    if all(day == (rate, apart) for day in days):
        return step.value
    return summed(days)


def series_targeted(*, run: ForecastRun, target: str) -> QuerySet[ForecastSeries]:
    """The series of a run that an override addressed to `target` moves."""
    if target == EVERYWHERE:
        return run.series.all()
    facility, _, rest = target.partition("/")
    if facility == EVERYWHERE:
        return run.series.filter(Q(product__code=rest) | Q(ward__code=rest))
    if not rest:
        return run.series.filter(facility__code=facility)
    return run.series.filter(unique_id=target)


def computed_then(*, run: ForecastRun, target: str, first: date, last: date) -> dict[str, Any]:
    """What a run computed for the steps that touch [first, last], as `ForecastOverride.computed`
    keeps it. Beyond the run's horizon what plans go on with."""
    found: dict[str, dict[date, Step]] = {}
    rows = series_targeted(run=run, target=target).values_list("unique_id", "start", "points")
    for name, start, points in rows.order_by("unique_id"):
        if points.get(MEAN):
            steps = series_steps(run.frequency, start, points, None)
            steps += forecast_after(run.frequency, steps, last)
            found[name] = {
                step.first: step
                for step in steps
                if step.first <= last and step.first + timedelta(days=step.days) > first
            }
    touched = {step.first: step.days for steps in found.values() for step in steps.values()}
    return {
        "run": run.pk,
        "as_of": run.as_of.isoformat(),
        "frequency": run.frequency,
        "steps": [[day.isoformat(), touched[day]] for day in sorted(touched)],
        "series": {
            name: [round(steps[day].mean, 4) if day in steps else None for day in sorted(touched)]
            for name, steps in found.items()
        },
    }


def overrides_seen(user: Any) -> QuerySet[ForecastOverride]:
    """Those of the person's facilities, and those for a whole network they work in: these move
    their numbers too."""
    everything = ForecastOverride.objects.select_related("network", "facility").defer("computed")
    wide = scope(everything.filter(facility__isnull=True), user, "network:network")
    return scope(everything, user, "facility") | wide


def overrides_standing(
    *,
    network: Network,
    kind: str,
    first: date,
    last: date,
    unique_ids: Collection[str],
) -> dict[str, list[ForecastOverride]]:
    """Per series what stands on some of these days, in the order in which it is laid over."""
    rows = ForecastOverride.objects.filter(
        network=network,
        kind=kind,
        withdrawn_at__isnull=True,
        first_day__lte=last,
        last_day__gte=first,
    )
    by_target: dict[str, list[ForecastOverride]] = {}
    for row in rows.defer("computed").order_by("pk"):
        by_target.setdefault(row.unique_id, []).append(row)
    if not by_target:
        return {}
    found = {
        name: [row for target in targets(name) for row in by_target.get(target, ())]
        for name in unique_ids
    }
    return {name: standing for name, standing in found.items() if standing}


def overrides_of(*, series: ForecastSeries) -> QuerySet[ForecastOverride]:
    """All that was ever said about a series, newest first."""
    return ForecastOverride.objects.filter(
        network=series.run.network,
        kind=series.run.kind,
        unique_id__in=targets(series.unique_id),
    ).defer("computed")
