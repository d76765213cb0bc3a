"""A week's tours as a scheme: places by their coordinates, no roads, no tiles. Numbers become
coordinates here; the template draws them as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from hospital.models import Facility
from operations.distribution_board import Truck

WIDTH, HEIGHT, EDGE = 560, 400, 46
STYLES = 6
"""Kinds of line that the style sheet knows; a seventh truck looks like the first again."""


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    x: float
    y: float
    depot: bool


@dataclass(frozen=True, slots=True)
class Tour:
    """points: of a polyline from the depot and back. style: 1 to STYLES."""

    name: str
    label: str
    points: str
    style: int


@dataclass(frozen=True, slots=True)
class Scheme:
    places: tuple[Place, ...]
    tours: tuple[Tour, ...]
    unplaced: tuple[str, ...]
    """Codes of places whose coordinates nobody recorded."""
    width: int = WIDTH
    height: int = HEIGHT


def scheme(trucks: Iterable[Truck]) -> Scheme | None:
    """None where fewer than two places have coordinates."""
    trucks = list(trucks)
    known: dict[int, Facility] = {}
    depots = {truck.depot.pk for truck in trucks}
    for truck in trucks:
        for place in (truck.depot, *(stop.facility for stop in truck.stops)):
            known[place.pk] = place
    drawn = {pk: each for pk, each in known.items() if _located(each)}
    if len(drawn) < 2:
        return None
    at = _projected(list(drawn.values()))
    tours = [
        Tour(
            truck.name,
            truck.code,
            " ".join(
                f"{x:.1f},{y:.1f}"
                for x, y in (
                    at[place.pk]
                    for place in (truck.depot, *(s.facility for s in truck.stops), truck.depot)
                    if place.pk in at
                )
            ),
            1 + number % STYLES,
        )
        for number, truck in enumerate(trucks)
    ]
    places = [
        Place(each.code, each.name, *at[pk], depot=pk in depots) for pk, each in drawn.items()
    ]
    missing = sorted(each.code for pk, each in known.items() if pk not in drawn)
    return Scheme(tuple(places), tuple(tours), tuple(missing))


def _located(place: Facility) -> bool:
    return place.latitude is not None and place.longitude is not None


def _projected(places: list[Facility]) -> dict[int, tuple[float, float]]:
    """Equirectangular about the middle latitude, north up, as large as the frame allows."""
    lats, lons = [p.latitude or 0.0 for p in places], [p.longitude or 0.0 for p in places]
    squeeze = math.cos(math.radians(sum(lats) / len(lats)))
    wide = max((max(lons) - min(lons)) * squeeze, 1e-9)
    tall = max(max(lats) - min(lats), 1e-9)
    scale = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / tall)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - tall * scale) / 2
    return {
        place.pk: (
            round(left + (lon - min(lons)) * squeeze * scale, 1),
            round(top + (max(lats) - lat) * scale, 1),
        )
        for place, lat, lon in zip(places, lats, lons, strict=True)
    }
