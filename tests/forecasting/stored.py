"""Forecasts as if a night had made them: a current run and one series."""

from __future__ import annotations

from datetime import date, timedelta

from forecasting.models import ExpectedDischarge, ForecastRun, ForecastSeries
from hospital.models import Facility, Network, Product, Stay, Ward


def store_run(network: Network, kind: str, frequency: str, start: date, steps: int) -> ForecastRun:
    ForecastRun.objects.filter(network=network, kind=kind).update(is_current=False)
    return ForecastRun.objects.create(
        network=network,
        kind=kind,
        as_of=start - timedelta(days=1),
        frequency=frequency,
        horizon=steps,
        model="mizan",
    )


def store_series(
    run: ForecastRun,
    facility: Facility,
    start: date,
    ward: Ward | None = None,
    product: Product | None = None,
    **points: list[float],
) -> ForecastSeries:
    rest = ward.code if ward else product.code if product else "X"
    return ForecastSeries.objects.create(
        run=run,
        unique_id=f"{facility.code}/{rest}",
        facility=facility,
        ward=ward,
        product=product,
        start=start,
        points=points,
        model="mizan",
    )


def store_patient(run: ForecastRun, stay: Stay, days: int = 3) -> ExpectedDischarge:
    """Expected to leave so many days after the last one that the run saw."""
    likely = run.as_of + timedelta(days=days)
    return ExpectedDischarge.objects.create(
        run=run,
        stay=stay,
        early=likely - timedelta(days=1),
        likely=likely,
        late=likely + timedelta(days=4),
        chances=[min(1.0, 0.5 * day / days) for day in range(1, 29)],
    )
