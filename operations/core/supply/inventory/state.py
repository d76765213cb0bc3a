"""A plan while it is searched: positions instead of ids, routes that may be overloaded."""

from __future__ import annotations

from itertools import accumulate

from operations.core.supply.inventory.plan import Plan, Route, Stop
from operations.core.supply.inventory.problem import Problem
from operations.core.supply.inventory.tours import Tour, Tours


class Ground:
    """What does not change during a search, in positions: customer k is row k, periods from 0.

    relative_cost: what a unit costs more at the customer than at the depot. delivered_cost: the
    same until the end, for a unit delivered in a period. first_holding_cost: holding if nothing
    were delivered. depot_units: what the depot has had by each period. used_units: demand of a
    customer up to and with each period.
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
        self.delivered_cost = [
            [rate * (self.periods - period) for rate in self.relative_cost]
            for period in range(self.periods)
        ]
        self.first_holding_cost = sum(self.depot_units) * depot.holding_cost + sum(
            self.price[k] * (self.stock[k] * self.periods - sum(self.used_units[k]))
            for k in self.customers
        )
        self.near = [self._nearest(row) for row in range(len(self.stock))]

    def _nearest(self, row: int) -> list[int]:
        others = [other for other in self.customers if other != row]
        return sorted(others, key=lambda other: self._apart(row, other))

    def _apart(self, a: int, b: int) -> int:
        return self.problem.distance[a][b] + self.problem.distance[b][a]


class State:
    """routes[period][vehicle], their loads; units[customer][period], 0 where nobody calls."""

    __slots__ = ("ground", "loads", "routes", "units")

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.routes: list[list[Tour]] = [
            [()] * ground.problem.vehicles for _ in range(ground.periods)
        ]
        self.loads = [[0] * ground.problem.vehicles for _ in range(ground.periods)]
        self.units = [[0] * ground.periods for _ in ground.stock]

    def copy(self) -> State:
        twin = State.__new__(State)
        twin.ground = self.ground
        twin.routes = [list(routes) for routes in self.routes]
        twin.loads = [list(loads) for loads in self.loads]
        twin.units = [list(units) for units in self.units]
        return twin

    def take_out(self, customer: int) -> None:
        """Nobody calls on the customer any more."""
        for period, units in enumerate(self.units[customer]):
            if units:
                self.drop(customer, period)

    def drop(self, customer: int, period: int) -> None:
        """The call of this period is struck out."""
        routes = self.routes[period]
        for vehicle, tour in enumerate(routes):
            if customer in tour:
                at = tour.index(customer)
                routes[vehicle] = tour[:at] + tour[at + 1 :]
                self.loads[period][vehicle] -= self.units[customer][period]
                break
        self.units[customer][period] = 0

    def put_in(self, customer: int, period: int, vehicle: int, place: int, units: int) -> None:
        tour = self.routes[period][vehicle]
        self.routes[period][vehicle] = (*tour[:place], customer, *tour[place:])
        self.loads[period][vehicle] += units
        self.units[customer][period] = units

    def set_units(self, customer: int, period: int, vehicle: int, units: int) -> None:
        """The call leaves this much; without goods it is struck out."""
        self.loads[period][vehicle] += units - self.units[customer][period]
        self.units[customer][period] = units
        if not units:
            self.drop(customer, period)

    def cost(self) -> int:
        """Way and holding, as they are; a depot below zero holds nothing."""
        short = sum(max(0, -units) for units in self.spare_units())
        return self._plain_cost() + short * self.ground.price[0]

    def _plain_cost(self) -> int:
        ground, total = self.ground, self.ground.first_holding_cost
        length = ground.tours.length
        for period, routes in enumerate(self.routes):
            rates = ground.delivered_cost[period]
            for tour in routes:
                total += length(tour)
                for customer in tour:
                    total += rates[customer] * self.units[customer][period]
        return total

    def worth(self, overload_price: int) -> tuple[int, int]:
        """(cost, excess units at their price)."""
        return self._plain_cost(), overload_price * self.excess_units()

    def excess_units(self) -> int:
        """Load above the vehicles' room and units that the depot does not have."""
        most = self.ground.problem.vehicle_units
        over = sum(load - most for loads in self.loads for load in loads if load > most)
        return over + sum(-units for units in self.spare_units() if units < 0)

    def spare_units(self) -> list[int]:
        """What the depot has left at the end of each period."""
        out = accumulate(map(sum, self.loads))
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
