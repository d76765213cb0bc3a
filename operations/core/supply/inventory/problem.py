"""One product's depot, its customers over a few periods, and the vehicles between them."""

from __future__ import annotations

from dataclasses import dataclass

from operations.core.errors import BadProblem


@dataclass(frozen=True, slots=True)
class Depot:
    """made_units: one figure a period, ready to be delivered in that period."""

    id: str
    stock_units: int
    made_units: tuple[int, ...]
    holding_cost: int


@dataclass(frozen=True, slots=True)
class Customer:
    """Stock lies in [minimum, capacity]; a delivery comes before the period's demand is used.

    demand_units: one figure a period. holding_cost: cost units for a unit left at a period's end.
    """

    id: str
    stock_units: int
    capacity_units: int
    minimum_units: int
    demand_units: tuple[int, ...]
    holding_cost: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Any quantity up to the capacity may be delivered ("maximum level").

    distance: cost units of the way; rows and columns are the depot, then the customers in order.
    Each of the `vehicles` makes at most one route a period. Raises BadProblem.
    """

    name: str
    periods: int
    vehicles: int
    vehicle_units: int
    depot: Depot
    customers: tuple[Customer, ...]
    distance: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if self.periods < 1 or self.vehicles < 1 or self.vehicle_units < 1:
            raise BadProblem(self.name, "needs at least one period, one vehicle and room in it")
        ids = [self.depot.id, *(customer.id for customer in self.customers)]
        if len(set(ids)) != len(ids):
            raise BadProblem(self.name, "two places have the same id")
        if len(self.distance) != len(ids) or any(len(row) != len(ids) for row in self.distance):
            raise BadProblem(self.name, f"distances must have {len(ids)} rows and columns")
        if any(way < 0 for row in self.distance for way in row):
            raise BadProblem(self.name, "a distance is below zero")
        if len(self.depot.made_units) != self.periods or min(self.depot.made_units) < 0:
            raise BadProblem(self.depot.id, f"needs {self.periods} production figures, none < 0")
        for customer in self.customers:
            self._check(customer)

    def _check(self, customer: Customer) -> None:
        if len(customer.demand_units) != self.periods or min(customer.demand_units) < 0:
            raise BadProblem(customer.id, f"needs {self.periods} demands, none below zero")
        if not 0 <= customer.minimum_units <= customer.capacity_units:
            raise BadProblem(customer.id, "its minimum stock must lie between 0 and its capacity")
        if not 0 <= customer.stock_units <= customer.capacity_units:
            raise BadProblem(customer.id, "its first stock must lie between 0 and its capacity")
        most = max(customer.demand_units) + customer.minimum_units
        if most > customer.capacity_units:
            raise BadProblem(
                customer.id,
                f"uses up to {most - customer.minimum_units} a period and keeps "
                f"{customer.minimum_units}, its store holds {customer.capacity_units}: it would "
                "run out whatever is delivered; enlarge the store or shorten the periods",
            )
