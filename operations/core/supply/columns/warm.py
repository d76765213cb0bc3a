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
    """Plans one product for one centre, with a lot that expires, which needs every kernel."""
    depot = Facility("depot", FacilityKind.DEPOT, 34.0, -5.0)
    centre = Facility("centre", FacilityKind.CENTRE, 34.1, -5.0, (0, 2))
    lots = (Lot("a", "depot", "aspirin", 100, 24), Lot("b", "depot", "aspirin", 100, 400))
    need = Demand("centre", "aspirin", (10, 10, 10, 10), (12, 12, 12, 12))
    product = Product("aspirin", Ven.ESSENTIAL, 5, 10, 500)
    problem = Problem(
        "2026-01-05", (depot, centre), (product,), (need,), lots=lots, weeks=4, order_weeks=(0,)
    )
    region = Region.of(index(problem))
    region.price(lambda: True)
    region.choose(Capacity(region.look), lambda: False)


if __name__ == "__main__":
    warm()
