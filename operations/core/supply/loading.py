"""How much each stop of a week's tours brings, and stops added where something stays behind.

The router serves calls whole. Once it is known who stops where, which truck brings what of a load
is a linear programme, and its prices say which further stop of which tour would bring more (split
deliveries: Archetti & Speranza, Vehicle routing problems with split deliveries, International
Transactions in Operational Research 19, 2012).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ortools.math_opt.python import mathopt

from operations.core.supply.columns.simplex import Optimum, Simplex
from operations.core.supply.index import Index
from operations.core.supply.network import Vehicle
from operations.core.supply.plan import Route
from operations.core.supply.roads import drive_minutes, road_m
from operations.core.supply.transport import Load, drive

Day = tuple[str, int]
"""Vehicle and day."""
Stop = tuple[str, int, str]
"""Vehicle, day and facility."""

_LEAST_ML = 0.5
"""What is less is the simplex's rounding, and no gain."""


class Loading:
    """A week's tours, one for each day of each vehicle, and the programme of what they bring.

    What is cold takes of the truck and of its cold box, and counts for both: a full cold box for as
    much as a full truck. idle: days that stay without a tour; barred: stops that are not made.
    """

    def __init__(
        self,
        look: Index,
        week: int,
        loads: dict[str, Load],
        routes: Iterable[Route],
        idle: frozenset[Day] = frozenset(),
        barred: frozenset[Stop] = frozenset(),
    ) -> None:
        self.look, self.week, self.loads, self.barred = look, week, loads, barred
        known = {(route.vehicle, route.day): route for route in routes}
        days = ((v, day) for v in look.problem.vehicles for day in v.days)
        self.tours = [(v, day) for v, day in days if (v.id, day) not in idle]
        self.departures: list[int] = []
        self.stops: list[list[str]] = []
        for vehicle, day in self.tours:
            route = known.get((vehicle.id, day))
            self.departures.append(route.departure_minute if route else vehicle.start_minute)
            visits = route.visits if route else ()
            stops = dict.fromkeys(v.facility for v in visits)
            self.stops.append([f for f in stops if (vehicle.id, day, f) not in barred])
        self._minutes: dict[tuple[str, str], int] = {}
        self._state()

    def _state(self) -> None:
        self._model = mathopt.Model(name="loading")
        self._model.objective.is_maximize = True
        row = self._model.add_linear_constraint
        self._volume = [row(ub=v.volume_ml) for v, _ in self.tours]
        self._cold = [row(ub=v.cold_ml) for v, _ in self.tours]
        self._warm_of = {f: row(ub=x.volume_ml - x.cold_ml) for f, x in self.loads.items()}
        self._cold_of = {f: row(ub=x.cold_ml) for f, x in self.loads.items()}
        boxes = max(1, sum(v.cold_ml for v, _ in self.tours))
        self._worth = 1 + sum(v.volume_ml for v, _ in self.tours) / boxes
        self._parts: dict[tuple[int, str], tuple[Any, Any]] = {}
        for k, stops in enumerate(self.stops):
            for facility in stops:
                self._add(k, facility)

    def _add(self, k: int, facility: str) -> None:
        warm, cold = (self._model.add_variable(lb=0.0) for _ in range(2))
        for part, rows, worth in (
            (warm, (self._volume[k], self._warm_of[facility]), 1.0),
            (cold, (self._volume[k], self._cold[k], self._cold_of[facility]), self._worth),
        ):
            for row in rows:
                row.set_coefficient(part, 1.0)
            self._model.objective.set_linear_coefficient(part, worth)
        self._parts[k, facility] = warm, cold

    def _remove(self, k: int, facility: str) -> None:
        self.stops[k].remove(facility)
        for part in self._parts.pop((k, facility)):
            self._model.delete_variable(part)

    def run(self) -> list[Route]:
        """The tours with the loads and the further stops that bring most; none where the simplex
        ends abnormally."""
        simplex = Simplex(self._model)
        loads = self.loads.values()
        most = sum(x.volume_ml + (self._worth - 1) * x.cold_ml for x in loads)
        best, tried = simplex.optimum(), set[tuple[int, str]]()
        while best is not None and best.objective_value() < most - _LEAST_ML:
            found = self._next(best, tried)
            if found is None:
                break
            k, facility, place = found
            tried.add((k, facility))
            self.stops[k].insert(place, facility)
            self._add(k, facility)
            after = simplex.optimum()
            if after is None or after.objective_value() < best.objective_value() + _LEAST_ML:
                self._remove(k, facility)
                continue
            best, self.departures[k] = after, self.tours[k][0].start_minute
        simplex.close()
        return [] if best is None else self._routes(best)

    def _next(self, best: Optimum, tried: set[tuple[int, str]]) -> tuple[int, str, int] | None:
        """Tour, facility and place among its stops of the stop that promises most by the prices."""
        volume, cold = best.dual_values(self._volume), best.dual_values(self._cold)
        promised = []
        for facility, load in self.loads.items():
            warm = 1.0 - best.dual_values(self._warm_of[facility])
            chilled = self._worth - best.dual_values(self._cold_of[facility])
            for k, (vehicle, day) in enumerate(self.tours):
                if (k, facility) in self._parts or (k, facility) in tried:
                    continue
                if (vehicle.id, day, facility) in self.barred:
                    continue
                gain = max(
                    (warm - volume[k]) * min(load.volume_ml - load.cold_ml, vehicle.volume_ml),
                    (chilled - volume[k] - cold[k]) * min(load.cold_ml, vehicle.cold_ml),
                )
                if gain > _LEAST_ML:
                    promised.append((-gain, k, facility))
        for _, k, facility in sorted(promised):
            place = self._place(k, facility)
            if place is not None:
                return k, facility, place
        return None

    def _place(self, k: int, facility: str) -> int | None:
        """Where among its stops this one is driven soonest; None where it cannot be kept."""
        vehicle, stops = self.tours[k][0], self.stops[k]
        kept = []
        for place in range(len(stops) + 1):
            back = self._back(vehicle, [*stops[:place], facility, *stops[place:]])
            if back is not None:
                kept.append((back, place))
        return min(kept)[1] if kept else None

    def _back(self, vehicle: Vehicle, stops: list[str]) -> int | None:
        """When a tour that leaves as the shift begins is back; None where it comes too late."""
        here, now = self.look.depot, vehicle.start_minute
        for facility in stops:
            place = self.look.facilities[facility]
            now = max(now + self._drive(here, facility), place.opening_minute)
            if now > place.closing_minute:
                return None
            here, now = facility, now + place.service_minutes
        now += self._drive(here, self.look.depot)
        return now if now <= vehicle.start_minute + vehicle.shift_minutes else None

    def _drive(self, start: str, end: str) -> int:
        minutes = self._minutes.get((start, end))
        if minutes is None:
            problem, places = self.look.problem, self.look.facilities
            minutes = drive_minutes(problem, road_m(problem, places[start], places[end]))
            self._minutes[start, end] = minutes
        return minutes

    def _routes(self, best: Optimum) -> list[Route]:
        parts = self._whole(best)
        routes = []
        for k, (vehicle, day) in enumerate(self.tours):
            stops = [(f, sum(parts[k, f]), parts[k, f][1]) for f in self.stops[k]]
            stops = [stop for stop in stops if stop[1]]
            if stops:
                leaves = self.departures[k]
                routes.append(drive(self.look, self.week, day, vehicle.id, leaves, stops))
        return routes

    def _whole(self, best: Optimum) -> dict[tuple[int, str], list[int]]:
        """Whole millilitres, warm and cold: parts are cut, then what was cut goes where there is
        room."""
        free = [[v.volume_ml, v.cold_ml] for v, _ in self.tours]
        left = {f: [x.volume_ml - x.cold_ml, x.cold_ml] for f, x in self.loads.items()}
        found = {stop: [0, 0] for stop in self._parts}
        for cut in (True, False):
            for (k, facility), parts in self._parts.items():
                for kind, value in enumerate(best.variable_values(parts)):
                    room = min(free[k]) if kind else free[k][0]
                    asked = int(value + 1e-6) if cut else int(value > 0)
                    more = max(0, min(asked, room, left[facility][kind]))
                    found[k, facility][kind] += more
                    left[facility][kind] -= more
                    free[k][0] -= more
                    free[k][1] -= more * kind
        return found
