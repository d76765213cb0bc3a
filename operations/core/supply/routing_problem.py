"""A day's routing: calls, trucks, the way between them, and tours as the answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """A customer to visit: loads and the window in which service may start."""

    id: str
    volume: int
    cold: int = 0
    earliest: int = 0
    latest: int = 2**40
    service: int = 0


@dataclass(frozen=True, slots=True)
class Truck:
    """`count` equal vehicles; `fixed_cost` per use, `unit_cost` per unit of distance."""

    id: str
    count: int
    volume: int
    cold: int = 0
    earliest: int = 0
    latest: int = 2**40
    shift: int = 2**40
    fixed_cost: int = 0
    unit_cost: int = 1


@dataclass(frozen=True, slots=True)
class RoutingProblem:
    """Rows and columns of the matrices: the depot, then the calls in order.

    optional: a call that does not fit may be left out (it is then not in any tour); otherwise
    all must be served.
    """

    name: str
    calls: tuple[Call, ...]
    trucks: tuple[Truck, ...]
    distance: tuple[tuple[int, ...], ...]
    duration: tuple[tuple[int, ...], ...]
    depot_latest: int = 2**40
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Tour:
    truck: str
    departure: int
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoutingPlan:
    tours: tuple[Tour, ...] = ()

    @property
    def served(self) -> frozenset[str]:
        return frozenset(call for tour in self.tours for call in tour.calls)
