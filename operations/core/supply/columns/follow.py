"""One product lived through with orders and packs that are given: what it costs by the terms."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from operations.core.supply import terms
from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen
from operations.core.supply.columns.supply import Chance
from operations.core.supply.distribution import Claim
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import Index
from operations.core.supply.network import Offer, OrderLock, Product, expiry_week
from operations.core.supply.packs import packs_up
from operations.core.supply.plan import Bound, OrderLine
from operations.core.supply.procurement import Situation, fixed, order
from operations.core.supply.shelf import Batch


class Follow(Forward):
    """A product whose orders and deliveries were chosen; lots are still taken as they expire.

    What trucks, fridges and lots cannot give after all comes with the next tour that has room, as
    far as it is still of use: what lacked in the meantime is used no more.
    """

    def __init__(self, look: Index, product: Product, left: Capacity, chosen: Chosen) -> None:
        super().__init__(look, product, left)
        self.chosen = chosen
        self.spare = list(chosen.surplus)
        self.dated = {key: dict(kinds) for key, kinds in chosen.dated.items()}
        self.owed_units: Counter[str] = Counter()
        self.packs: defaultdict[int, dict[str, int]] = defaultdict(dict)
        for (place, week), packs in chosen.packs.items():
            self.packs[week][place] = packs

    def _lines(self, now: Situation, locks: list[OrderLock]) -> list[OrderLine]:
        lines = [fixed(self.look, self.product, now, self.left, k) for k in locks if k.packs]
        for chance, packs in self.chosen.orders:
            if chance.week != now.week:
                continue
            offer, need = chance.offer, 0
            if now.level is not None:
                need = now.level.units - now.usable_units - now.on_order_units
            paid = terms.budget_kept(packs, offer, self.product, now.week, self.left)
            if paid:
                bound = self._bound(offer, now.week, packs, paid, need)
                line = order(self.look, self.product, now, self.left, offer, paid, need, bound)
                lines.append(line)
                # What the next line of this week is reckoned from.
                now = replace(now, on_order_units=now.on_order_units + line.units)
        return [_part_of(line, lines[k + 1 :]) for k, line in enumerate(lines)]

    def _ordering(self, week: int) -> bool:
        return any(chance.week == week for chance, _ in self.chosen.orders)

    def _bound(self, offer: Offer, week: int, packs: int, paid: int, need: int) -> Bound:
        """What decided the quantity: what limits it, else what it is for."""
        if paid < packs:
            return Bound.BUDGET
        if offer.emergency:
            return Bound.EMERGENCY
        over = packs * self.product.pack_units - need
        if over <= -self.product.pack_units and week in self.chosen.poor_weeks:
            return Bound.BUDGET
        if packs == offer.minimum_order_packs > 1 and over >= self.product.pack_units:
            return Bound.MINIMUM_ORDER
        if over >= self.product.pack_units and packs in {t.from_packs for t in offer.tiers}:
            return Bound.PRICE_TIER
        # Less than the level is what deliveries until the next order need; more saves an order.
        return Bound.NEED if abs(over) < self.product.pack_units else Bound.LEAST_COST

    def _asked(self, week: int) -> list[int]:
        return []  # only rules of thumb ask

    def _room(self, facility: str, batch: Batch, week: int, stock_units: int) -> int:
        """What outlasts these weeks waits; what does not stands before the lot."""
        use, end, served = self.use[facility], batch.expiry_week, 0
        for other in self.shelves[facility].batches:
            if other.expiry_week < self.weeks:
                until = use[min(other.expiry_week, end)] - use[week]
                served += min(other.units, max(0, until - served))
        return use[end] - use[week] - served

    def _deliver(self, week: int) -> None:
        lots = [b for b in self.shelves[self.look.depot].batches if self._may_leave(b, week)]
        late = {f for f, units in self.owed_units.items() if units}
        places = sorted({*self.packs[week], *late})
        claims = [c for f in places for c in self._claim(f, week)]
        claims.sort(key=lambda c: (-c.expected_units, c.facility))
        given = self._hand_on(claims, week)
        for claim in claims:
            wanted = self.packs[week].get(claim.facility, 0) - given[claim.facility]
            dated = sum(self.dated.get((claim.facility, week), {}).values())
            owed = self._owed_packs(claim)
            packs = self._possible(claim, week, wanted + owed)
            packs = self._send_dated(claim, packs, lots, week)
            lasting = [batch for batch in lots if batch.expiry_week >= self.weeks]
            sent = self._send(claim, packs, lasting, week)
            if claim.fixed_packs is None:
                behind = max(0, wanted - dated) + owed - sent
                self.owed_units[claim.facility] = behind * self.product.pack_units

    def _send_dated(self, claim: Claim, packs: int, lots: list[Batch], week: int) -> int:
        """The short-dated packs chosen for the claim; how many packs are still to come."""
        sent = 0
        for expiry, count in sorted(self.dated.get((claim.facility, week), {}).items()):
            for batch in lots:
                if batch.expiry_week == expiry:
                    there = terms.whole_packs(batch.units, self.product)
                    take = min(count, there, packs - sent)
                    if take:
                        self._move(claim.facility, batch, take, week)
                        sent, count = sent + take, count - take
        if sent:
            self.left.load(self.product, claim.facility, week, sent)
            claim.stock_units += sent * self.product.pack_units
        return packs - sent

    def _hand_on(self, claims: list[Claim], week: int) -> Counter[str]:
        """Packs from facilities that will not use them; how many each one gets."""
        given: Counter[str] = Counter()
        for (expiry, when), packs in sorted(self.chosen.given.items()):
            if when == week:
                for claim in claims:
                    if claim.fixed_packs is None:
                        kinds = self.dated.get((claim.facility, week), {})
                        wanted = min(packs, kinds.get(expiry, 0))
                        taken = self._take_over(claim, week, expiry, wanted)
                        given[claim.facility] += taken
                        packs -= taken
                        kinds[expiry] = kinds.get(expiry, 0) - taken
        return given

    def _take_over(self, claim: Claim, week: int, expiry: int, wanted: int) -> int:
        got, place = 0, claim.facility
        for k, spare in enumerate(self.spare):
            if spare.expiry != expiry or spare.place == place or got >= wanted:
                continue
            batch = next(b for b in self.shelves[spare.place].batches if b.lot == spare.lot)
            taken = terms.transfer_of_surplus(spare.packs, wanted - got)
            cold = terms.fridge_volume_kept(self.product, place, week, self.left)
            taken = taken if cold is None else min(taken, cold)
            if taken:
                self._move(place, batch, taken, week, spare.place)
                self.spare[k] = replace(spare, packs=spare.packs - taken)
                cents = terms.transfer_cost(taken, self.look.problem.transfer_pack_cents)
                self.record.amounts["transfer_cost"] += cents
                got += taken
        return got

    def _owed_packs(self, claim: Claim) -> int:
        """Packs chosen for earlier weeks that did not come and are still of use."""
        if claim.fixed_packs is not None:
            return 0
        return packs_up(self.owed_units[claim.facility], self.product.pack_units)

    def _use(self, week: int) -> None:
        known = len(self.record.shortages)
        super()._use(week)
        for lack in self.record.shortages[known:]:
            left = self.owed_units[lack.facility] - lack.units
            self.owed_units[lack.facility] = max(0, left)


def as_chosen(look: Index, product: Product, record: Record) -> Chosen:
    """What a record of the depot's orders and deliveries does, as choices to be followed."""
    chosen, ends = Chosen(), {b.id: expiry_week(b.expiry_day) for b in look.lots[product.id]}
    fixed = {(lock.source, lock.week) for lock in look.order_locks[product.id]}
    for line in record.orders:
        ends[line.lot] = expiry_week(line.expiry_day)
        if not line.on_the_way and (line.source, line.week) not in fixed:
            offer, packs = look.offer[line.source, product.id], line.packs
            each = line.price_cents // packs
            chosen.orders.append((Chance(offer, line.week, packs, packs, 1, each, None), packs))
    for sent in record.deliveries:
        place, end = (sent.facility, sent.week), ends[sent.lot]
        chosen.packs[place] = chosen.packs.get(place, 0) + sent.packs
        if end < look.problem.weeks:
            kinds = chosen.dated.setdefault(place, {})
            kinds[end] = kinds.get(end, 0) + sent.packs
    return chosen


def _part_of(line: OrderLine, later: list[OrderLine]) -> OrderLine:
    """The line, saying who brings the rest where the next lines of its week are for that."""
    reason = line.reason
    if reason is None or reason.rounding_units >= 0 or not later:
        return line
    if reason.bound_by in (Bound.LOCK, Bound.EMERGENCY):
        return line
    other = max(later, key=lambda each: each.units).supplier
    shared = replace(reason, bound_by=Bound.OTHER_ORDER, other_supplier=other)
    return replace(line, reason=shared)
