"""What facilities will use: forecast weeks in whole units, past use where nothing is forecast."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from forecasting.selectors import forecast_weeks
from hospital.models import Consumption, Network, Product
from operations.core.supply.network import Demand
from operations.families import Note

SERVICE_LEVELS = {"V": 0.95, "E": 0.9, "N": 0.8}
"""The quantile that a VEN class is stocked for."""
AVERAGE_DAYS = 91
MONTH_DAYS = 365.25 / 12
_PERIOD_DAYS = {"day": 1, "week": 7, "month": 30}
_NORMAL_QUANTILES = {0.95: 1.645, 0.9: 1.282, 0.8: 0.842}


@dataclass(frozen=True, slots=True)
class Need:
    demands: tuple[Demand, ...]
    notes: tuple[Note, ...]


def read_need(network: Network, start: date, weeks: int, places: set[str]) -> Need:
    """Demand of every product used at one of `places`; series without any use are left out."""
    vens = dict(Product.objects.values_list("code", "ven"))
    means = forecast_weeks(network=network, quantile=None, start=start, weeks=weeks)
    highs = _quantiles(network, start, weeks, vens)
    averages = _monthly_averages(network, start)
    demands, unforecast = [], []
    for name in sorted(means.keys() | averages.keys()):
        place, product = name.split("/", 1)
        if place not in places or product not in vens:
            continue
        level = SERVICE_LEVELS[vens[product]]
        if name in means:
            mean, high = means[name], highs[name]
        else:
            mean, high = _from_average(averages[name], weeks, level)
            unforecast.append(name)
        expected = _whole(mean)
        if any(expected):
            demands.append(
                Demand(
                    place,
                    product,
                    expected,
                    tuple(
                        max(e, math.ceil(e + h - m - 1e-6))
                        for e, h, m in zip(expected, high, mean, strict=True)
                    ),
                    level,
                    monthly_average_units=averages.get(name),
                )
            )
    return Need(tuple(demands), _notes(network, unforecast, bool(means)))


def _quantiles(
    network: Network, start: date, weeks: int, vens: dict[str, str]
) -> dict[str, list[float]]:
    """Each series at the service level of its product's VEN class."""
    found: dict[str, list[float]] = {}
    for ven, level in SERVICE_LEVELS.items():
        at_level = forecast_weeks(network=network, quantile=level, start=start, weeks=weeks)
        found |= {
            name: values
            for name, values in at_level.items()
            if vens.get(name.split("/", 1)[1]) == ven
        }
    return found


def _monthly_averages(network: Network, start: date) -> dict[str, float]:
    """Average monthly consumption of the last three months before `start`, by FACILITY/PRODUCT."""
    rows = Consumption.objects.filter(
        facility__network=network,
        first_day__gte=start - timedelta(days=AVERAGE_DAYS + 31),
        first_day__lt=start,
    )
    rows = rows.order_by().values_list("facility__code", "product__code", "period", "first_day")
    used: defaultdict[str, float] = defaultdict(float)
    first: dict[str, date] = {}
    last: dict[str, date] = {}
    for place, product, period, day, units in rows.annotate(total=Sum("quantity")):
        name = f"{place}/{product}"
        used[name] += units
        first[name] = min(day, first.get(name, day))
        end = day + timedelta(days=_PERIOD_DAYS[period])
        last[name] = max(end, last.get(name, end))
    return {
        name: units * MONTH_DAYS / (last[name] - first[name]).days
        for name, units in used.items()
        if units
    }


def _from_average(monthly: float, weeks: int, level: float) -> tuple[list[float], list[float]]:
    """Even use with the spread of rare independent events (Poisson)."""
    weekly = monthly * 7 / MONTH_DAYS
    return [weekly] * weeks, [weekly + _NORMAL_QUANTILES[level] * math.sqrt(weekly)] * weeks


def _whole(mean: list[float]) -> tuple[int, ...]:
    """Whole units per week whose running total never strays from the forecast's by a unit.

    Rounding week by week would turn every product used less than once a fortnight into none.
    """
    total, given, units = 0.0, 0, []
    for value in mean:
        total += max(0.0, value)
        units.append(max(0, round(total) - given))
        given += units[-1]
    return tuple(units)


def _notes(network: Network, unforecast: list[str], forecast: bool) -> tuple[Note, ...]:
    if not unforecast:
        return ()
    which = f"{len(unforecast)} of its series, {unforecast[0]} first, have no forecast"
    if not forecast:
        which = "Its products have no forecast of consumption"
    return (
        Note(
            "no_forecast",
            f"network {network.code}",
            f"{which} and are planned with the last three months' average. Run the forecast of "
            "consumption.",
        ),
    )
