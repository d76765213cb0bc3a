"""Wards that may need more beds than they have, for the first page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forecasting.models import ForecastKind, ForecastSeries
from forecasting.selectors import BedRisk, occupancy_risk
from forecasting.selectors.risk import local_today
from hospital.access import scope
from hospital.models import Network

DAYS = 7
WORTH_TELLING = 0.2
"""Below one in five a ward is left in peace."""


@dataclass(frozen=True, slots=True)
class ShortWard:
    """A ward on its worst day of the week to come. series: key of its forecast."""

    risk: BedRisk
    series: int

    @property
    def sentence(self) -> str:
        """In the reader's language, whole patients and per cent."""
        return _(
            "%(chance)d %% chance of more patients than its %(beds)d beds; "
            "%(expected)d are expected."
        ) % {
            "chance": round(100 * self.risk.chance),
            "beds": self.risk.beds,
            "expected": round(self.risk.expected),
        }


def wards_short(user: Any, most: int) -> list[ShortWard]:
    """Within the person's reach, the likeliest first; one entry a ward."""
    current = ForecastSeries.objects.filter(
        run__is_current=True, run__kind=ForecastKind.OCCUPANCY, ward__isnull=False
    )
    seen = scope(current, user, "facility").order_by()
    wards: dict[int, dict[int, int]] = defaultdict(dict)
    for network, ward, series in seen.values_list("run__network", "ward", "pk"):
        wards[network][ward] = series
    found = []
    for network in Network.objects.filter(pk__in=wards):
        mine = wards[network.pk]
        risks = occupancy_risk(
            network=network, start=local_today(network), days=DAYS, wards=list(mine)
        )
        for days in risks.values():
            worst = max(days, key=lambda risk: risk.chance)
            if worst.chance >= WORTH_TELLING:
                found.append(ShortWard(worst, mine[worst.ward]))
    return sorted(found, key=lambda short: (-short.risk.chance, short.risk.unique_id))[:most]
