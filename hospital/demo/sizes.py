"""How big a sample region is."""

from __future__ import annotations

from dataclasses import dataclass

from hospital.errors import ApplicationError


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of one network; `months` of history end on the day before today."""

    networks: int
    provincial: int
    wards: int
    beds: int
    staff: int
    centres: int
    products: int
    months: int
    population: int
    """people served by the health centres together"""


SIZES = {
    "small": Size(1, 0, 6, 140, 120, 8, 80, 18, 96_000),
    "region": Size(1, 9, 120, 3_000, 3_500, 100, 300, 36, 1_600_000),
    "large": Size(3, 9, 120, 3_000, 3_500, 100, 300, 36, 1_600_000),
}


def size_of(name: str) -> Size:
    """The size by its name; raises ApplicationError for a name that is not one."""
    try:
        return SIZES[name]
    except KeyError:
        known = ", ".join(SIZES)
        raise ApplicationError(f"There is no size {name!r}; choose one of: {known}.") from None
