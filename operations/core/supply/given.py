"""One product lived through with all its lines given, and with what stands in: what that costs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from operations.core.supply import terms
from operations.core.supply.capacity import Capacity
from operations.core.supply.forward import Forward
from operations.core.supply.index import Index
from operations.core.supply.network import OrderLock, Product
from operations.core.supply.plan import DeliveryLine, OrderLine, Plan, StandIn
from operations.core.supply.procurement import Situation
from operations.core.supply.shelf import Shelf


class Given(Forward):
    """A product whose orders and deliveries stand, while some of its units stand in for others.

    asked: what others would have of it; `stood_in` is what of that it then does, with what its own
    use leaves. serves: lines that serve its own lack. ends: units at week ends, by place.
    left: what it draws from, where that matters.
    """

    def __init__(
        self,
        look: Index,
        product: Product,
        lines: Plan,
        asked: Iterable[StandIn] = (),
        serves: Iterable[StandIn] = (),
        left: Capacity | None = None,
    ) -> None:
        super().__init__(look, product, left or Capacity(look))
        self.orders: defaultdict[int, list[OrderLine]] = defaultdict(list)
        self.lines: defaultdict[int, list[DeliveryLine]] = defaultdict(list)
        self.asked: defaultdict[int, list[StandIn]] = defaultdict(list)
        self.served: Counter[tuple[str, int]] = Counter()
        self.stood_in: list[StandIn] = []
        self.ends: defaultdict[str, list[int]] = defaultdict(list)
        for order in lines.orders:
            if order.product == product.id and not order.on_the_way:
                self.orders[order.week].append(order)
        for line in lines.deliveries:
            if line.product == product.id:
                self.shelves.setdefault(line.facility, Shelf())
                self.lines[line.week].append(line)
        for each in asked:
            self.asked[each.week].append(each)
        for each in serves:
            self._serve(each)

    def _serve(self, line: StandIn) -> None:
        equivalent = self.look.equivalent[line.product, line.stand_in]
        self.served[line.facility, line.week] += line.units
        self.record.stand_ins.append(line)
        self.record.amounts["substitution_cost"] += terms.substitution_cost(line.units, equivalent)

    def _ordering(self, week: int) -> bool:
        return bool(self.orders[week])

    def _asked(self, week: int) -> list[int]:
        return []  # only rules of thumb ask

    def _lines(self, now: Situation, locks: list[OrderLock]) -> list[OrderLine]:
        return self.orders[now.week]

    def _deliver(self, week: int) -> None:
        for line in self.lines[week]:
            place = line.origin or self.look.depot
            batch = next(b for b in self.shelves[place].batches if b.lot == line.lot)
            self._move(line.facility, batch, line.packs, week, line.origin)
            if line.origin:
                cents = terms.transfer_cost(line.packs, self.look.problem.transfer_pack_cents)
                self.record.amounts["transfer_cost"] += cents

    def _stood_in_for(self, facility: str, week: int) -> int:
        return self.served[facility, week]

    def _stand_in(self, week: int) -> None:
        for line in self.asked[week]:
            shelf = self.shelves.get(line.facility)
            if shelf is not None:
                equivalent = self.look.equivalent[line.product, line.stand_in]
                there = min(line.stand_in_units, shelf.units)
                units, taken = terms.equivalent_stands_in(line.units, there, equivalent)
                if units:
                    shelf.use(taken)
                    self.stood_in.append(replace(line, units=units, stand_in_units=taken))
        for place, shelf in self.shelves.items():
            self.ends[place].append(shelf.units)
