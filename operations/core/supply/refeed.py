"""Deliveries after orders were moved or cut by hand: each is fed from a lot that is there.

A delivery follows its order to the lot that it brings now, where that is in the depot in time and
may leave it. Otherwise it is fed from lots that nobody waits for, and what those do not hold comes
with the next delivery to the place, as far as it is still needed and tours and fridges have room.
What an officer fixed keeps its place, week and packs. Needs no solver.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from operations.core.supply import terms
from operations.core.supply.capacity import Capacity
from operations.core.supply.distribution import Claim, share
from operations.core.supply.given import Given
from operations.core.supply.index import Index, index
from operations.core.supply.need import expected_units, next_delivery, safety_units
from operations.core.supply.network import Product
from operations.core.supply.packs import packs_up
from operations.core.supply.plan import DeliveryLine, Plan
from operations.core.supply.problem import Problem
from operations.core.supply.room_left import room_left, without
from operations.core.supply.shelf import Batch


@dataclass(frozen=True, slots=True)
class Fed:
    """What became of a product's deliveries: each of them, in the plan's order, with what it is
    now (None: it brings nothing any more), and those that came in addition."""

    lines: tuple[tuple[DeliveryLine, DeliveryLine | None], ...]
    more: tuple[DeliveryLine, ...]

    @property
    def changed(self) -> bool:
        return bool(self.more) or any(before != after for before, after in self.lines)

    @property
    def now(self) -> list[DeliveryLine]:
        return [line for _, line in self.lines if line is not None] + [*self.more]

    def packs(self) -> tuple[int, int, int]:
        """Packs that come as planned but from another lot, that come later, and that do not come
        any more."""
        had, has = [before for before, _ in self.lines], self.now
        lots = _packs_by(had, _key) & _packs_by(has, _key)
        cells, come = _packs_by(had, _cell), _packs_by(has, _cell)
        late = (come - cells).total()
        return (cells & come).total() - lots.total(), late, (cells - come).total() - late


def refed(
    problem: Problem, plan: Plan, products: Iterable[str], moved: Mapping[str, str]
) -> tuple[Plan, dict[str, Fed]]:
    """The plan, whose orders were changed, with deliveries that its lots can feed; and what became
    of those of each product, where they changed.

    products: those whose orders were changed. moved: lot of an order as it was -> lot of the same
    order now, "" where it brings none any more. Shortages, waste and loads are not stated again.
    """
    look, found = index(problem), {}
    scratch = Capacity(look)
    for code in dict.fromkeys(products):
        product = look.products[code]
        feeding = _Feeding(look, product, plan, moved, scratch, owing=False)
        feeding.run()
        if feeding.late:
            left = room_left(look, without(plan, code), plan, product)
            feeding = _Feeding(look, product, plan, moved, left, owing=True)
            feeding.run()
        fed = feeding.fed()
        if fed.changed:
            found[code] = fed
            plan = replace(plan, deliveries=_with(plan, code, fed))
    return plan, found


def _with(plan: Plan, product: str, fed: Fed) -> tuple[DeliveryLine, ...]:
    """Every line at its place, then those in addition."""
    now = iter(fed.lines)
    kept = (next(now)[1] if line.product == product else line for line in plan.deliveries)
    return (*(line for line in kept if line is not None), *fed.more)


class _Feeding(Given):
    """One product lived through, while its deliveries look for lots.

    owing: whether what lacks is brought later; `left` then says what room there is. `waiting`:
    lines by week, as their index. `reserved`: units of a lot that lines still to come ask for.
    `owed`: units by facility that did not come; `late`: whether any ever were.
    """

    def __init__(
        self,
        look: Index,
        product: Product,
        plan: Plan,
        moved: Mapping[str, str],
        left: Capacity,
        owing: bool,
    ) -> None:
        code = product.id
        asked = [line for line in plan.stand_ins if line.stand_in == code]
        serves = [line for line in plan.stand_ins if line.product == code]
        super().__init__(look, product, plan, asked, serves, left)
        self.moved, self.owing = moved, owing
        self.known = [line for line in plan.deliveries if line.product == code]
        self.pieces: dict[int, DeliveryLine] = {}
        self.added: list[DeliveryLine] = []
        self.owed: dict[str, int] = {}
        self.late = False
        self.waiting: defaultdict[int, list[int]] = defaultdict(list)
        self.reserved: Counter[str] = Counter()
        for k, line in enumerate(self.known):
            self.waiting[line.week].append(k)
            if not line.origin:
                self.reserved[self._lot(line)] += line.units

    def _lot(self, line: DeliveryLine) -> str:
        return self.moved.get(line.lot, line.lot)

    def _fixed(self, line: DeliveryLine) -> bool:
        return (line.facility, line.week) in self.locks

    def _order(self, week: int) -> None:
        """What is ordered is given, and is not priced here."""
        for line in self.orders[week]:
            self.record.orders.append(line)
            if line.arrival_week == week:
                depot = self.shelves[self.look.depot]
                depot.add(line.lot, line.expiry_day, line.units)

    def _deliver(self, week: int) -> None:
        late = dict(self.owed)
        here = self.waiting[week]
        for k in here:
            if self.known[k].origin:
                self._hand_on(k)
        mine = [k for k in here if not self.known[k].origin]
        lacking = {k: self.known[k].packs for k in mine}
        for k in mine:
            if self._fixed(self.known[k]):
                self._feed_fixed(k, week)
                del lacking[k]
        for lot in dict.fromkeys(self._lot(self.known[k]) for k in lacking):
            same = [k for k in lacking if self._lot(self.known[k]) == lot]
            self._follow(lot, same, lacking, week)
        wanted: Counter[str] = Counter()
        for k, packs in lacking.items():
            wanted[self.known[k].facility] += packs
        self._bring(+wanted, week)
        if self.owing:
            self._bring(self._still_owed(late, week), week, later=True)

    def _hand_on(self, k: int) -> None:
        """What one facility gives another stays as it is; what is there of it moves."""
        line = self.known[k]
        self.pieces[k] = line
        for batch in self.shelves[line.origin].batches:
            if batch.lot == line.lot:
                packs = min(line.packs, terms.whole_packs(batch.units, self.product))
                self._move(line.facility, batch, packs, line.week, line.origin)
                return

    def _batch(self, k: int, week: int) -> Batch | None:
        """The lot that the line waits for, where it is there and may leave: it may if nothing of
        the line was changed."""
        lot = self._lot(self.known[k])
        for batch in self.shelves[self.look.depot].batches:
            if batch.lot == lot and (self.known[k].lot == lot or self._may_leave(batch, week)):
                return batch
        return None

    def _follow(self, lot: str, lines: list[int], lacking: dict[int, int], week: int) -> None:
        """Feed lines from the lot that they wait for; where it is not enough, evenly."""
        self.reserved[lot] -= sum(self.known[k].units for k in lines)
        batches = {k: batch for k in lines if (batch := self._batch(k, week)) is not None}
        wanted: Counter[str] = Counter()
        for k in batches:
            wanted[self.known[k].facility] += lacking[k]
        there = max((terms.whole_packs(b.units, self.product) for b in batches.values()), default=0)
        given = self._shared(wanted, there, week)
        for k, batch in batches.items():
            place = self.known[k].facility
            packs = min(given[place], lacking[k])
            self._feed(k, batch, packs, week)
            given[place] -= packs
            lacking[k] -= packs

    def _feed(self, k: int, batch: Batch, packs: int, week: int) -> None:
        if packs:
            self.pieces[k] = self._sent(self.known[k].facility, batch, packs, week)

    def _sent(self, facility: str, batch: Batch, packs: int, week: int) -> DeliveryLine:
        self._move(facility, batch, packs, week)
        self.left.load(self.product, facility, week, packs)
        return self.record.deliveries[-1]

    def _shared(self, wanted: Mapping[str, int], there: int, week: int) -> Counter[str]:
        """Packs for each facility, so that all are covered alike where not all have enough."""
        if sum(wanted.values()) <= there:
            return Counter(wanted)
        claims = [self._claimed(place, packs, week) for place, packs in wanted.items()]
        given = Counter(share(claims, there, self.product.pack_units))
        there -= given.total()
        for place, packs in wanted.items():  # whoever has enough for now was to get it all the same
            more = min(there, packs - given[place])
            given[place] += more
            there -= more
        return given

    def _claimed(self, facility: str, packs: int, week: int) -> Claim:
        stock, demand = self._usable(facility, week), self.demands.get(facility)
        if demand is None:
            return Claim(facility, stock, 0, 0, packs)
        until = next_delivery(self.look.facilities[facility].delivery_weeks, week)
        expected = expected_units(demand, week, until)
        level = expected + safety_units(demand, week, until)
        return Claim(facility, stock, expected, level, packs)

    def _feed_fixed(self, k: int, week: int) -> None:
        """From its lot, from lots that nobody waits for, then from any; what is nowhere is said of
        its lot."""
        line, batch = self.known[k], self._batch(k, week)
        packs, size = line.packs, self.product.pack_units
        self.reserved[self._lot(line)] -= line.units
        if batch is not None:
            taken = min(packs, terms.whole_packs(batch.units, self.product))
            self._feed(k, batch, taken, week)
            packs -= taken
        packs -= self._from_lots(line, packs, self._unasked)
        packs -= self._from_lots(line, packs, lambda batch: batch.units)
        if packs:
            lot = self._lot(line) or line.lot
            self.added.append(replace(line, lot=lot, packs=packs, units=packs * size))
            self.left.load(self.product, line.facility, week, packs)

    def _unasked(self, batch: Batch) -> int:
        return batch.units - self.reserved[batch.lot]

    def _from_lots(self, line: DeliveryLine, packs: int, units: Callable[[Batch], int]) -> int:
        sent = 0
        for batch in list(self.shelves[self.look.depot].batches):
            if self._may_leave(batch, line.week):
                there = terms.whole_packs(max(0, units(batch)), self.product)
                take = min(there, packs - sent)
                if take:
                    self.added.append(self._sent(line.facility, batch, take, line.week))
                    sent += take
        return sent

    def _bring(self, wanted: Mapping[str, int], week: int, later: bool = False) -> None:
        """Packs from lots that nobody waits for; what they do not hold is owed."""
        lots = list(self._free(week))
        given = self._shared(wanted, sum(packs for _, packs in lots), week)
        for place, packs in wanted.items():
            sent = self._from_free(place, given[place], week, later)
            size = self.product.pack_units
            owed = self.owed.get(place, 0)
            owed = max(0, owed - sent * size) if later else owed + (packs - sent) * size
            self.late |= bool(owed)
            self.owed[place] = owed

    def _free(self, week: int) -> Iterator[tuple[Batch, int]]:
        """Lots of the depot that may leave, with the packs of each that nobody waits for."""
        for batch in self.shelves[self.look.depot].batches:
            packs = terms.whole_packs(max(0, self._unasked(batch)), self.product)
            if packs and self._may_leave(batch, week):
                yield batch, packs

    def _from_free(self, facility: str, packs: int, week: int, later: bool) -> int:
        if later:
            trucks = terms.vehicle_volume_kept(self.product, week, self.left)
            caps = (packs, self._cap(facility, week), trucks)
            packs = min(cap for cap in caps if cap is not None)
        sent = 0
        for batch, there in list(self._free(week)):
            take = min(there, packs - sent, self._used_in_time(facility, batch, week))
            if take > 0:
                self.added.append(self._sent(facility, batch, take, week))
                sent += take
        return sent

    def _used_in_time(self, facility: str, batch: Batch, week: int) -> int:
        """Packs of the lot that the facility uses before they expire."""
        if batch.expiry_week >= self.weeks or facility not in self.use:
            return packs_up(batch.units, self.product.pack_units)
        room = self._room(facility, batch, week, self._usable(facility, week))
        return max(0, room) // self.product.pack_units

    def _still_owed(self, late: Mapping[str, int], week: int) -> dict[str, int]:
        """Packs owed from earlier weeks to facilities that may get something now, as far as it can
        come."""
        found = {}
        for place, units in late.items():
            open_now = terms.calendar_kept(self.look.facilities[place], week)
            if units and open_now and (place, week) not in self.locks:
                packs, cap = packs_up(units, self.product.pack_units), self._cap(place, week)
                found[place] = packs if cap is None else min(packs, cap)
        return found

    def _use(self, week: int) -> None:
        """What lacked, or was served by something else, is not needed any more."""
        known = len(self.record.shortages)
        super()._use(week)
        lacked = Counter({f: units for (f, w), units in self.served.items() if w == week})
        for lack in self.record.shortages[known:]:
            lacked[lack.facility] += lack.units
        for place, units in lacked.items():
            self.owed[place] = max(0, self.owed.get(place, 0) - units)

    def fed(self) -> Fed:
        """Each line with its first piece; pieces of one lot, place and week are one line, and a
        line that lost its lot becomes the first that came in its stead."""
        lines: list[DeliveryLine | None] = [None] * len(self.known)
        at: dict[tuple[str, str, int, str], int] = {}
        lost = defaultdict(list)
        for k, before in enumerate(self.known):
            line = self.pieces.get(k)
            if line is None:
                lost[_cell(before)].append(k)
                continue
            first = at.setdefault(_key(line), k)
            if first != k and (line != before or lines[first] != self.known[first]):
                lines[first] = _joined(lines[first], line)
            else:
                lines[k] = line
        more: dict[tuple[str, str, int, str], DeliveryLine] = {}
        for line in self.added:
            key, cell = _key(line), _cell(line)
            if key in at:
                lines[at[key]] = _joined(lines[at[key]], line)
            elif lost[cell]:
                at[key] = lost[cell].pop(0)
                lines[at[key]] = line
            else:
                more[key] = _joined(more.get(key), line)
        return Fed(tuple(zip(self.known, lines, strict=True)), tuple(more.values()))


def _packs_by(lines: Iterable[DeliveryLine], key: Callable[[DeliveryLine], Any]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for line in lines:
        found[key(line)] += line.packs
    return found


def _cell(line: DeliveryLine) -> tuple[str, int]:
    return line.facility, line.week


def _key(line: DeliveryLine) -> tuple[str, str, int, str]:
    return line.facility, line.lot, line.week, line.origin


def _joined(line: DeliveryLine | None, more: DeliveryLine) -> DeliveryLine:
    if line is None:
        return more
    return replace(line, packs=line.packs + more.packs, units=line.units + more.units)
