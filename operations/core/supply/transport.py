"""Loads of a week's deliveries, and what tours bring of them, drive and cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from operations.core.supply.index import Index
from operations.core.supply.plan import DeliveryLine, Route, Visit
from operations.core.supply.roads import drive_minutes, road_m


@dataclass(frozen=True, slots=True)
class Load:
    """What a facility gets in a week; the cold volume is part of the volume."""

    volume_ml: int
    cold_ml: int


def weekly_loads(look: Index, lines: Iterable[DeliveryLine]) -> dict[int, dict[str, Load]]:
    """Loads by week and facility; what facilities hand each other is on no truck of the depot."""
    volume: defaultdict[tuple[int, str], int] = defaultdict(int)
    cold: defaultdict[tuple[int, str], int] = defaultdict(int)
    for line in lines:
        if line.origin:
            continue
        product = look.products[line.product]
        volume[line.week, line.facility] += line.packs * product.pack_ml
        if product.cold_chain:
            cold[line.week, line.facility] += line.packs * product.pack_ml
    loads: dict[int, dict[str, Load]] = {}
    for (week, facility), size in sorted(volume.items()):
        loads.setdefault(week, {})[facility] = Load(size, cold[week, facility])
    return loads


def volumes(routes: list[Route]) -> tuple[int, int]:
    """Millilitres that routes bring, and cold ones."""
    visits = [visit for route in routes for visit in route.visits]
    return sum(v.volume_ml for v in visits), sum(v.cold_ml for v in visits)


def thousandths(look: Index, routes: Iterable[Route]) -> int:
    """What days and kilometres of these tours cost, in thousandths of a cent."""
    return sum(
        look.vehicles[r.vehicle].cost_per_day_cents * 1000
        + look.vehicles[r.vehicle].cost_per_km_cents * r.distance_m
        for r in routes
    )


def drive(
    look: Index,
    week: int,
    day: int,
    vehicle: str,
    departure: int,
    stops: list[tuple[str, int, int]],
) -> Route:
    """The route with its times: wait for opening, serve, go on."""
    problem = look.problem
    here, now, metres = problem.depot, departure, 0
    visits = []
    for facility, volume, cold in stops:
        place = look.facilities[facility]
        leg = road_m(problem, here, place)
        now = max(now + drive_minutes(problem, leg), place.opening_minute)
        visits.append(Visit(facility, now, volume, cold))
        now, metres, here = now + place.service_minutes, metres + leg, place
    back = road_m(problem, here, problem.depot)
    now += drive_minutes(problem, back)
    return Route(week, day, vehicle, departure, tuple(visits), now, metres + back)


_Volumes = dict[tuple[str, int], int]


def carried(routes: Iterable[Route]) -> tuple[_Volumes, _Volumes]:
    """Volume and cold volume that the routes bring, by facility and week."""
    volume: defaultdict[tuple[str, int], int] = defaultdict(int)
    cold: defaultdict[tuple[str, int], int] = defaultdict(int)
    for route in routes:
        for visit in route.visits:
            volume[visit.facility, route.week] += visit.volume_ml
            cold[visit.facility, route.week] += visit.cold_ml
    return volume, cold


def unload(look: Index, routes: Iterable[Route], loads: dict[int, dict[str, Load]]) -> list[Route]:
    """The same routes carrying no more than `loads`; emptied visits and routes disappear."""
    left = {(f, week): load for week, byf in loads.items() for f, load in byf.items()}
    kept = []
    for route in routes:
        stops = []
        for visit in route.visits:
            load = left.get((visit.facility, route.week), Load(0, 0))
            cold = min(visit.cold_ml, load.cold_ml)
            later_cold = load.cold_ml - cold  # which needs its volume on the truck that takes it
            volume = min(visit.volume_ml, load.volume_ml - later_cold)
            left[visit.facility, route.week] = Load(load.volume_ml - volume, load.cold_ml - cold)
            if volume:
                stops.append((visit.facility, volume, cold))
        if stops:
            kept.append(
                drive(look, route.week, route.day, route.vehicle, route.departure_minute, stops)
            )
    return kept
