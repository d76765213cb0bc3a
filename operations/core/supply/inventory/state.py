"""A plan while it is searched: positions instead of ids, routes that may be overloaded."""

from __future__ import annotations

from itertools import accumulate

from operations.core.supply.inventory.plan import Plan, Route, Stop
from operations.core.supply.inventory.problem import Problem
from operations.core.supply.inventory.tours import Tour, Tours


class Ground:
    """What does not change during a search, in positions: customer k is row k, periods from 0.

    relative_cost: what a unit costs more at the customer than at the depot. depot_units: what the
    depot has had by each period. used_units: demand of a customer up to and with each period.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tours = Tours(problem.distance)
        self.periods = problem.periods
        self.customers = range(1, len(problem.customers) + 1)
        depot = problem.depot
        made = list(accumulate(depot.made_units))
        self.depot_units = [depot.stock_units + total for total in made]
        self.stock = [0, *(customer.stock_units for customer in problem.customers)]
        self.room = [0, *(customer.capacity_units for customer in problem.customers)]
        self.least = [0, *(customer.minimum_units for customer in problem.customers)]
        self.demand = [(0,) * self.periods, *(c.demand_units for c in problem.customers)]
        self.used_units = [list(accumulate(demand)) for demand in self.demand]
        self.price = [depot.holding_cost, *(c.holding_cost for c in problem.customers)]
        self.relative_cost = [price - depot.holding_cost for price in self.price]
        self.near = [
            sorted((k for k in self.customers if k != i), key=lambda k, i=i: self._apart(i, k))
            for i in range(len(problem.customers) + 1)
        ]

    def _apart(self, a: int, b: int) -> int:
        return self.problem.distance[a][b] + self.problem.distance[b][a]


class State:
    """routes[period][vehicle]; units[customer][period], 0 where nobody calls."""

    __slots__ = ("ground", "routes", "units")

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.routes: list[list[Tour]] = [
            [()] * ground.problem.vehicles for _ in range(ground.periods)
        ]
        self.units = [[0] * ground.periods for _ in ground.stock]

    def copy(self) -> State:
        twin = State.__new__(State)
        twin.ground = self.ground
        twin.routes = [list(routes) for routes in self.routes]
        twin.units = [list(units) for units in self.units]
        return twin

    def take_out(self, customer: int) -> None:
        """Nobody calls on the customer any more."""
        for period, units in enumerate(self.units[customer]):
            if units:
                self.drop(customer, period)

    def drop(self, customer: int, period: int) -> None:
        self.units[customer][period] = 0
        routes = self.routes[period]
        for vehicle, tour in enumerate(routes):
            if customer in tour:
                at = tour.index(customer)
                routes[vehicle] = tour[:at] + tour[at + 1 :]
                return

    def load(self, period: int, vehicle: int) -> int:
        units = self.units
        return sum(units[customer][period] for customer in self.routes[period][vehicle])

    def way_cost(self) -> int:
        length = self.ground.tours.length
        return sum(length(tour) for routes in self.routes for tour in routes)

    def holding_cost(self) -> int:
        """Depot's and customers' stock at the end of each period."""
        ground, total = self.ground, 0
        depot = list(ground.depot_units)
        for customer in ground.customers:
            first, used, given = ground.stock[customer], ground.used_units[customer], 0
            held = 0
            for period, units in enumerate(self.units[customer]):
                given += units
                held += first + given - used[period]
                depot[period] -= given
            total += held * ground.price[customer]
        return total + sum(units for units in depot if units > 0) * ground.price[0]

    def excess_units(self) -> int:
        """Load above the vehicles' room and units that the depot does not have."""
        most = self.ground.problem.vehicle_units
        over = 0
        for period, routes in enumerate(self.routes):
            for vehicle, tour in enumerate(routes):
                if tour:
                    over += max(0, self.load(period, vehicle) - most)
        return over + sum(max(0, -units) for units in self.spare_units())

    def spare_units(self) -> list[int]:
        """What the depot has left at the end of each period."""
        out = accumulate(sum(column) for column in zip(*self.units, strict=True))
        return [had - gone for had, gone in zip(self.ground.depot_units, out, strict=True)]

    def shorten(self) -> None:
        """Improve every route by itself."""
        improved = self.ground.tours.improved
        self.routes = [[improved(tour) for tour in routes] for routes in self.routes]

    def plan(self) -> Plan:
        name = [self.ground.problem.depot.id, *(c.id for c in self.ground.problem.customers)]
        return Plan(
            tuple(
                Route(period + 1, tuple(Stop(name[k], self.units[k][period]) for k in tour))
                for period, routes in enumerate(self.routes)
                for tour in routes
                if tour
            )
        )
