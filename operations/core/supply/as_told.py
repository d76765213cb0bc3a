"""Lines go back to what the last approved plan told where that is worth more than it costs.

A search ends with one of many plans that are about as good, and tours move what was chosen. Each
product that departs is planned once more, with all else as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from operations.core.supply.capacity import Capacity, Charge
from operations.core.supply.columns.standing import RULES
from operations.core.supply.columns.supply import weight
from operations.core.supply.draft import Draft, cost, plan_of, rank
from operations.core.supply.forward import Record
from operations.core.supply.given import Given
from operations.core.supply.index import Index
from operations.core.supply.network import Product
from operations.core.supply.plan import DeliveryLine, Route
from operations.core.supply.replan import planned
from operations.core.supply.tour_room import TourRoom
from operations.core.supply.transport import unload, weekly_loads


class AsTold:
    """A plan by its products' records while they are planned anew. look: of the problem with the
    prices of departing by which that is judged."""

    def __init__(self, look: Index, drafted: Draft, routes: list[Route]) -> None:
        self.look, self.routes = look, routes
        ranked = sorted(look.problem.products, key=rank)
        self.records = {p.id: r for p, r in zip(ranked, drafted.records, strict=True)}
        self.departs = {code: _departs(look, each) for code, each in self.records.items()}
        self.left, self.charges = Capacity(look), dict[str, Charge]()

    @property
    def drafted(self) -> Draft:
        return Draft(tuple(self.records.values()))

    def run(self, seconds: float, by_work: bool, over: Callable[[], bool]) -> None:
        """seconds: of one product's search, of processor time or of the wall."""
        tied = {code for r in self.records.values() for s in r.stand_ins
                for code in (s.product, s.stand_in)}  # fmt: skip
        asked = [code for code, cents in self.departs.items() if cents and code not in tied]
        if not asked:
            return
        self._charge_all()
        for code in sorted(asked, key=lambda code: -self.departs[code]):
            if over():
                return
            self._try(code, partial(planned, seconds=seconds, by_work=by_work))

    def _charge_all(self) -> None:
        plan = plan_of(self.drafted, ())
        for code, record in self.records.items():
            mark, product = self.left.mark(), self.look.products[code]
            if product.cold_chain:  # what stands in fridges when follows from living through it
                Given(self.look, product, plan, left=self.left).run()
            for order in record.orders:
                if not order.on_the_way:
                    self.left.spend(product, order.week, order.price_cents)
            for line in record.deliveries:
                if not line.origin:
                    self.left.load(product, line.facility, line.week, line.packs)
            self.charges[code] = self.left.since(mark)

    def _try(self, code: str, plan: Callable[[Index, Product, Capacity], Record]) -> None:
        """Plan the product anew in what the others leave; as it was where that is no better."""
        left, old, product = self.left, self.records[code], self.look.products[code]
        left.charge(self.charges[code], -1)
        mark = left.mark()
        left.tours = room = self._room(code) if self.look.problem.vehicles else None
        new = plan(self.look, product, left)
        left.tours = None
        routes = self.routes
        if room is not None:
            lines = [*self._lines(code), *new.deliveries]
            routes = unload(self.look, room.grown(), weekly_loads(self.look, lines))
        before = cost(self.look, Draft((old,)), self.routes)
        if cost(self.look, Draft((new,)), routes) < before:
            self.records[code], self.routes = new, routes
            self.charges[code] = left.since(mark)
        else:
            left.charge(left.since(mark), -1)
            left.charge(self.charges[code])

    def _room(self, code: str) -> TourRoom:
        """What tours bring of the product now, and what is free on them."""
        room = TourRoom.of(self.look, self.routes)
        for week, loads in weekly_loads(self.look, self._lines(code)).items():
            for place, load in loads.items():
                room.own[place, week] -= load.volume_ml
                room.own_cold[place, week] -= load.cold_ml
        return room

    def _lines(self, code: str) -> Iterable[DeliveryLine]:
        """Deliveries of all other products."""
        return (d for c, r in self.records.items() if c != code for d in r.deliveries)


def _departs(look: Index, record: Record) -> int:
    """What the product's lines that depart from the last plan cost."""
    return sum(record.amounts[rule.code] * weight(look, rule.code) for rule in RULES)
