"""What an outbreak would do to wards and shelves: its excess, the syndrome's effects, the map."""

from __future__ import annotations

from datetime import date, timedelta
from math import cos, radians
from typing import TYPE_CHECKING, Any

from django.db.models import Sum

from hospital.models import HOSPITAL_KINDS, CaseCount, Facility, Network, Syndrome, WardSpecialty

if TYPE_CHECKING:
    from forecasting.core.outbreak.answer import Alarm
    from forecasting.core.outbreak.scenario import Scenario

SHARE_WEEKS = 8
"""Over which the cases of a whole network are divided between its facilities."""


def scenario_build(
    *,
    network: Network,
    facility: Facility | None,
    syndrome: Syndrome,
    alarm: Alarm,
    last_week: int,
) -> dict[str, Any]:
    """As `OutbreakAlarm.scenario` keeps it, from the week after the last one that was counted."""
    from forecasting.core.outbreak.scenario import Effects, project
    from forecasting.core.outbreak.weeknumbers import week_day

    first = week_day(last_week + 1)
    products = list(syndrome.products.select_related("product").order_by("product__code"))
    units = tuple((each.product.code, each.units_per_case) for each in products)
    effects = Effects(syndrome.admitted_share, syndrome.nights, units)
    excess = _excess(alarm)
    whole = project(excess, effects)
    found: dict[str, Any] = {
        "first": first.isoformat(),
        "excess_a_week": round(excess, 1),
        "cases": list(whole.cases),
        "admissions": list(whole.admissions),
        "beds": list(whole.beds),
        "wards": [],
        "products": [],
    }
    for place, share in _shares(network, facility, syndrome, first):
        part = project(excess * share, effects)
        found["wards"] += _wards(place, syndrome, part)
        found["products"] += [
            {"from": place.code, "series": f"{place.code}/{name}", "units": list(values)}
            for name, values in part.units
        ]
    return found


def _excess(alarm: Alarm) -> float:
    import numpy as np

    from forecasting.core.outbreak.scenario import excess_now

    span = slice(alarm.since - alarm.first_week, alarm.last_seen - alarm.first_week + 1)
    counts = np.array(alarm.counts[span], dtype=np.float64)
    return excess_now(counts, np.array(alarm.expected[span], dtype=np.float64))


def _shares(
    network: Network, facility: Facility | None, syndrome: Syndrome, first: date
) -> list[tuple[Facility, float]]:
    """Where the cases are counted; of a network, as they were of late."""
    if facility is not None:
        return [(facility, 1.0)]
    recent = CaseCount.objects.filter(
        facility__network=network,
        facility__active=True,
        syndrome=syndrome,
        first_day__gte=first - timedelta(weeks=SHARE_WEEKS),
        first_day__lt=first,
    ).order_by()
    told = recent.values_list("facility").annotate(cases=Sum("cases")).filter(cases__gt=0)
    cases = dict(told.values_list("facility", "cases"))
    total = sum(cases.values())
    places = Facility.objects.filter(pk__in=cases).order_by("code")
    return [(place, cases[place.pk] / total) for place in places]


def _wards(place: Facility, syndrome: Syndrome, part: Scenario) -> list[dict[str, Any]]:
    """The wards that admit them, in equal parts."""
    scopes = _admitting(place, syndrome)
    if not syndrome.admitted_share or not scopes:
        return []
    return [
        {
            "from": place.code,
            "series": scope,
            "admissions": [round(value / len(scopes), 3) for value in part.admissions],
            "beds": [round(value / len(scopes), 3) for value in part.beds],
        }
        for scope in scopes
    ]


def _admitting(place: Facility, syndrome: Syndrome) -> list[str]:
    """The facility's own wards that take the specialty first; those of the nearest hospital for a
    facility that has none."""
    if syndrome.specialty_id is None:
        return []
    takes = WardSpecialty.objects.filter(
        specialty=syndrome.specialty_id,
        ward__active=True,
        ward__facility__network=place.network_id,
        ward__facility__active=True,
        ward__facility__kind__in=HOSPITAL_KINDS,
    ).select_related("ward__facility")
    by_place: dict[Facility, list[WardSpecialty]] = {}
    for row in takes.order_by("priority", "ward__code"):
        by_place.setdefault(row.ward.facility, []).append(row)
    if not by_place:
        return []
    where = place if place in by_place else min(by_place, key=lambda other: _away(place, other))
    best = by_place[where][0].priority
    return [row.ward.scope for row in by_place[where] if row.priority == best]


def _away(place: Facility, other: Facility) -> tuple[float, int, str]:
    """Nearer first; where nobody knows how far, the smaller level of care."""
    here, there = (place.latitude, place.longitude), (other.latitude, other.longitude)
    if None in here or None in there:
        return (0.0, other.level_of_care, other.code)
    north = here[0] - there[0]  # type: ignore[operator]
    east = (here[1] - there[1]) * cos(radians(here[0] or 0.0))  # type: ignore[operator]
    return (north**2 + east**2, other.level_of_care, other.code)
