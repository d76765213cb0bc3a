"""Overrides laid over computed values, day by day; what is stored is never changed.

Wide ones come first (network, product, facility, series), and of equals the older one, so that
what was decided for this very ward stands on top. A moved mean takes its quantiles with it: their
distance from the mean grows with its square root, as for counts, whose variance grows with their
mean. A mean of zero has no such ratio; there the distance stays. Quantiles therefore keep their
order, and nothing falls below zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import copysign, sqrt

from forecasting.models import ForecastOverride, OverrideWay
from hospital.models import Network

EVERYWHERE = "*"
MOST_GROWTH = 100.0
"""Beyond a hundredfold mean the distance grows no more: a mean of next to nothing says little
about the spread of what takes its place."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one override does to the days [first, last]."""

    first: date
    last: date
    way: str
    number: float

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def rate(self, rate: float, step_days: int) -> float:
        """The mean of one day; a value in place of a step's mean is spread evenly over it."""
        if self.way == OverrideWay.FACTOR:
            return rate * self.number
        if self.way == OverrideWay.EXTRA:
            return max(0.0, rate + self.number)
        return self.number / step_days


def targets(unique_id: str) -> tuple[str, ...]:
    """What an override of this series may be addressed to, widest first."""
    facility, _, rest = unique_id.partition("/")
    return (EVERYWHERE, f"{EVERYWHERE}/{rest}", facility, unique_id)


def targeted(target: str, unique_id: str) -> bool:
    return target in targets(unique_id)


class Overlays:
    """The active overrides of one kind that touch some days, ready to be asked per series."""

    def __init__(self, found: Iterable[tuple[str, Overlay]]) -> None:
        self._by_target: dict[str, list[Overlay]] = {}
        for target, overlay in found:
            self._by_target.setdefault(target, []).append(overlay)

    def on(self, unique_id: str) -> tuple[Overlay, ...]:
        if not self._by_target:
            return ()
        return tuple(
            overlay for target in targets(unique_id) for overlay in self._by_target.get(target, ())
        )


def overlays_active(*, network: Network, kind: str, first: date, last: date) -> Overlays:
    """What stands, in the order in which it was said."""
    rows = ForecastOverride.objects.filter(
        network=network,
        kind=kind,
        withdrawn_at__isnull=True,
        first_day__lte=last,
        last_day__gte=first,
    ).order_by("pk")
    columns = ("unique_id", "first_day", "last_day", "way", "number")
    return Overlays((row[0], Overlay(*row[1:])) for row in rows.values_list(*columns))


def moved(
    day: date, rate: float, apart: float, step_days: int, overlays: tuple[Overlay, ...]
) -> tuple[float, float]:
    """A day's mean, and a quantile's distance from it, under the overlays that hold on it."""
    new = rate
    for overlay in overlays:
        if overlay.holds(day):
            new = overlay.rate(new, step_days)
    if new == rate:
        return rate, apart
    if rate <= 0:
        return new, apart
    most = MOST_GROWTH * rate
    return new, apart * (sqrt(new / rate) if new < most else sqrt(MOST_GROWTH))


def summed(days: Iterable[tuple[float, float]]) -> float:
    """Mean plus distance over several days: independent days add up in variance."""
    mean, signed = 0.0, 0.0
    for rate, apart in days:
        mean += rate
        signed += copysign(apart * apart, apart)
    return max(0.0, mean + copysign(sqrt(abs(signed)), signed))


def days_of(first: date, count: int) -> list[date]:
    return [first + timedelta(days=day) for day in range(count)]
