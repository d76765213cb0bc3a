"""All products: prices of what they share, then each product in whole packs, the most vital first.

The linear mix gives each product its part of trucks and money; what a product leaves of it is
there for the next. What one takes beyond its part has the price that it is worth to the others: a
product that pays nothing spends the money of weeks in which others need it more. Whoever is planned
later may use no more than is left, and the plan fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen, Part
from operations.core.supply.columns.better import Better, Taken, cents_of
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.prices import Prices, find_prices, settle
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.setups import MOST_ORDERS, sharpened
from operations.core.supply.columns.shared import Shared
from operations.core.supply.draft import Draft, rank
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import Index
from operations.core.supply.network import Product, Ven

_ADVANCE = {Ven.VITAL: 1.0, Ven.ESSENTIAL: 0.02, Ven.NECESSARY: 0.02}
"""Part of what later products are allotted that one may use to fill a pack or a minimum order."""
_AGAIN = 2
"""Rounds of prices where the room has changed a little."""
_CRUDE = 0.02
"""Part of its cost by which a mix may be above its bound and still say what products take."""
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
    loose: Prices | None = None
    """The linear programmes' prices, where others are gone by."""
    proof: tuple[Prices, Any] | None = None
    """Prices that prove most, and the room for which they do."""
    chosen: dict[str, Chosen] = field(default_factory=dict)

    @classmethod
    def of(cls, look: Index, by_work: bool = False) -> Region:
        shared = Shared(look)
        ranked = sorted(look.problem.products, key=rank)
        programmes = [Programme(look, product, shared) for product in ranked]
        return cls(look, shared, programmes, by_work)

    def price(self, over: Callable[[], bool]) -> Prices:
        """Prices of what products share, and the bound that they prove."""
        room = self.shared.room.copy()
        loose = self.prices = find_prices(self.programmes, self.shared, over)
        self.proof = loose, room
        if over() or any(len(p.orders) > MOST_ORDERS for p in self.programmes):
            return loose
        settled = settle(self.programmes, room, over, loose)
        if settled.bound > loose.bound:
            self.proof = settled, room
        if settled.fits(_CRUDE):
            self.loose = loose
            usual = settle(self.programmes, self.shared.usual, over, settled, _AGAIN)
            self.prices = usual if usual.fits(_CRUDE) else settled
        if self.prices is not loose:
            self.prices = replace(self.prices, bound=self.proof[0].bound)
        loose.bound = self.proof[0].bound
        return self.prices

    def sharpen(self, over: Callable[[], bool]) -> float:
        """What is proven once lots that expire must find who uses them, product by product."""
        assert self.proof is not None
        prices, room = self.proof
        for k, programme in enumerate(self.programmes):
            if programme.short_lived and not over():
                whole = self._unlimited(programme)
                prices.least[k] = max(prices.least[k], sharpened(whole, prices.worth, over))
        return max(prices.bound, prices.proven(room))

    def loosen(self, over: Callable[[], bool]) -> bool:
        """From the beginning by the linear programmes' prices, where others were gone by: fewer
        choices are known then, and products are allotted less exactly. False where that was so."""
        if self.loose is None:
            return False
        self.programmes = [Programme(self.look, p.product, self.shared) for p in self.programmes]
        again = find_prices(self.programmes, self.shared, over, self.loose.worth)
        self.prices = replace(again, bound=self.loose.bound)
        self.loose, self.chosen = None, {}
        return True

    def _unlimited(self, programme: Programme) -> Programme:
        """The product with its fridges to itself, which choosing shares out."""
        if not programme.product.cold_chain:
            return programme
        return Programme(self.look, programme.product, self.shared)

    def lessen(self, carried: Mapping[int, tuple[int, int]], over: Callable[[], bool]) -> None:
        """Other prices where trucks bring less than they hold; what is proven stays."""
        assert self.prices is not None
        self.shared.lessen(carried)
        again = self._again(over)
        self.prices = replace(again, bound=self.prices.bound)
        self.chosen = {}

    def _again(self, over: Callable[[], bool]) -> Prices:
        assert self.prices is not None
        if self.prices.mix is not None:
            found = settle(self.programmes, self.shared.usual, over, self.prices, _AGAIN)
            if found.fits(_CRUDE):
                return found
        return find_prices(self.programmes, self.shared, over, self.prices.worth)

    def choose(
        self,
        left: Capacity,
        over: Callable[[], bool],
        enough: Callable[[], bool] | None = None,
    ) -> Draft:
        """Whole packs and orders for one product after the other, each lived through at once, so
        that the next sees what trucks, fridges and money have left; products that the time does not
        suffice for are planned by the rules of thumb. enough: until when plans are made better."""
        assert self.prices is not None
        spare = self.shared.usual - sum(self.prices.allotted, np.zeros(self.shared.size))
        later = sum(self.prices.allotted, np.zeros(self.shared.size))
        plans: list[Taken] = []
        for k, allotted in enumerate(self.prices.allotted):
            plan, programme = None, self.programmes[k]
            later = later - allotted
            if not over():
                room = allotted + spare + _ADVANCE[programme.product.ven] * later
                plan = self._choose_one(k, Part(allotted, room, self.prices.worth), left)
            if plan is None:
                plan = self._by_thumb(k, left)
            else:
                spare = spare + allotted - plan.use
            plans.append(plan)
        again = partial(self._choose_one, left=left)
        prices, wants = self.prices, [programme.wants for programme in self.programmes]
        better = Better(plans, left, self.shared.usual, prices.worth, prices.least, wants)
        better.run(again, enough or over)
        for programme, plan in zip(self.programmes, better.plans, strict=True):
            if plan.chosen is not None:
                self.chosen[programme.product.id] = plan.chosen
        return Draft(tuple(plan.record for plan in better.plans))

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

    def _choose_one(self, k: int, part: Part, left: Capacity) -> Taken | None:
        programme = self.programmes[k]
        programme.limit(fridge_units(programme, left))
        chosen = programme.whole(part, _WHOLE_SECONDS, self.by_work)
        if chosen is None:
            return None
        chosen.poor_weeks = self._poor_weeks(programme.product)
        mark = left.mark()
        record = Follow(self.look, programme.product, left, chosen).run()
        cents = cents_of(self.look, programme, record)
        return Taken(record, left.since(mark), chosen, programme.use_of(chosen), cents)

    def _by_thumb(self, k: int, left: Capacity) -> Taken:
        """What it takes of what is shared is in what is left, and counts for nobody's choice."""
        programme, mark = self.programmes[k], left.mark()
        record = Forward(self.look, programme.product, left).run()
        cents = cents_of(self.look, programme, record)
        return Taken(record, left.since(mark), None, np.zeros(self.shared.size), cents)


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
