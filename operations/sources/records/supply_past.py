"""What was used before: averages, and how much of a forecast the past makes believable."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf

from django.db.models import Max, Sum

from hospital.models import Consumption, Network

AVERAGE_DAYS = 91
YEAR_DAYS = 364
MONTH_DAYS = 365.25 / 12
PERIOD_DAYS = {"day": 1, "week": 7, "month": 30}
BELIEVED = 2.0
"""How many times what was ever used a forecast may expect before it is doubted."""


@dataclass(frozen=True, slots=True)
class Past:
    """Use before a day, by FACILITY/PRODUCT.

    monthly: average monthly consumption of the last three months. weekly: the highest of the
    averages a week over the last year, the last three months and the same weeks a year ago.
    """

    monthly: dict[str, float] = field(default_factory=dict)
    weekly: dict[str, float] = field(default_factory=dict)

    def most(self, name: str, weeks: int) -> float:
        """Units in so many weeks that the past makes believable; for things used now and then
        three standard deviations of rare independent events (Poisson) on top, and three units.
        Without any records there is nothing to doubt by."""
        if not self.weekly:
            return inf
        units = BELIEVED * self.weekly.get(name, 0.0) * weeks
        return float(units + 3 * units**0.5 + 3)


def read_past(network: Network, start: date, weeks: int) -> Past:
    """Records after `start` are not looked at; where all records ended earlier, the last of them
    counts as today."""
    rows = Consumption.objects.filter(facility__network=network, first_day__lt=start)
    newest = rows.aggregate(last=Max("first_day"))["last"]
    if newest is None:
        return Past()
    monthly = _monthly_averages(network, start)
    end = newest + timedelta(days=1)
    year = end - timedelta(days=YEAR_DAYS)
    found: defaultdict[str, float] = defaultdict(float)
    for name, units in monthly.items():
        found[name] = units * 7 / MONTH_DAYS
    season = start - timedelta(days=YEAR_DAYS)
    for first, until in ((year, end), (season, season + timedelta(days=7 * weeks))):
        stretch = max(1, (min(until, end) - first).days // 7)
        for name, units in _used(network, first, min(until, end)).items():
            found[name] = max(found[name], units / stretch)
    return Past(monthly, dict(found))


def _used(network: Network, first: date, until: date) -> dict[str, int]:
    rows = Consumption.objects.filter(
        facility__network=network, first_day__gte=first, first_day__lt=until
    )
    rows = rows.order_by().values_list("facility__code", "product__code")
    return {
        f"{place}/{product}": units
        for place, product, units in rows.annotate(total=Sum("quantity"))
    }


def _monthly_averages(network: Network, start: date) -> dict[str, float]:
    """Average monthly consumption of the last three months before `start`, by FACILITY/PRODUCT.

    Counted from the first record of the series in these months to the network's last: a series
    that is silent while others report was not used.
    """
    rows = Consumption.objects.filter(
        facility__network=network,
        first_day__gte=start - timedelta(days=AVERAGE_DAYS + 31),
        first_day__lt=start,
    )
    rows = rows.order_by().values_list("facility__code", "product__code", "period", "first_day")
    used: defaultdict[str, float] = defaultdict(float)
    first: dict[str, date] = {}
    last = start - timedelta(days=AVERAGE_DAYS + 31)
    for place, product, period, day, units in rows.annotate(total=Sum("quantity")):
        name = f"{place}/{product}"
        used[name] += units
        first[name] = min(day, first.get(name, day))
        last = max(last, day + timedelta(days=PERIOD_DAYS[period]))
    return {
        name: units * MONTH_DAYS / (last - first[name]).days
        for name, units in used.items()
        if units
    }
