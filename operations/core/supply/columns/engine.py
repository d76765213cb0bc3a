"""All products: prices of what they share, then each product in whole packs, the most vital first.

The linear mix gives each product its part of trucks and money; what a product leaves of it is
there for the next. What one takes beyond its part has the price that it is worth to the others: a
product that pays nothing spends the money of weeks in which others need it more. Whoever is planned
later may use no more than is left, and the plan fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.prices import Prices, find_prices
from operations.core.supply.columns.programme import Chosen, Part, Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.draft import Draft, rank
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import Index
from operations.core.supply.network import Product, Ven

_ADVANCE = {Ven.VITAL: 1.0, Ven.ESSENTIAL: 0.02, Ven.NECESSARY: 0.02}
"""Part of what later products are allotted that one may use to fill a pack or a minimum order."""
_WHOLE_SECONDS = 20.0
"""Branch and bound for one product; it usually ends by itself in a second."""


@dataclass(slots=True)
class Region:
    """A problem's programmes, what was proven of them, and what was chosen for each product."""

    look: Index
    shared: Shared
    programmes: list[Programme]
    by_work: bool = False
    prices: Prices | None = None
    chosen: dict[str, Chosen] = field(default_factory=dict)

    @classmethod
    def of(cls, look: Index, by_work: bool = False) -> Region:
        shared = Shared(look)
        ranked = sorted(look.problem.products, key=rank)
        programmes = [Programme(look, product, shared) for product in ranked]
        return cls(look, shared, programmes, by_work)

    def price(self, over: Callable[[], bool]) -> Prices:
        """Prices of what products share, and the bound that they prove."""
        self.prices = find_prices(self.programmes, self.shared, over)
        return self.prices

    def lessen(self, carried: Mapping[int, tuple[int, int]], over: Callable[[], bool]) -> None:
        """Other prices where trucks bring less than they hold; what is proven stays."""
        assert self.prices is not None
        self.shared.lessen(carried)
        again = find_prices(self.programmes, self.shared, over, self.prices.worth)
        self.prices = replace(again, bound=self.prices.bound)
        self.chosen = {}

    def choose(self, left: Capacity, over: Callable[[], bool]) -> Draft:
        """Whole packs and orders for one product after the other, each lived through at once, so
        that the next sees what trucks, fridges and money have left; products that the time does not
        suffice for are planned by the rules of thumb."""
        assert self.prices is not None
        spare = self.shared.usual - sum(self.prices.allotted, np.zeros(self.shared.size))
        later = sum(self.prices.allotted, np.zeros(self.shared.size))
        records: list[Record] = []
        for programme, allotted in zip(self.programmes, self.prices.allotted, strict=True):
            chosen = None
            later = later - allotted
            if not over():
                room = allotted + spare + _ADVANCE[programme.product.ven] * later
                chosen = self._choose_one(programme, allotted, room, left)
            if chosen is None:
                records.append(Forward(self.look, programme.product, left).run())
            else:
                records.append(Follow(self.look, programme.product, left, chosen).run())
                spare = spare + allotted - programme.use_of(chosen)
        return Draft(tuple(records))

    def follow(self, left: Capacity) -> Draft:
        """The choices once more, with less room than they were made for."""
        records: list[Record] = []
        for programme in self.programmes:
            chosen, product = self.chosen.get(programme.product.id), programme.product
            if chosen is None:
                records.append(Forward(self.look, product, left).run())
            else:
                records.append(Follow(self.look, product, left, chosen).run())
        return Draft(tuple(records))

    def carried_cents(self, drafted: Draft) -> float:
        """What bringing the packs costs at least, as the bound counts it."""
        cents = {
            (programme.product.id, place): price
            for programme in self.programmes
            for place, price in zip(programme.pairs.places, programme.carry, strict=True)
        }
        lines = (d for record in drafted.records for d in record.deliveries if not d.origin)
        return float(sum(cents[d.product, d.facility] * d.packs for d in lines))

    def _poor_weeks(self, product: Product) -> set[int]:
        """Ordering weeks whose money has a price."""
        assert self.prices is not None
        return {
            week
            for week in self.look.problem.order_weeks
            for row, _ in self.shared.money(product, week, 1)
            if self.prices.worth[row] > 0
        }

    def _choose_one(
        self, programme: Programme, allotted: Any, room: Any, left: Capacity
    ) -> Chosen | None:
        assert self.prices is not None
        programme.limit(fridge_units(programme, left))
        part = Part(allotted, room, self.prices.worth)
        chosen = programme.whole(part, _WHOLE_SECONDS, self.by_work)
        if chosen is not None:
            chosen.poor_weeks = self._poor_weeks(programme.product)
            self.chosen[programme.product.id] = chosen
        return chosen


def fridge_units(programme: Programme, left: Capacity) -> Any:
    """Delivered units that each fridge still takes in each week, beside what is reserved."""
    most = programme.most.copy()
    if not programme.product.cold_chain:
        return most
    for f, place in enumerate(programme.pairs.places):
        for week in range(most.shape[1]):
            packs = left.fridge_packs(programme.product, place, week)
            if packs is not None:
                most[f, week] = min(most[f, week], packs * programme.product.pack_units)
    return most
