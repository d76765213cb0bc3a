"""What facilities will use: forecast weeks in whole units, past use where nothing is forecast.

What may be used beyond that is the learned quantile of whole intervals where there is one; else the
weeks' own, as they are where somebody overrode them or the past does not make them believable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from forecasting.models import ForecastKind
from forecasting.selectors import Interval, forecast_intervals, forecast_weeks
from hospital.models import Network, Product
from operations.core.supply.need import expected_units
from operations.core.supply.network import Demand, IntervalQuantile
from operations.families import Note
from operations.sources.records.overridden import Standing, overridden, overridden_notes, said_of
from operations.sources.records.supply_past import MONTH_DAYS, Past, read_past

SERVICE_LEVELS = {"V": 0.95, "E": 0.9, "N": 0.8}
"""The quantile that a VEN class is stocked for."""
LITTLE_WEEKLY_UNITS = 2.0
"""Below it, whole units week by week say too little of a quantile: none, or one a week."""
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
    past = read_past(network, start, weeks)
    averages = past.monthly
    demands, unforecast = [], []
    doubted: list[str] = []
    learned = forecast_intervals(
        network=network, quantiles={code: SERVICE_LEVELS[ven] for code, ven in vens.items()}
    )
    said = overridden(network, ForecastKind.CONSUMPTION, start, 7 * weeks, means)
    words, decided = said_of(said), _decided(said)
    for name in sorted(means.keys() | averages.keys()):
        place, product = name.split("/", 1)
        if place not in places or product not in vens:
            continue
        level = SERVICE_LEVELS[vens[product]]
        if name in decided:
            mean, high = means[name], highs[name]
        elif name in means:
            mean, high = _believable(name, means[name], highs[name], past, doubted)
        else:
            mean, high = _from_average(averages[name], weeks, level)
            unforecast.append(name)
        own = () if name in said or name in doubted or name not in means else learned.get(name, ())
        demand = Demand(
            place,
            product,
            _whole(mean),
            tuple(
                max(e, math.ceil(e + h - m - 1e-6))
                for e, h, m in zip(_whole(mean), high, mean, strict=True)
            ),
            level,
            interval_quantile_units=_together(mean, high, level),
            interval_weeks=weeks,
            monthly_average_units=averages.get(name),
            overridden=words.get(name, ""),
        )
        if any(demand.expected_units):
            demands.append(with_intervals(demand, mean, own) if own else demand)
    notes = _notes(network, unforecast, bool(means)) + _doubts(network, doubted)
    notes += overridden_notes("consumption", f"network {network.code}", said)
    return Need(tuple(demands), notes)


def with_intervals(demand: Demand, mean: list[float], own: tuple[Interval, ...]) -> Demand:
    """The safety of whole intervals as it was learned, on top of what the plan's own weeks expect.

    What is used little keeps at least the spread of single units (`_together`)."""
    z = _NORMAL_QUANTILES[demand.service_level]
    little = _little(mean)
    found = []
    for each in own:
        least = z * math.sqrt(sum(mean) / len(mean) * each.weeks) if little else 0.0
        use = expected_units(demand, 0, each.weeks)
        found.append(IntervalQuantile(each.weeks, math.ceil(use + max(each.above, least) - 1e-6)))
    *shorter, longest = found
    return replace(
        demand,
        interval_quantile_units=longest.units,
        interval_weeks=longest.weeks,
        shorter=tuple(shorter),
    )


def _little(mean: list[float]) -> bool:
    return sum(mean) < LITTLE_WEEKLY_UNITS * len(mean)


def _decided(said: Standing) -> set[str]:
    """Series about which somebody spoke by name: their numbers are not doubted."""
    return {name for name, rows in said.items() if any(row.unique_id == name for row in rows)}


def _believable(
    name: str, mean: list[float], high: list[float], past: Past, doubted: list[str]
) -> tuple[list[float], list[float]]:
    """The forecast, made smaller where it expects far more than was ever used: money is spent on
    it, and a model that learned from other series may be wrong about a rare one."""
    most, expected = past.most(name, len(mean)), sum(mean)
    if expected <= most:
        return mean, high
    doubted.append(name)
    share = most / expected
    return [value * share for value in mean], [value * share for value in high]


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


def _together(mean: list[float], high: list[float], level: float) -> int | None:
    """The quantile of all weeks together of what is used little; None for the rest.

    A week's quantile of something used now and then is often 0, as if nothing could happen: no
    spread is taken for less than that of single units asked for independently (Poisson)."""
    if not _little(mean):
        return None
    z = _NORMAL_QUANTILES[level]
    squares = [max(h - m, z * math.sqrt(m)) ** 2 for m, h in zip(mean, high, strict=True)]
    return math.ceil(sum(mean) + math.sqrt(sum(squares)) - 1e-6)


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
    return (
        Note(
            "no_forecast",
            f"network {network.code}",
            {"count": len(unforecast), "first": unforecast[0]},
            "some_products" if forecast else "products",
        ),
    )


def _doubts(network: Network, doubted: list[str]) -> tuple[Note, ...]:
    if not doubted:
        return ()
    return (
        Note(
            "forecast_beyond_past",
            f"network {network.code}",
            {"count": len(doubted), "first": doubted[0]},
        ),
    )
