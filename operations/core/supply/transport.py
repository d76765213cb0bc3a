"""From a week's deliveries to trucks' days: which calls there are, and the tours as routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from operations.core.outcome import Options
from operations.core.supply.index import Index
from operations.core.supply.network import Vehicle
from operations.core.supply.plan import DeliveryLine, Route, Visit
from operations.core.supply.roads import drive_minutes, road_m
from operations.core.supply.routing import Call, RoutingPlan, RoutingProblem, Tour, Truck
from operations.core.supply.routing import solve as solve_routing

_PIECES = (1, 3, 6, 12)
_MOST_CALLS = 200
_SCALE = 10
"""Routing cost units in a cent, since distances are given to it in tenths of a kilometre."""


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


def route_week(
    look: Index, week: int, loads: dict[str, Load], options: Options, patience: int
) -> list[Route]:
    """Routes for one week's loads; a part of a load that fits no route is left out.

    Whole loads first; where they do not all fit, loads are split ever finer over the trucks.
    """
    best: list[Route] = []
    for pieces in _PIECES:
        if best and pieces * len(loads) > _MOST_CALLS:
            break
        calls = _calls(look, loads, pieces)
        problem = _problem(look, f"week {week}", calls)
        plan = solve_routing(problem, options, patience=patience).plan
        found = _routes(look, week, plan, {call.id: call for call in calls}) if plan else []
        if volumes(found) > volumes(best):
            best = found
        if plan is not None and len(plan.served) == len(calls):
            break
    return best


def volumes(routes: list[Route]) -> tuple[int, int]:
    """Millilitres that routes bring, and cold ones."""
    visits = [visit for route in routes for visit in route.visits]
    return sum(v.volume_ml for v in visits), sum(v.cold_ml for v in visits)


def _calls(look: Index, loads: dict[str, Load], pieces: int) -> list[Call]:
    """`pieces` calls per facility, more where even a truck of its own would be too small."""
    calls = []
    for facility, load in loads.items():
        place = look.facilities[facility]
        parts = max(pieces, min(_parts(load, vehicle) for vehicle in look.problem.vehicles))
        volumes, colds = _split(load.volume_ml, parts), _split(load.cold_ml, parts)
        if parts > 1 and parts > pieces:
            volumes = _fill(load.volume_ml, parts, colds[0], look.problem.vehicles)
        for part in range(parts):
            calls.append(
                Call(
                    f"{part}/{facility}",
                    volumes[part],
                    colds[part],
                    place.opening_minute,
                    place.closing_minute,
                    place.service_minutes,
                )
            )
    return calls


def _parts(load: Load, vehicle: Vehicle) -> int:
    parts = -(-load.volume_ml // max(1, vehicle.volume_ml))
    return max(1, parts, -(-load.cold_ml // max(1, vehicle.cold_ml)) if load.cold_ml else 1)


def _split(size: int, parts: int) -> list[int]:
    return [size // parts + (part < size % parts) for part in range(parts)]


def _fill(size: int, parts: int, cold: int, vehicles: tuple[Vehicle, ...]) -> list[int]:
    """Full trucks and a rest that leaves room for others, instead of even parts; every part is at
    least what is cold of it."""
    truck = min(v.volume_ml for v in vehicles if v.volume_ml * parts >= size)
    rest = size - truck * (parts - 1)
    return [truck] * (parts - 1) + [rest] if rest >= cold else _split(size, parts)


def _problem(look: Index, name: str, calls: list[Call]) -> RoutingProblem:
    problem = look.problem
    places = [problem.depot, *(look.facilities[_facility(call.id)] for call in calls)]
    metres = tuple(tuple(road_m(problem, a, b) for b in places) for a in places)
    minutes = tuple(tuple(drive_minutes(problem, m) for m in row) for row in metres)
    # The router balances money against minutes; metres and thousandths of cents would drown them.
    hectometres = tuple(tuple(-(-m // 100) for m in row) for row in metres)
    trucks = tuple(
        Truck(
            v.id,
            len(v.days),
            v.volume_ml,
            v.cold_ml,
            earliest=v.start_minute,
            shift=v.shift_minutes,
            fixed_cost=v.cost_per_day_cents * _SCALE,
            unit_cost=v.cost_per_km_cents,
        )
        for v in problem.vehicles
        if v.days
    )
    return RoutingProblem(name, tuple(calls), trucks, hectometres, minutes, 48 * 60, optional=True)


def _facility(call: str) -> str:
    return call.split("/", 1)[1]


def _routes(look: Index, week: int, plan: RoutingPlan, calls: dict[str, Call]) -> list[Route]:
    """Tours of one vehicle go to its days in turn."""
    used: defaultdict[str, int] = defaultdict(int)
    routes = []
    for tour in plan.tours:
        day = look.vehicles[tour.truck].days[used[tour.truck]]
        used[tour.truck] += 1
        routes.append(drive(look, week, day, tour.truck, tour.departure, _stops(tour, calls)))
    return routes


def _stops(tour: Tour, calls: dict[str, Call]) -> list[tuple[str, int, int]]:
    """Facility, volume and cold volume in visiting order; a facility's pieces become one stop."""
    stops: dict[str, tuple[str, int, int]] = {}
    for name in tour.calls:
        facility, call = _facility(name), calls[name]
        _, volume, cold = stops.get(facility, (facility, 0, 0))
        stops[facility] = facility, volume + call.volume, cold + call.cold
    return list(stops.values())


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
