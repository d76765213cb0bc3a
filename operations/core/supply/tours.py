"""Tours of one week: whole calls by the router, then loads by programme, then less driving.

A load is one call, or full trucks and a rest where no truck holds it. What the router leaves out is
brought in parts by whom the programme of loads finds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from operations.core.outcome import Options
from operations.core.supply.index import Index
from operations.core.supply.loading import Day, Loading, Stop
from operations.core.supply.network import Vehicle
from operations.core.supply.plan import Route
from operations.core.supply.roads import drive_minutes, road_m
from operations.core.supply.routing import Call, RoutingPlan, RoutingProblem, Tour, Truck
from operations.core.supply.routing import solve as solve_routing
from operations.core.supply.transport import Load, drive, thousandths, volumes

_SCALE = 10
"""Routing cost units in a cent, since distances are given to it in tenths of a kilometre."""


def route_week(
    look: Index, week: int, loads: dict[str, Load], options: Options, patience: int
) -> list[Route]:
    """Routes for one week's loads; a part of a load that fits no route is left out."""
    found = _routed(look, week, _calls(look, loads), options, patience)
    if volumes(found) == _asked(loads):
        return found
    return max(found, Loading(look, week, loads, found).run(), key=volumes)


def _asked(loads: dict[str, Load]) -> tuple[int, int]:
    return sum(x.volume_ml for x in loads.values()), sum(x.cold_ml for x in loads.values())


class Lighter:
    """The same loads with tours that cost less: a tour or a stop is given up where the others can
    bring what it brought, and the parts that are left are routed anew, while that saves anything.
    """

    def __init__(self, look: Index, week: int, loads: dict[str, Load], routes: list[Route]) -> None:
        self.look, self.week, self.loads, self.routes = look, week, loads, routes
        self.days: set[Day] = {(v.id, day) for v in look.problem.vehicles for day in v.days}

    def run(self, options: Options, patience: int, over: Callable[[], bool]) -> list[Route]:
        """The cheapest found, which bring no less. over: when to stop."""
        saved = True
        while saved and not over():
            before = thousandths(self.look, self.routes)
            self._give_up(over)
            calls = list(self._as_calls())
            self._keep(_routed(self.look, self.week, calls, options, patience))
            saved = thousandths(self.look, self.routes) < before
        return self.routes

    def _keep(self, found: list[Route]) -> bool:
        """The new tours where they bring as much for less."""
        as_much = all(a >= b for a, b in zip(volumes(found), volumes(self.routes), strict=True))
        if not as_much:
            return False
        if thousandths(self.look, found) >= thousandths(self.look, self.routes):
            return False
        self.routes = found
        return True

    def _give_up(self, over: Callable[[], bool]) -> None:
        """Tours, then stops, those that bring least first."""
        for route in sorted(self.routes, key=_load):
            if not over():
                self._without(idle={(route.vehicle, route.day)})
        visits = [(v, r) for r in self.routes for v in r.visits]
        for visit, route in sorted(visits, key=lambda each: each[0].volume_ml):
            if not over():
                self._without(barred={(route.vehicle, route.day, visit.facility)})

    def _without(self, idle: set[Day] | None = None, barred: set[Stop] | None = None) -> bool:
        used = {(r.vehicle, r.day) for r in self.routes}
        shut = (self.days - used) | (idle or set())
        look, week, loads = self.look, self.week, self.loads
        loading = Loading(look, week, loads, self.routes, frozenset(shut), frozenset(barred or ()))
        return self._keep(loading.run())

    def _as_calls(self) -> Iterator[Call]:
        for number, route in enumerate(self.routes):
            for visit in route.visits:
                name = f"{number}/{visit.facility}"
                yield _call(self.look, name, visit.volume_ml, visit.cold_ml)


def _load(route: Route) -> int:
    return sum(visit.volume_ml for visit in route.visits)


def _routed(
    look: Index, week: int, calls: list[Call], options: Options, patience: int
) -> list[Route]:
    plan = solve_routing(_problem(look, f"week {week}", calls), options, patience=patience).plan
    return _routes(look, week, plan, {call.id: call for call in calls}) if plan else []


def _calls(look: Index, loads: dict[str, Load]) -> list[Call]:
    """One call per facility, more where even a truck of its own would be too small."""
    calls = []
    for facility, load in loads.items():
        parts = min(_parts(load, vehicle) for vehicle in look.problem.vehicles)
        colds = _split(load.cold_ml, parts)
        volumes = _fill(load.volume_ml, parts, colds[0], look.problem.vehicles)
        for part, (volume, cold) in enumerate(zip(volumes, colds, strict=True)):
            calls.append(_call(look, f"{part}/{facility}", volume, cold))
    return calls


def _call(look: Index, name: str, volume: int, cold: int) -> Call:
    place = look.facilities[_facility(name)]
    window = place.opening_minute, place.closing_minute
    return Call(name, volume, cold, *window, place.service_minutes)


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
