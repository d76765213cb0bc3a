"""Distances and driving times between facilities: whole metres and whole minutes, rounded up."""

from __future__ import annotations

import math

from operations.core.supply.network import Facility
from operations.core.supply.problem import Problem

_EARTH_M = 6_371_000.0


def road_m(problem: Problem, a: Facility, b: Facility) -> int:
    """Great-circle (haversine) distance times the road factor, in metres."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.longitude - a.longitude) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    air = 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, h)))
    return math.ceil(air * problem.road_percent / 100 - 1e-6)


def drive_minutes(problem: Problem, metres: int) -> int:
    return math.ceil(metres * 60 / (problem.speed_kmh * 1000))
