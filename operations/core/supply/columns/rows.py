"""One product's rows: its facilities' choices, the depot's lots, orders and the network's level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from operations.core.supply.columns import kernel
from operations.core.supply.columns.pairs import NO_LIMIT, Pairs, Visits, read_pairs
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.supply import Supply, active, read_supply, weight
from operations.core.supply.index import Index
from operations.core.supply.need import VEN_SAFETY, VEN_SHORTAGE
from operations.core.supply.network import Product, Source, expiry_week
from operations.core.supply.packs import order_price_cents


@dataclass(slots=True)
class Choice:
    """What a facility gets each week; `wasteful` where it would throw some of it away."""

    variable: Any
    pair: int
    packs: Any
    drops: Any
    wasteful: bool
    room: Any
    short: int
    """Units that the facility lacks from its first delivery on."""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Spare:
    """Packs of a facility's own lot that it will not use before week `expiry`."""

    place: str
    lot: str
    expiry: int
    packs: int


class Rows:
    """The model of one product; `base` says what its variables take of what is shared."""

    def __init__(
        self, look: Index, product: Product, shared: Shared, visits: Visits | None = None
    ) -> None:
        self.look, self.product, self.shared = look, product, shared
        self.pairs: Pairs = read_pairs(look, product, visits)
        useful = int(self.pairs.largest.sum())
        self.supply: Supply = read_supply(look, product, self.pairs.wasted.tolist(), useful)
        value = max(1, product.unit_price_cents)
        self.value = value
        self.short = float(VEN_SHORTAGE[product.ven] * value * weight(look, "demand_met"))
        self.safety_price = float(VEN_SAFETY[product.ven] * value)
        self.safety = self.safety_price * weight(look, "safety_stock_held")
        rate = look.problem.holding_per_mille_week / 1000
        self.holding = rate * value * weight(look, "holding")
        self.discard = float(value * weight(look, "waste"))
        self.change = float(weight(look, "delivery_stability"))
        self.off: list[Any] = []
        """Packs by which an order departs from the last plan's."""
        self.carry = shared.carry(product, self.pairs.places)
        self.surplus = self._surplus()
        self.short_lived = sorted(
            {key for key in self.supply.stocks if key[0] < look.problem.weeks and key[1] >= 0}
            | {(spare.expiry, spare.expiry - 1) for spare in self.surplus}
        )
        self.expiry = np.array([last + 1 for _, last in self.short_lived], dtype=np.int64)
        self.gone_by = {
            sent_by + 1: max(end for end, last in self.short_lived if last == sent_by)
            for _, sent_by in self.short_lived
        }
        """Weeks in which units may be thrown away, and when at the latest their lot is gone."""
        self.kept = self.pairs.own_kept(self.short_lived)
        self.most = self._room_for_delivery()
        self.model = mathopt.Model(name=product.id)
        self.choices: list[Choice] = []
        self._known: set[tuple[int, bytes]] = set()
        self.given: dict[tuple[int, int], Any] = {}
        self.sent: dict[tuple[int, tuple[int, int]], Any] = {}
        self.orders: list[tuple[Any, Any, Any]] = []
        self.base: list[tuple[Any, float, Any]] = []
        self._rows()
        self.constant = self._constant()
        self._start()

    def _rows(self) -> None:
        model, weeks = self.model, self.look.problem.weeks
        self.one = [model.add_linear_constraint(lb=1, ub=1) for _ in self.pairs.places]
        self.ship = [model.add_linear_constraint(lb=0, ub=0) for _ in range(weeks)]
        self.room = [model.add_linear_constraint(ub=0) for _ in self.expiry]
        self.level = {}
        self.parts: list[Any] = []
        self.part_of_all: Any = None
        for week, (level, position) in self.supply.levels.items():
            row = self.level[week] = model.add_linear_constraint(lb=level.units - position)
            missing = model.add_variable(lb=0)
            row.set_coefficient(missing, 1)
            model.objective.set_linear_coefficient(missing, self.safety)
        ordered = self._orders()
        self._stay()
        for key, stock in self.supply.stocks.items():
            self._stock(key, stock.arriving, ordered.get(key, {}))
        self._transfers()
        if self.look.delivery_locks[self.product.id]:
            for row in self.ship:  # what an officer fixed beyond the stock there is
                lack = model.add_variable(lb=0)
                row.set_coefficient(lack, 1)
                price = 10 * (self.short + self.value) * self.product.pack_units
                model.objective.set_linear_coefficient(lack, price)

    def _orders(self) -> dict[tuple[int, int], dict[int, list[tuple[Any, int]]]]:
        """Orders by the stock they join and the week in which they arrive."""
        model, product = self.model, self.product
        joined: dict[tuple[int, int], dict[int, list[tuple[Any, int]]]] = {}
        lines: dict[tuple[Source, int], Any] = {}
        for chance in self.supply.chances:
            steps = model.add_variable(lb=0, ub=chance.most / chance.step)
            taken = model.add_variable(lb=0, ub=1)
            self.orders.append((chance, steps, taken))
            least, most = chance.least / chance.step, chance.most / chance.step
            model.add_linear_constraint(steps - least * taken >= 0)
            model.add_linear_constraint(steps - most * taken <= 0)
            once = (chance.offer.source, chance.week)
            if once not in lines:
                lines[once] = model.add_linear_constraint(ub=1)
            lines[once].set_coefficient(taken, 1)
            cents = chance.price_cents * chance.step
            self._price(steps, cents * weight(self.look, "purchase_cost"),
                        self.shared.money(product, chance.week, cents))  # fmt: skip
            fixed = chance.offer.order_cost_cents * weight(self.look, "order_cost")
            self._price(taken, fixed, None)
            for week, row in self.level.items():
                if chance.week <= week:
                    row.set_coefficient(steps, chance.step * product.pack_units)
            if chance.stock is not None:
                arrival = chance.week + chance.offer.lead_weeks
                weeks = joined.setdefault(chance.stock, {})
                weeks.setdefault(arrival, []).append((steps, chance.step))
        return joined

    def _stay(self) -> None:
        """Packs by which an order departs from the last approved plan's have their price."""
        price = weight(self.look, "plan_stability")
        if not self.look.problem.previous or not price:
            return
        known = self.look.problem.weeks_planned_before
        packs = self.look.ordered_before[self.product.id]
        lines: dict[tuple[Source, int], list[Any]] = {}
        for chance, steps, _ in self.orders:
            if chance.week in known:
                line = lines.setdefault((chance.offer.source, chance.week), [])
                line.append(chance.step * steps)
        for key, terms in lines.items():
            off, now = self.model.add_variable(lb=0), mathopt.fast_sum(terms)
            self.model.add_linear_constraint(off - now >= -packs[key])
            self.model.add_linear_constraint(off + now >= packs[key])
            self.model.objective.set_linear_coefficient(off, price)
            self.off.append(off)

    def depart(self, look: Index) -> None:
        """From now on departing from the last plan costs what it does by these rules."""
        objective, told = self.model.objective, self.pairs.told
        for off in self.off:
            objective.set_linear_coefficient(off, weight(look, "plan_stability"))
        change = float(weight(look, "delivery_stability"))
        for choice in self.choices:
            line = told[choice.pair]
            more = change - self.change
            more *= int(((line != kernel.UNTOLD) & (line != choice.packs)).sum())
            cents = objective.get_linear_coefficient(choice.variable)
            objective.set_linear_coefficient(choice.variable, cents + more)
        self.change = change

    def _stock(
        self, key: tuple[int, int], arriving: dict[int, int], ordered: dict[int, Any]
    ) -> None:
        """Depot stock of one kind of lot, week by week, in packs."""
        model, pack, (expiry, last) = self.model, self.product.pack_units, key
        before: Any = None
        for week in range(expiry):
            here = model.add_variable(lb=0)
            row = model.add_linear_constraint(lb=arriving.get(week, 0), ub=arriving.get(week, 0))
            row.set_coefficient(here, 1)
            if before is not None:
                row.set_coefficient(before, -1)
            for steps, step in ordered.get(week, ()):
                row.set_coefficient(steps, -step)
            self._price(here, self.holding * pack, None)
            if week <= last:
                sent = self.sent[week, key] = model.add_variable(lb=0)
                row.set_coefficient(sent, 1)
                self.ship[week].set_coefficient(sent, 1)
                self._price(sent, 0.0, self.shared.transport(self.product, week))
                for i, (end, sent_by) in enumerate(self.short_lived):
                    if expiry <= end and last <= sent_by:
                        self.room[i].set_coefficient(sent, 1)
            before = here
        if expiry < self.look.problem.weeks:
            self._price(before, (self.holding + self.discard) * pack, None)
            for week, row in self.level.items():
                if expiry <= week:
                    row.set_coefficient(before, -pack)

    def _surplus(self) -> list[Spare]:
        """Whole packs that facilities will not use themselves, where they may be handed on."""
        if self.look.problem.transfer_pack_cents is None:
            return []
        spare = [
            Spare(place, lot, expiry_week(day), units // self.product.pack_units)
            for place, day, lot, units in self.pairs.unused
        ]
        return sorted((s for s in spare if s.packs and s.expiry), key=lambda s: (s.expiry, s.place))

    def _transfers(self) -> None:
        """Packs from one facility's shelf to others': no truck, no waste where they lay."""
        model, pack = self.model, self.product.pack_units
        cents = (self.look.problem.transfer_pack_cents or 0) * weight(self.look, "transfer_cost")
        for expiry in sorted({spare.expiry for spare in self.surplus}):
            packs = sum(spare.packs for spare in self.surplus if spare.expiry == expiry)
            row = model.add_linear_constraint(ub=packs)
            for week in range(expiry):
                given = self.given[expiry, week] = model.add_variable(lb=0)
                saved = (self.discard + self.holding * (expiry - week)) * pack
                model.objective.set_linear_coefficient(given, cents - saved)
                row.set_coefficient(given, 1)
                self.ship[week].set_coefficient(given, 1)
                for i, (end, sent_by) in enumerate(self.short_lived):
                    if expiry <= end and expiry - 1 <= sent_by:
                        self.room[i].set_coefficient(given, 1)
                for later, level in self.level.items():
                    if expiry <= later:
                        level.set_coefficient(given, pack)

    def _price(self, variable: Any, cents: float, use: Any) -> None:
        self.model.objective.set_linear_coefficient(variable, cents)
        if use is not None and len(use):
            self.base.append((variable, cents, use))

    def _constant(self) -> float:
        """What the plan cannot change: own lots' holding and waste, broken packs at the depot."""
        look, pack, weeks = self.look, self.product.pack_units, self.look.problem.weeks
        cents = self.holding * float(self.pairs.own.sum())
        cents += self.discard * float(self.pairs.wasted.sum())
        for lot in look.lots[self.product.id]:
            if lot.facility == look.depot:
                end = lot.expiry_day // 7
                cents += (lot.units % pack) * self.holding * max(0, min(end, weeks))
                cents += (lot.units % pack) * self.discard * (end < weeks)
                if end <= 0:
                    cents += (lot.units - lot.units % pack) * self.discard
        for lock in self.supply.locks:
            offer = look.offer[lock.source, lock.product]
            cents += order_price_cents(offer, lock.packs) * weight(look, "purchase_cost")
            cents += offer.order_cost_cents * weight(look, "order_cost")
        return cents

    def _room_for_delivery(self) -> Any:
        """Delivered units that a facility's fridge takes beside its own."""
        shape = self.pairs.net.shape
        most = np.full(shape, NO_LIMIT, dtype=np.int64)
        ml = self.product.pack_ml
        if self.product.cold_chain and active(self.look, "fridge_volume_kept") and ml:
            for f, place in enumerate(self.pairs.places):
                room = self.look.facilities[place].fridge_ml
                if room is not None:
                    units = room * self.product.pack_units // ml
                    most[f] = np.maximum(0, units - self.pairs.before[f])
        return most

    def _start(self) -> None:
        """Every facility may get nothing, or what it would buy for itself."""
        weeks = self.look.problem.weeks
        fixed = np.maximum(self.pairs.opening, 0)
        self.add(fixed, np.zeros_like(fixed))
        unit = np.full(weeks, float(self.value * self.product.pack_units))
        if (self.pairs.told != kernel.UNTOLD).any():
            self.add(np.where(fixed > 0, fixed, self._told()), np.zeros_like(fixed))
        self.add(*self.best(unit, np.full(weeks, self.short), np.zeros(len(self.expiry)))[:2])

    def _told(self) -> Any:
        """The last plan's packs where they may still come."""
        may = (self.pairs.opening == kernel.FREE) & (self.pairs.told > 0)
        return np.where(may, self.pairs.told, 0)

    def best(
        self, ship: Any, short: Any, surplus: Any, blame: Any = None, discard: Any = None
    ) -> tuple[Any, Any, Any]:
        """Packs, units thrown away and cost of each facility's best choice at prices."""
        pairs = self.pairs
        # A copy even of one place, whose view is contiguous but read-only: another kernel's type.
        ship = np.array(np.broadcast_to(ship, pairs.net.shape), order="C")
        if discard is None:
            discard = np.full((len(pairs.places), len(self.expiry)), self.discard)
        packs, drops = np.zeros((2, *pairs.net.shape), dtype=np.int64)
        value = np.zeros(len(pairs.places))
        kernel.cheapest(
            self.product.pack_units, pairs.net, pairs.own, pairs.wanted, pairs.opening, self.most,
            pairs.largest, ship, self.carry, short,
            np.zeros(len(pairs.places)) if blame is None else blame, pairs.first,
            self.holding, self.safety, discard, self.expiry, surplus, self.kept, pairs.told,
            self.change, packs, drops, value,
        )  # fmt: skip
        return packs, drops, value

    def add(self, packs: Any, drops: Any, only: Any = None) -> int:
        """New choices from packs[f, t], of facilities in `only`; how many were not known."""
        pairs, shape = self.pairs, self.pairs.net.shape
        cost, lacking = np.zeros(shape[0]), np.zeros(shape, dtype=np.int64)
        room = np.zeros((shape[0], len(self.expiry)))
        kernel.live(
            self.product.pack_units, pairs.net, pairs.own, pairs.wanted, self.expiry, self.kept,
            packs, drops, self.holding, self.safety, self.discard, self.short, pairs.told,
            self.change, cost, lacking, room,
        )  # fmt: skip
        cost += self.carry * packs.sum(axis=1)
        new = 0
        for f in range(shape[0]) if only is None else only:
            key = (f, packs[f].tobytes() + drops[f].tobytes())
            if key not in self._known:
                self._known.add(key)
                variable, wasteful = self.model.add_variable(lb=0), bool(drops[f].any())
                short = int(lacking[f, pairs.first[f] :].sum())
                choice = Choice(
                    variable, f, packs[f].copy(), drops[f].copy(), wasteful, room[f], short
                )
                self._enter(choice, cost[f], lacking[f], drops[f])
                new += 1
        return new

    def _enter(self, choice: Choice, cost: float, lacking: Any, drops: Any) -> None:
        variable, f, packs = choice.variable, choice.pair, choice.packs
        self.model.objective.set_linear_coefficient(variable, float(cost))
        self.one[f].set_coefficient(variable, 1)
        for week in np.flatnonzero(packs).tolist():
            self.ship[week].set_coefficient(variable, -float(packs[week]))
        self._make_room(choice, choice.room)
        before = np.concatenate([[0], np.cumsum(lacking)])
        for week, row in self.level.items():
            gone = sum(int(drops[at]) for at, by in self.gone_by.items() if by <= week)
            if before[week] != gone:
                row.set_coefficient(variable, float(before[week] - gone))
        self.choices.append(choice)
        if self.parts:
            self._share(choice)

    def share_shortage(self) -> None:
        """From now on a facility's lack beyond its part of all is dearer (shortage_shared)."""
        model, price = self.model, self.safety_price * weight(self.look, "shortage_shared")
        need = [int(use[w:].sum()) for use, w in zip(self.pairs.use, self.pairs.first, strict=True)]
        part = model.add_variable(lb=0)
        self.part_of_all = model.add_linear_constraint(lb=0, ub=0)
        self.part_of_all.set_coefficient(part, -float(sum(need)))
        free = self.product.pack_units // 2 + 1
        for units in need:
            over, row = model.add_variable(lb=0), model.add_linear_constraint(lb=-free)
            model.objective.set_linear_coefficient(over, price)
            row.set_coefficient(over, 1)
            row.set_coefficient(part, units)
            self.parts.append(row)
        for choice in self.choices:
            self._share(choice)

    def _share(self, choice: Choice) -> None:
        if choice.short:
            self.parts[choice.pair].set_coefficient(choice.variable, -choice.short)
            self.part_of_all.set_coefficient(choice.variable, choice.short)

    def _make_room(self, choice: Choice, room: Any) -> None:
        for row, packs in zip(self.room, room, strict=True):
            row.set_coefficient(choice.variable, -float(packs))

    def limit(self, most: Any) -> None:
        """Fridges take less from now on: choices that need more are closed."""
        if (most >= self.most).all():
            return
        self.most = np.minimum(self.most, most)
        for choice in self.choices:
            if not self.fits(choice.pair, choice.packs):
                choice.closed = True
                choice.variable.upper_bound = 0.0

    def fits(self, f: int, packs: Any) -> bool:
        """Whether the facility's fridge takes all that was not fixed by hand."""
        stock = 0
        for week, count in enumerate(packs.tolist()):
            stock += count * self.product.pack_units
            free = self.pairs.opening[f, week] == kernel.FREE
            if count and free and stock > self.most[f, week]:
                return False
            stock = max(0, stock - int(self.pairs.net[f, week]))
        return True
