"""Overrides as screens and plans show them, beside what was computed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from forecasting.models import (
    ForecastKind,
    ForecastOverride,
    ForecastRun,
    ForecastSeries,
    Level,
)
from forecasting.selectors.overlays import (
    EVERYWHERE,
    Overlay,
    days_of,
    moved,
    overlays_active,
    summed,
    targets,
)
from forecasting.selectors.steps import MEAN, Step, forecast_after, level_columns, series_steps
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

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """Per column, computed and effective."""
        return list(zip(self.computed.values(), self.effective.values(), strict=True))


def forecast_effective(*, series: ForecastSeries) -> list[EffectiveStep]:
    """The steps of a series with the overrides that stand laid over each column."""
    run, columns = series.run, level_columns(series.points)
    means = series_steps(run.frequency, series.start, series.points, None)
    if not means:
        return []
    end = means[-1].first + timedelta(days=means[-1].days - 1)
    found = overlays_active(network=run.network, kind=run.kind, first=means[0].first, last=end)
    overlays = found.on(series.unique_id) if series.level == Level.SERIES else ()
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
    return scope(everything, user, "part:facility")


@dataclass(frozen=True, slots=True)
class OverrideRecord:
    """How one author's overrides of a kind did against what had been computed for their steps.

    mae and bias are means over the overrides, of each one's mean over its steps; better: how many
    came nearer than the computed values.
    """

    author: str
    kind: str
    overrides: int
    better: int
    mae: float
    computed_mae: float
    bias: float
    computed_bias: float

    @property
    def kind_label(self) -> str:
        return str(ForecastKind(self.kind).label)


def override_records(*, overrides: QuerySet[ForecastOverride]) -> list[OverrideRecord]:
    """Does overriding help? One row per author and kind, of those that have a score."""
    rows = (
        overrides.filter(mae__isnull=False)
        .order_by("author", "kind")
        .values("author", "kind")
        .annotate(
            count=Count("pk", distinct=True),
            better=Count("pk", filter=Q(mae__lt=F("computed_mae")), distinct=True),
            mean_mae=Avg("mae"),
            mean_computed_mae=Avg("computed_mae"),
            mean_bias=Avg("bias"),
            mean_computed_bias=Avg("computed_bias"),
        )
    )
    return [OverrideRecord(*(row[name] for name in _RECORD)) for row in rows]


_RECORD = (
    "author",
    "kind",
    "count",
    "better",
    "mean_mae",
    "mean_computed_mae",
    "mean_bias",
    "mean_computed_bias",
)


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
