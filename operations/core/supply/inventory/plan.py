"""Routes with what they leave at each stop; no judgement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    customer: str
    units: int


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's way in a period (counted from 1): depot, the stops in order, depot."""

    period: int
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    routes: tuple[Route, ...] = ()
