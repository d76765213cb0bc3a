"""All products: prices of what they share, then each product in whole packs, the most vital first.

The linear mix says what money and trucks are worth and how much of them each product takes. Money
is bought at that price: a product that pays nothing spends the money of weeks in which others need
it more. Whoever is planned later may use no more than is left, and the plan fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen
from operations.core.supply.columns.better import Better, cents_of
from operations.core.supply.columns.follow import Follow
from operations.core.supply.columns.pool import Pool
from operations.core.supply.columns.prices import Prices, find_prices, settle
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.setups import sharpened
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.standing import Standing, is_told
from operations.core.supply.columns.team import Team
from operations.core.supply.columns.together import Together
from operations.core.supply.columns.turns import Turns
from operations.core.supply.draft import Draft, rank
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import Index

_AGAIN = 2
"""Rounds of prices where the room has changed a little."""
_FOLLOWED = 12
"""Orders of the products in which choices are tried where there is less room."""
_MOST_ORDERS = 20
"""Orders of one product, desks that take them every week among them, beyond which prices of orders
placed or not prove more and, measured, make plans worse that are chosen by them."""
_CRUDE = 0.02
"""Part of its cost by which a mix may be above its bound and still say what products take."""


@dataclass(slots=True)
class Region:
    """A problem's programmes, what was proven of them, and what was chosen for each product."""

    look: Index
    shared: Shared
    programmes: list[Programme]
    firm: Index
    """The same problem as choices are made in it: what departs from the last plan may be dearer."""
    team: Team = field(default_factory=Team)
    prices: Prices | None = None
    proof: tuple[Prices, Any] | None = None
    """Prices that prove most, and the room for which they do."""
    chosen: dict[str, Chosen] = field(default_factory=dict)
    cents: dict[str, float] = field(default_factory=dict)
    """What each product costs as it is chosen, with the least that transport costs."""

    @classmethod
    def of(cls, look: Index, team: Team | None = None) -> Region:
        shared = Shared(look)
        ranked = sorted(look.problem.products, key=rank)
        programmes = [Programme(look, product, shared) for product in ranked]
        return cls(look, shared, programmes, look, team or Team())

    def stay(self, firm: Index) -> None:
        """Choose from now on by what departing from the last plan costs there."""
        self.firm = firm
        for programme in self.programmes:
            programme.depart(firm)

    def price(self, over: Callable[[], bool]) -> Prices:
        """Prices of what products share, and the bound that they prove."""
        room = self.shared.room.copy()
        loose = self.prices = find_prices(self.programmes, self.shared, over, team=self.team)
        self.proof = loose, room
        if over():
            return loose
        settled = settle(self.programmes, room, over, loose, team=self.team)
        if settled.bound > loose.bound:
            self.proof = settled, room
        many = any(len(p.orders) > _MOST_ORDERS for p in self.programmes)
        if not many and settled.fits(_CRUDE):
            usual = settle(self.programmes, self.shared.usual, over, settled, _AGAIN, self.team)
            fits = usual.fits(_CRUDE)
            self.prices = usual if fits else settled
            self.prices.allot(self.shared.usual if fits else room)
        if self.prices is not loose:
            self.prices = replace(self.prices, bound=self.proof[0].bound)
        loose.bound = self.proof[0].bound
        return self.prices

    def sharpen(self, over: Callable[[], bool]) -> float:
        """What is proven once lots that expire must find who uses them, product by product."""
        assert self.proof is not None
        prices, room = self.proof
        self.stay(self.look)

        def least(k: int) -> float:
            if not self.programmes[k].short_lived or over():
                return prices.least[k]
            whole = self._unlimited(self.programmes[k])
            return max(prices.least[k], sharpened(whole, prices.worth, over))

        prices.least = self.team.each(least, range(len(self.programmes)))
        return max(prices.bound, prices.proven(room))

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

    def _again(self, over: Callable[[], bool]) -> Prices:
        assert self.prices is not None
        if self.prices.mix is not None:
            found = settle(self.programmes, self.shared.usual, over, self.prices, _AGAIN, self.team)
            if found.fits(_CRUDE):
                found.allot(self.shared.usual)
                return found
        return find_prices(self.programmes, self.shared, over, self.prices.worth, self.team)

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
        if not self.chosen and self.prices.mix is not None and is_told(self.look):
            self._stand(over)  # prices of orders in part do not tell what it loses
        turns = Turns(
            self.firm, self.shared, self.programmes, self.prices, left, self.chosen,
            self.team, Pool(len(self.programmes)),
        )  # fmt: skip
        prices, wants = self.prices, [programme.wants for programme in self.programmes]
        plans = turns.run(over)
        better = Better(plans, left, self.shared.usual, prices.worth, prices.least, wants)
        better.run(turns.choose, enough or over)
        together = Together(turns, better.plans)
        together.run(over, enough or over)
        for programme, plan in zip(self.programmes, together.plans, strict=True):
            self.cents[programme.product.id] = plan.cents
            if plan.chosen is not None:
                self.chosen[programme.product.id] = plan.chosen
        return Draft(tuple(plan.record for plan in together.plans))

    def _stand(self, over: Callable[[], bool]) -> None:
        """What the last plan has for each product, to begin with."""
        assert self.prices is not None
        products = [programme.product for programme in self.programmes]
        found = Standing(self.look, self.prices, self.team).choose(products, over)
        for product, chosen in zip(products, found, strict=True):
            if chosen is not None:
                self.chosen[product.id] = chosen

    def follow(
        self, room: Callable[[], Capacity], over: Callable[[], bool]
    ) -> tuple[Draft, Capacity]:
        """The choices once more, with less room than they were made for, and what is left of it:
        first those of whose packs a litre is worth most; then, several times, first those who lost
        most for a litre of theirs (Joslin & Clements, Squeaky Wheel Optimization, 1999)."""
        lost: defaultdict[str, float] = defaultdict(float)
        best: tuple[float, Draft, Capacity] | None = None
        for _ in range(_FOLLOWED):
            left, records, worse = room(), {}, 0.0
            for p in sorted(self.programmes, key=lambda p: (-lost[p.product.id], -p.worth_of_room)):
                record = records[p.product.id] = self._follow_one(p, left)
                more = cents_of(self.firm, p, record) - self.cents.get(p.product.id, 0.0)
                worse += more
                litres = sum(d.packs for d in record.deliveries) * p.product.pack_ml / 1000
                lost[p.product.id] += max(0.0, more) / (1 + litres)
            if best is None or worse < best[0]:
                drafted = Draft(tuple(records[p.product.id] for p in self.programmes))
                best = worse, drafted, left
            if over() or best[0] <= 0:
                break
        assert best is not None
        return best[1:]

    def _follow_one(self, programme: Programme, left: Capacity) -> Record:
        chosen, product = self.chosen.get(programme.product.id), programme.product
        if chosen is None:
            return Forward(self.look, product, left).run()
        return Follow(self.look, product, left, chosen).run()

    def carried_cents(self, drafted: Draft) -> float:
        """What bringing the packs costs at least, as the bound counts it."""
        cents = {
            (programme.product.id, place): price
            for programme in self.programmes
            for place, price in zip(programme.pairs.places, programme.carry, strict=True)
        }
        lines = (d for record in drafted.records for d in record.deliveries if not d.origin)
        return float(sum(cents[d.product, d.facility] * d.packs for d in lines))
