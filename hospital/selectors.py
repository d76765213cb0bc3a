"""Questions about records that more than one room asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from hospital.models import Bed, BedStatus, Facility, NotOperating, Room, Surgeon, Theatre, Ward


def bed_usable(status: str, until: date | None, day: date, today: date) -> bool:
    """Whether a bed can be lain in on `day`. Cleaning without an end is over by tomorrow."""
    if status == BedStatus.OPEN:
        return True
    if until is not None:
        return day > until
    return status == BedStatus.CLEANING and day > today


def ward_beds(
    *, wards: Collection[int], first: date, days: int, today: date
) -> dict[int, list[int]]:
    """Per ward's key, usable beds on each of the days from `first`; 0 for a ward without any.

    A facility that keeps no beds at all is counted by its rooms' licensed capacity.
    """
    found = {ward: [0] * days for ward in wards}
    beds = Bed.objects.filter(room__ward__in=wards).order_by()
    for ward, status, until in beds.values_list("room__ward", "status", "status_until"):
        for day in range(days):
            found[ward][day] += bed_usable(status, until, first + timedelta(days=day), today)
    if not all(map(any, found.values())):
        for ward, capacity in _licensed(wards):
            found[ward] = [capacity] * days
    return found


def _licensed(wards: Collection[int]) -> list[tuple[int, int]]:
    keeping = Bed.objects.order_by().values("room__ward__facility")
    without = Ward.objects.filter(pk__in=wards).exclude(facility__in=keeping)
    rooms = Room.objects.filter(ward__in=without).order_by().values("ward")
    return list(rooms.annotate(beds=Sum("capacity")).values_list("ward", "beds"))


@dataclass(frozen=True, slots=True)
class Operating:
    """Minutes of each theatre and of each surgeon, by day from the first one asked for."""

    theatres: dict[Theatre, tuple[int, ...]]
    surgeons: dict[Surgeon, tuple[int, ...]]


def operating_minutes(*, facility: Facility | None, first: date, days: int) -> Operating:
    """By the week, and less where a theatre is closed or a surgeon away."""
    dates = [first + timedelta(days=day) for day in range(days)]
    rows = NotOperating.objects.filter(
        facility=facility, first_day__lte=dates[-1], last_day__gte=first
    )
    less: defaultdict[tuple[str, int], list[NotOperating]] = defaultdict(list)
    for row in rows:
        key = ("theatre", row.theatre_id) if row.theatre_id else ("surgeon", row.surgeon_id or 0)
        less[key].append(row)

    def minutes(of: Theatre | Surgeon, what: str) -> tuple[int, ...]:
        mine = less[what, of.pk]
        return tuple(
            min([of.minutes_on(day), *(row.minutes for row in mine if row.holds_on(day))])
            for day in dates
        )

    theatres = Theatre.objects.filter(facility=facility).order_by("code")
    surgeons = Surgeon.objects.filter(facility=facility).order_by("code")
    return Operating(
        {row: minutes(row, "theatre") for row in theatres},
        {row: minutes(row, "surgeon") for row in surgeons},
    )
