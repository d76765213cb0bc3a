"""One product's plan, made forward week by week with what the products before it left over."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from operations.core.supply import terms
from operations.core.supply.capacity import Capacity, shelf_runoff
from operations.core.supply.distribution import Claim, release, share
from operations.core.supply.index import Index
from operations.core.supply.levels import Level, network_level
from operations.core.supply.need import expected_units, next_delivery, safety_units
from operations.core.supply.network import DeliveryLock, Demand, OrderLock, Product, Source
from operations.core.supply.packs import packs_up
from operations.core.supply.plan import DeliveryLine, OrderLine, Shortage, StandIn, Waste
from operations.core.supply.procurement import Situation, on_its_way, orders
from operations.core.supply.shelf import Batch, Shelf


@dataclass(slots=True)
class Record:
    """What a product's plan does, and what the terms price: amounts before policy weights."""

    orders: list[OrderLine] = field(default_factory=list)
    deliveries: list[DeliveryLine] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    wastes: list[Waste] = field(default_factory=list)
    stand_ins: list[StandIn] = field(default_factory=list)
    """What serves this product's lack."""
    amounts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    cent_weeks: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


class Forward:
    """The state of one product while its weeks are planned."""

    def __init__(self, look: Index, product: Product, left: Capacity) -> None:
        self.look, self.product, self.left = look, product, left
        self.weeks = look.problem.weeks
        self.record = Record()
        self.demands = {d.facility: d for d in look.demands[product.id]}
        self.shelves: dict[str, Shelf] = {look.depot: Shelf()}
        for facility in self.demands:
            self.shelves[facility] = Shelf()
        self.locks: dict[tuple[str, int], DeliveryLock] = {}
        self.order_locks: defaultdict[int, list[OrderLock]] = defaultdict(list)
        self._stock()
        self.use = {f: _cumulative(d.expected_units) for f, d in self.demands.items()}
        weekly = zip(*(d.expected_units for d in self.demands.values()), strict=True)
        self.total = _cumulative(tuple(map(sum, weekly)) or (0,) * self.weeks)

    def _stock(self) -> None:
        look, product = self.look, self.product
        for lot in look.lots[product.id]:
            self.shelves.setdefault(lot.facility, Shelf()).add(lot.id, lot.expiry_day, lot.units)
        for fixed in look.delivery_locks[product.id]:
            self.locks[fixed.facility, fixed.week] = fixed
            self.shelves.setdefault(fixed.facility, Shelf())
        for lock in look.order_locks[product.id]:
            self.order_locks[lock.week].append(lock)
        for order in look.on_the_way[product.id]:
            self.record.orders.append(on_its_way(order, product))

    def run(self) -> Record:
        for week in range(self.weeks):
            self._expire(week)
            self._arrive(week)
            self._order(week)
            self._deliver(week)
            self._use(week)
        self._compare_shortages()
        self._compare_deliveries()
        self._compare_orders()
        return self.record

    def _compare_deliveries(self) -> None:
        """Lines that are other than the last approved plan's."""
        if not self.look.problem.previous_deliveries:
            return
        before = self.look.delivered_before[self.product.id]
        after: Counter[tuple[str, int]] = Counter()
        for line in self.record.deliveries:
            if line.week in self.look.problem.weeks_planned_before:
                after[line.facility, line.week] += line.packs
        self.record.amounts["delivery_stability"] += sum(
            terms.delivery_stability(before[key], after[key])
            for key in before.keys() | after.keys()
        )

    def _compare_orders(self) -> None:
        """Packs by which orders are other than the last approved plan's."""
        before = self.look.ordered_before[self.product.id]
        after: Counter[tuple[Source, int]] = Counter()
        for line in self.record.orders:
            if not line.on_the_way and line.week in self.look.problem.weeks_planned_before:
                after[line.source, line.week] += line.packs
        if self.look.problem.previous:
            self.record.amounts["plan_stability"] += sum(
                terms.plan_stability(before[key], after[key])
                for key in before.keys() | after.keys()
            )

    def _compare_shortages(self) -> None:
        """What places lack, from the first week in which they can be helped, against their part."""
        first = {f: min(self.look.facilities[f].delivery_weeks, default=None) for f in self.demands}
        need = {f: self.use[f][-1] - self.use[f][w] for f, w in first.items() if w is not None}
        short = dict.fromkeys(need, 0)
        for lack in self.record.shortages:
            start = first[lack.facility]
            if start is not None and lack.week >= start:
                short[lack.facility] += lack.units
        total, wanted = sum(short.values()), max(1, sum(need.values()))
        for place, units in short.items():
            part = -(-total * need[place] // wanted)
            self.record.amounts["shortage_shared"] += terms.shortage_shared(
                units, part, self.product
            )

    def _expire(self, week: int) -> None:
        for place, shelf in self.shelves.items():
            for batch in shelf.expire(week):
                waste = Waste(place, self.product.id, batch.lot, week, batch.units)
                self.record.wastes.append(waste)
                self.record.amounts["waste"] += terms.waste(batch.units, self.product)

    def _arrive(self, week: int) -> None:
        for order in self.record.orders:
            if terms.frozen_orders_kept(order.arrival_week, week) and order.units:
                self.shelves[self.look.depot].add(order.lot, order.expiry_day, order.units)

    def _order(self, week: int) -> None:
        reviewed = week in self.look.problem.order_weeks
        if not reviewed and not self.order_locks[week] and not self._ordering(week):
            return
        level = network_level(self.look, self.product.id, week) if reviewed else None
        now = self._situation(week, level)
        placed = self._lines(now, self.order_locks[week])
        self.record.orders += placed
        for line in placed:
            offer = self.look.offer[line.source, line.product]
            self.record.amounts["purchase_cost"] += terms.purchase_cost(line.price_cents)
            self.record.amounts["order_cost"] += terms.order_cost(offer, line.packs)
            if line.arrival_week == week:
                self.shelves[self.look.depot].add(line.lot, line.expiry_day, line.units)
        if level is not None:
            now = self._situation(week, level)
            missing = max(0, level.units - now.usable_units - now.on_order_units)
            self.record.amounts["safety_stock_held"] += terms.safety_stock_held(
                missing, self.product
            )

    def _ordering(self, week: int) -> bool:
        """Whether there is something to order in a week that is no ordering week."""
        return False

    def _lines(self, now: Situation, locks: list[OrderLock]) -> list[OrderLine]:
        return orders(self.look, self.product, now, self.left, locks)

    def _situation(self, week: int, level: Level | None) -> Situation:
        pool = Shelf()
        pool.batches = sorted(b for shelf in self.shelves.values() for b in shelf.batches)
        until = [max(0, units - self.total[week]) for units in self.total]
        arriving: defaultdict[int, int] = defaultdict(int)
        for order in self.record.orders:
            if order.arrival_week > week:
                arriving[order.arrival_week] += order.units
        return Situation(
            week,
            level,
            pool.usable(until[: self.weeks]),
            sum(arriving.values()),
            self.shelves[self.look.depot].usable(until[: self.weeks]),
            self._asked(week),
            arriving,
        )

    def _asked(self, week: int) -> list[int]:
        """What facilities need from the depot until goods of each later week reach them."""
        asked = [0] * (self.weeks + 1)
        for facility, demand in self.demands.items():
            stock = self._usable(facility, week)
            calendar = self.look.facilities[facility].delivery_weeks
            for later in range(week, self.weeks + 1):
                reached = next_delivery(calendar, later - 1) if calendar else later
                use = self._expected(demand, week, max(week, reached))
                packs = packs_up(use - stock, self.product.pack_units)
                asked[later] += packs * self.product.pack_units
        return asked

    def _deliver(self, week: int) -> None:
        claims = [c for f in self.shelves if f != self.look.depot for c in self._claim(f, week)]
        if not claims:
            return
        lots = [b for b in self.shelves[self.look.depot].batches if self._may_leave(b, week)]
        supply = sum(terms.whole_packs(b.units, self.product) for b in lots)
        pack = self.product.pack_units
        wanted = sum(c.lacking_packs(pack) for c in claims)
        supply = release(supply, wanted, self._later_packs(week))
        fixed = sum(c.fixed_packs or 0 for c in claims)
        trucks = terms.vehicle_volume_kept(self.product, week, self.left)
        if trucks is not None:
            supply = min(supply, max(trucks, fixed))
        given = share(claims, supply, pack)
        for claim in sorted(claims, key=lambda c: (-c.expected_units, c.facility)):
            packs = self._possible(claim, week, given[claim.facility])
            self._send(claim, packs, lots, week)

    def _possible(self, claim: Claim, week: int, packs: int) -> int:
        """Packs that the depot still sends, as far as trucks and fridge take them; what was free on
        a tour when the facility claimed it may have gone to another of its stops."""
        if claim.fixed_packs is not None:
            return packs
        trucks = terms.vehicle_volume_kept(self.product, week, self.left)
        caps = (packs, self._cap(claim.facility, week), trucks)
        return min(cap for cap in caps if cap is not None)

    def _may_leave(self, batch: Batch, week: int) -> bool:
        if not terms.nothing_expired_shipped(batch.expiry_week, week):
            return False
        if not self.left.active("minimum_shelf_life_on_arrival"):
            return True
        return terms.minimum_shelf_life_on_arrival(self.product, batch.expiry_day, week)

    def _claim(self, facility: str, week: int) -> list[Claim]:
        """The facility's claim this week, if it may receive at all."""
        place = self.look.facilities[facility]
        lock = self.locks.get((facility, week))
        if lock is None and not terms.calendar_kept(place, week):
            return []
        stock = self._usable(facility, week)
        if lock is not None:
            return [Claim(facility, stock, 0, 0, fixed_packs=terms.lock_kept(lock, 0))]
        demand = self.demands.get(facility)
        if demand is None:
            return []
        until = next_delivery(place.delivery_weeks, week)
        expected = self._expected(demand, week, until)
        level = expected + self._safety(demand, week, until)
        return [Claim(facility, stock, expected, level, self._cap(facility, week))]

    def _cap(self, facility: str, week: int) -> int | None:
        caps = (
            terms.fridge_volume_kept(self.product, facility, week, self.left),
            terms.route_times_kept(self.product, facility, week, self.left),
        )
        return min((cap for cap in caps if cap is not None), default=None)

    def _usable(self, facility: str, week: int) -> int:
        if facility not in self.use:
            return self.shelves[facility].units
        use = self.use[facility]
        return self.shelves[facility].usable(use, use[week], self.weeks)

    def _expected(self, demand: Demand, start: int, end: int) -> int:
        """`expected_units` from what is summed already, within the horizon."""
        if start <= end <= self.weeks:
            use = self.use[demand.facility]
            return use[end] - use[start]
        return expected_units(demand, start, end)

    def _safety(self, demand: Demand, start: int, end: int) -> int:
        """`safety_units`, worked out once for a problem."""
        key = demand.facility, demand.product, start, end
        found = self.look.safety.get(key)
        if found is None:
            found = self.look.safety[key] = safety_units(demand, start, end)
        return found

    def _later_packs(self, week: int) -> int:
        """What facilities will ask of the depot after this week, until new goods reach them."""
        arrivals = [o.arrival_week for o in self.record.orders if o.arrival_week > week]
        until = min([*arrivals, self.weeks])
        packs = 0
        for facility, demand in self.demands.items():
            calendar = self.look.facilities[facility].delivery_weeks
            if not any(week < w < until for w in calendar):
                continue
            reached = min(self.weeks, next_delivery(calendar, until - 1))
            covered = self._usable(facility, week)
            if week in calendar:
                now = self._expected(demand, week, next_delivery(calendar, week))
                covered = max(covered, now)
            lacking = self._expected(demand, week, reached) - covered
            packs += packs_up(lacking, self.product.pack_units)
        return packs

    def _send(self, claim: Claim, packs: int, lots: list[Batch], week: int) -> int:
        """Take the packs from the lots that expire first, but none that would expire unused; how
        many there were."""
        sent, stock = 0, claim.stock_units
        for batch in lots:
            there = terms.stock_conserved(batch.units, (packs - sent) * self.product.pack_units)
            take = terms.whole_packs(there, self.product)
            if claim.fixed_packs is None and batch.expiry_week < self.weeks:
                room = self._room(claim.facility, batch, week, stock)
                take = min(take, max(0, room) // self.product.pack_units)
            if take:
                self._move(claim.facility, batch, take, week)
                sent += take
                stock += take * self.product.pack_units
        if sent:
            self.left.load(self.product, claim.facility, week, sent)
        return sent

    def _room(self, facility: str, batch: Batch, week: int, stock_units: int) -> int:
        """Units of the lot that the facility will use before it expires."""
        use = self.use[facility]
        return use[batch.expiry_week] - use[week] - stock_units

    def _move(self, facility: str, batch: Batch, packs: int, week: int, origin: str = "") -> None:
        units = packs * self.product.pack_units
        before = self._runoff(facility, week)
        batch.units -= units
        self.shelves[facility].add(batch.lot, batch.expiry_day, units)
        self.record.deliveries.append(
            DeliveryLine(facility, self.product.id, batch.lot, week, packs, units, origin)
        )
        if before is not None:
            after = self._runoff(facility, week) or []
            change = [a - b for a, b in zip(after, before, strict=True)]
            self.left.chill(self.product, facility, change)

    def _runoff(self, facility: str, week: int) -> list[int] | None:
        """The facility's units before use in the coming weeks, where they need a fridge."""
        if not self.product.cold_chain:
            return None
        demand = self.demands.get(facility)
        weekly = demand.expected_units if demand else (0,) * self.weeks
        lots = [[b.expiry_week, b.units] for b in self.shelves[facility].batches]
        return shelf_runoff(lots, weekly, week)

    def _use(self, week: int) -> None:
        for facility, demand in self.demands.items():
            short = self.shelves[facility].use(demand.expected_units[week])
            short -= self._stood_in_for(facility, week)
            if short:
                lack = Shortage(facility, self.product.id, week, short)
                self.record.shortages.append(lack)
                self.record.amounts["demand_met"] += terms.demand_met(short, self.product)
        self._stand_in(week)
        for demand in self.demands.values():
            self._close_cycle(demand, week)
        value = max(1, self.product.unit_price_cents)
        for place, shelf in self.shelves.items():
            self.record.cent_weeks[place] += shelf.units * value

    def _stood_in_for(self, facility: str, week: int) -> int:
        """Units of the facility's lack that equivalents serve: nothing is known of any yet."""
        return 0

    def _stand_in(self, week: int) -> None:
        """Serve what others lack: nobody has asked yet."""

    def _close_cycle(self, demand: Demand, week: int) -> None:
        """At the end of a delivery cycle, what lacks of the safety stock."""
        calendar = self.look.facilities[demand.facility].delivery_weeks
        for start, until in _cycles(calendar, self.weeks).get(week, ()):
            wanted = self._safety(demand, start, until)
            wanted += self._expected(demand, week + 1, until)
            missing = max(0, wanted - self.shelves[demand.facility].units)
            self.record.amounts["safety_stock_held"] += terms.safety_stock_held(
                missing, self.product
            )


@lru_cache(maxsize=1024)
def _cycles(calendar: tuple[int, ...], weeks: int) -> dict[int, list[tuple[int, int]]]:
    """Delivery cycles (start, next delivery) by the last week of theirs in the horizon."""
    cycles: dict[int, list[tuple[int, int]]] = {}
    for start in calendar:
        until = next_delivery(calendar, start)
        cycles.setdefault(min(until, weeks) - 1, []).append((start, until))
    return cycles


def _cumulative(weekly: tuple[int, ...]) -> list[int]:
    """Use before week 0, 1, ... and after the last."""
    total = [0]
    for units in weekly:
        total.append(total[-1] + units)
    return total
