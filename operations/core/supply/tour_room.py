"""What known tours bring to a facility in a week, and what is free on the trucks that go there.

Whoever is planned first takes from the free room; the tours are then loaded accordingly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from operations.core.supply.index import Index
from operations.core.supply.network import Product
from operations.core.supply.plan import Route

Place = tuple[str, int]
"""Facility and week."""


class TourRoom:
    """own: what tours bring to a facility in a week; free: what is left on each tour's truck, for
    any of its stops. Volume and cold volume in millilitres; what is cold needs both."""

    def __init__(self, own: dict[Place, int], own_cold: dict[Place, int]) -> None:
        self.own, self.own_cold = own, own_cold
        self.routes: list[Route] = []
        self.free: list[list[int]] = []
        self.stops: defaultdict[Place, list[int]] = defaultdict(list)
        self.taken: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])

    @classmethod
    def of(cls, look: Index, routes: Iterable[Route]) -> TourRoom:
        """What these tours bring, and what their trucks could bring besides."""
        own: defaultdict[Place, int] = defaultdict(int)
        cold: defaultdict[Place, int] = defaultdict(int)
        found = cls(own, cold)
        found.routes = list(routes)
        for k, route in enumerate(found.routes):
            vehicle, visits = look.vehicles[route.vehicle], route.visits
            volume = vehicle.volume_ml - sum(v.volume_ml for v in visits)
            chilled = vehicle.cold_ml - sum(v.cold_ml for v in visits)
            found.free.append([max(0, volume), max(0, chilled)])
            for visit in visits:
                place = visit.facility, route.week
                own[place] += visit.volume_ml
                cold[place] += visit.cold_ml
                if k not in found.stops[place]:
                    found.stops[place].append(k)
        return found

    @property
    def places(self) -> frozenset[Place]:
        """Where a tour goes, and when."""
        return frozenset(self.own)

    def room_ml(self, product: Product, facility: str, week: int) -> int:
        place = facility, week
        stops = self.stops.get(place, ())
        if product.cold_chain:
            own = min(self.own.get(place, 0), self.own_cold.get(place, 0))
            return max(0, own) + sum(min(self.free[k]) for k in stops)
        return max(0, self.own.get(place, 0)) + sum(self.free[k][0] for k in stops)

    def load(self, product: Product, facility: str, week: int, ml: int) -> None:
        """Take it from what the facility gets, then from what is free on its tours."""
        place, cold = (facility, week), product.cold_chain
        own = self.own.get(place, 0)
        own = max(0, min(ml, own, self.own_cold.get(place, 0) if cold else own))
        self.own[place] = self.own.get(place, 0) - own
        if cold:
            self.own_cold[place] = self.own_cold.get(place, 0) - own
        rest = ml - own
        for k in self.stops.get(place, ()):
            more = min(rest, min(self.free[k]) if cold else self.free[k][0])
            for size in range(2 if cold else 1):
                self.free[k][size] -= more
                self.taken[k, facility][size] += more
            rest -= more

    def grown(self) -> list[Route]:
        """The tours with what was taken of their free room, at the first stop of each facility."""
        found = []
        for k, route in enumerate(self.routes):
            visits = []
            for visit in route.visits:
                volume, cold = self.taken.pop((k, visit.facility), (0, 0))
                more = visit.volume_ml + volume, visit.cold_ml + cold
                visits.append(replace(visit, volume_ml=more[0], cold_ml=more[1]))
            found.append(replace(route, visits=tuple(visits)))
        return found
