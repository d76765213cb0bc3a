"""A centre that has no aspirin, a depot with its stronger equivalent: a problem that tests vary."""

from __future__ import annotations

import random
from dataclasses import replace

from operations.core.supply.network import Equivalent, Lot
from operations.core.supply.plan import DeliveryLine, StandIn
from operations.core.supply.problem import Problem
from tests.operations.core.supply.region import region
from tests.operations.core.supply.small import ASPIRIN, small

STRONG = replace(ASPIRIN, id="strong")
FOR_ASPIRIN = Equivalent("aspirin", "strong", 2, 1, 1)

LACKING = small(
    products=(ASPIRIN, STRONG),
    offers=(),
    lots=(Lot("S1", "depot", "strong", 100, 400),),
    equivalents=(FOR_ASPIRIN,),
)
"""Four weeks of ten aspirin that nobody has: twenty of the strong ones serve them."""


def strong(packs: int, week: int = 0) -> DeliveryLine:
    return DeliveryLine("centre", "strong", "S1", week, packs, packs * 10)


def stands_in(week: int, units: int = 10, stand_in_units: int = 5) -> StandIn:
    return StandIn("centre", "aspirin", "strong", week, units, stand_in_units)


def with_equivalents(seed: int, **shape: int) -> Problem:
    """A random region in which products, drawn from the seed, stand in for each other."""
    problem, rng = region(seed, **shape), random.Random(seed)
    codes = [product.id for product in problem.products]
    drawn = tuple(
        Equivalent(code, other, rng.choice((1, 2, 3)), rng.choice((1, 2)), rng.choice((0, 5, 30)))
        for code in codes
        for other in codes
        if code != other and rng.random() < 0.6
    )
    return replace(problem, equivalents=drawn)
