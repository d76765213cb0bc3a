"""Where things are: the depot, what it supplies and when, its trucks, whom they cannot reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count

from hospital.models import Facility as FacilityRow
from hospital.models import FacilityKind as RowKind
from hospital.models import Network
from hospital.models import Vehicle as VehicleRow
from operations.core.supply.network import Facility, FacilityKind, Vehicle
from operations.core.supply.problem import Problem
from operations.core.supply.roads import drive_minutes, road_m
from operations.families import Note
from operations.models import Plan

DAYS = 7
DEFAULT_SPEED_KMH = 50
KINDS = {
    RowKind.DEPOT: FacilityKind.DEPOT,
    RowKind.UNIVERSITY: FacilityKind.HOSPITAL,
    RowKind.PROVINCIAL: FacilityKind.HOSPITAL,
    RowKind.CENTRE: FacilityKind.CENTRE,
}


@dataclass(slots=True)
class Reading:
    """What is being read: the network's plan, and what was found wrong."""

    network: Network
    depot: FacilityRow
    start: date
    weeks: int
    routed: bool = True
    """Without vehicles nothing is routed, so that nobody needs coordinates."""
    notes: list[Note] = field(default_factory=list)
    around: Plan | None = None
    """The plan whose orders and deliveries hold in place of the published ones."""

    def note(self, code: str, record: str, facts: Mapping[str, Any], variant: str = "") -> None:
        self.notes.append(Note(code, record, facts, variant))


def planned_depot(network: Network) -> FacilityRow | None:
    """The active depot that supplies most facilities; the others are named in notes."""
    depots = FacilityRow.objects.filter(network=network, kind=RowKind.DEPOT, active=True)
    return depots.annotate(served=Count("supplies")).order_by("-served", "code").first()


def read_facilities(reading: Reading) -> tuple[Facility, ...]:
    rows = FacilityRow.objects.filter(network=reading.network, active=True).order_by("code")
    found = []
    for row in rows.select_related("supplied_by"):
        if row.kind == RowKind.DEPOT and row.pk != reading.depot.pk:
            reading.note(
                "second_depot",
                f"facility {row.code}",
                {"depot": row.code, "planned": reading.depot.code},
            )
            continue
        found.append(_facility(reading, row))
    return tuple(found)


def _facility(reading: Reading, row: FacilityRow) -> Facility:
    """The facility; one that the depot cannot deliver to keeps its stock and need, no calendar."""
    depot, here = reading.depot, (row.latitude, row.longitude)
    calendar: tuple[int, ...] = ()
    if row.pk != depot.pk:
        if row.supplied_by_id != depot.pk:
            reading.note(
                "not_supplied",
                f"facility {row.code}",
                {"facility": row.code, "depot": depot.code},
            )
        elif None in here and reading.routed:
            reading.note(
                "no_coordinates",
                f"facility {row.code}",
                {"facility": row.code},
            )
        else:
            calendar = _calendar(reading, row)
    elif None in here and reading.routed:
        reading.note(
            "no_coordinates",
            f"facility {row.code}",
            {"depot": row.code},
            "depot",
        )
    return Facility(
        id=row.code,
        kind=KINDS[RowKind(row.kind)],
        latitude=row.latitude if row.latitude is not None else depot.latitude or 0.0,
        longitude=row.longitude if row.longitude is not None else depot.longitude or 0.0,
        delivery_weeks=calendar,
        fridge_ml=row.fridge_litres * 1000 or None,
        opening_minute=row.opens_minute,
        closing_minute=row.closes_minute,
        service_minutes=row.unloading_minutes,
    )


def _calendar(reading: Reading, row: FacilityRow) -> tuple[int, ...]:
    """Weeks of the horizon with a delivery, counted so that they stay when the plan moves on."""
    first = reading.start.toordinal() // DAYS
    every, offset = row.delivery_every_weeks, row.delivery_offset_weeks
    return tuple(w for w in range(reading.weeks) if (first + w - offset) % every == 0)


def within_reach(reading: Reading, asked: Problem) -> Problem:
    """The problem with the calendar taken from whoever no truck can serve within its shift."""
    if not asked.vehicles:
        return asked
    depot, places = asked.depot, []
    for place in asked.facilities:
        minutes = drive_minutes(asked, road_m(asked, depot, place))
        reached = any(_reaches(vehicle, place, minutes) for vehicle in asked.vehicles)
        if place.delivery_weeks and not reached:
            reading.note(
                "out_of_reach",
                f"facility {place.id}",
                {"facility": place.id, "away": minutes},
            )
            place = replace(place, delivery_weeks=())
        places.append(place)
    return replace(asked, facilities=tuple(places))


def _reaches(vehicle: Vehicle, place: Facility, minutes: int) -> bool:
    arrival = max(vehicle.start_minute + minutes, place.opening_minute)
    busy = 2 * minutes + place.service_minutes
    return arrival <= place.closing_minute and busy <= vehicle.shift_minutes


def read_vehicles(reading: Reading) -> tuple[Vehicle, ...]:
    rows = VehicleRow.objects.filter(facility=reading.depot).order_by("code")
    found = tuple(
        Vehicle(
            id=row.code,
            volume_ml=row.volume_litres * 1000,
            cold_ml=row.cold_box_litres * 1000,
            shift_minutes=row.shift_minutes,
            start_minute=row.starts_minute,
            cost_per_km_cents=row.cost_per_km_cents,
            cost_per_day_cents=row.cost_per_day_cents,
            days=tuple(range(row.days_per_week)),
        )
        for row in rows
    )
    if not found:
        reading.note(
            "no_vehicle",
            f"facility {reading.depot.code}",
            {"depot": reading.depot.code},
        )
    return found


def slowest_kmh(depot: FacilityRow) -> int:
    """The slowest vehicle's average speed: no arrival time is promised that it cannot keep."""
    speeds = list(VehicleRow.objects.filter(facility=depot).values_list("speed_kmh", flat=True))
    return min(speeds, default=DEFAULT_SPEED_KMH)
