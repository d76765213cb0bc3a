"""`python -m operations.core.supply.columns.warm`: compiles the kernels ahead of time.

They are compiled once for a machine and kept beside the module or in NUMBA_CACHE_DIR; an image is
built with them, so that no worker compiles at its first plan.
"""

from __future__ import annotations

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.engine import Region
from operations.core.supply.index import index
from operations.core.supply.network import Demand, Facility, FacilityKind, Lot, Product, Ven
from operations.core.supply.problem import Problem


def warm() -> None:
    """Plans one product for two centres, with a lot that expires and less than they need, which
    takes every kernel."""
    depot = Facility("depot", FacilityKind.DEPOT, 34.0, -5.0)
    centre = Facility("centre", FacilityKind.CENTRE, 34.1, -5.0, (0, 2))
    clinic = Facility("clinic", FacilityKind.CENTRE, 34.1, -5.0, (0, 2))
    lots = (Lot("a", "depot", "aspirin", 20, 24), Lot("b", "depot", "aspirin", 30, 400))
    needs = tuple(
        Demand(place.id, "aspirin", (10, 10, 10, 10), (12, 12, 12, 12))
        for place in (centre, clinic)
    )
    product = Product("aspirin", Ven.ESSENTIAL, 5, 10, 500)
    problem = Problem(
        "2026-01-05",
        (depot, centre, clinic),
        (product,),
        needs,
        lots=lots,
        weeks=4,
        order_weeks=(0,),
    )
    region = Region.of(index(problem))
    region.price(lambda: True)
    region.choose(Capacity(region.look), lambda: False)


if __name__ == "__main__":
    warm()
