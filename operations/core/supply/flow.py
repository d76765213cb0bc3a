"""One product's flow through the network as a linear program that costs no more than any plan.

Packs may be split, minimum orders, order costs, trucks and fridges are free, and the cheapest
price applies to every unit. Products that stand in for one another are flows of one programme:
what is left of one on a shelf may serve another's use there, in whatever parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ortools.math_opt.python import mathopt

from operations.core.rule import Kind, Policy
from operations.core.supply.index import Index
from operations.core.supply.levels import network_level
from operations.core.supply.need import (
    VEN_SAFETY,
    VEN_SHORTAGE,
    expected_units,
    next_delivery,
    safety_units,
)
from operations.core.supply.network import Demand, Equivalent, Product, expiry_week


class Toll(NamedTuple):
    """What a product pays beside its own cost: cents for a unit brought to a place from the depot
    in a week, and for a cent spent on orders of a week."""

    bring: Callable[[str, int], float]
    spend: Callable[[int], float]


FREE = Toll(lambda place, week: 0.0, lambda week: 0.0)


class Flow:
    """One product's part of a linear program; stock per expiry week, `weeks` outlives them all.

    cost: terms of the objective in weighted units. spent: (ordering week, cents) of each order.
    """

    def __init__(
        self, look: Index, product: Product, model: mathopt.Model, toll: Toll = FREE
    ) -> None:
        self.look, self.product, self.weeks = look, product, look.problem.weeks
        self.toll = toll
        self.price: dict[str, Policy] = look.problem.policies
        self.model = model
        self.cost: list[Any] = []
        self.spent: list[tuple[int, Any]] = []
        self.value = max(1, product.unit_price_cents)
        self.inflow: defaultdict[tuple[str, int, int], list[Any]] = defaultdict(list)
        self.end: dict[tuple[str, int, int], Any] = {}
        self.orders: list[tuple[int, int, Any]] = []
        self.lent: defaultdict[tuple[str, int, int], list[Any]] = defaultdict(list)
        """Units that serve others, by place, expiry week and week."""
        self.served: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
        """Units that others serve, by place and week."""

    def weight(self, code: str, default: int = 1) -> int:
        """The price of one unit of the rule's amount; 0 where it costs nothing."""
        policy = self.price.get(code)
        if policy is None:
            return default
        return policy.weight if policy.active and policy.kind is not Kind.HARD else 0

    def build(self) -> None:
        """Put the product's variables and constraints into the model."""
        self.bring()
        self.use()

    def bring(self, places: Iterable[str] = ()) -> None:
        """Stock, orders and what goes where. places: besides those that use or hold it, where it
        may be of use."""
        self._supply()
        users = {demand.facility for demand in self.look.demands[self.product.id]} | set(places)
        self._hand_on(users)
        self._ship(sorted({key[1] for key in self.inflow}), users)

    def use(self) -> None:
        """What is used, lacks and is left."""
        classes = sorted({key[1] for key in self.inflow})
        for demand in self.look.demands[self.product.id]:
            self._serve(demand, classes)
        self._depot(classes)
        self._positions(classes)

    def _supply(self) -> None:
        """Lots in stock, orders on the way, and orders that the plan may place."""
        product, pack = self.product, self.product.pack_units
        for lot in self.look.lots[product.id]:
            self._arrive(lot.facility, lot.expiry_day, 0, lot.units)
        for way in self.look.on_the_way[product.id]:
            self.orders.append((-1, way.arrival_week, way.packs * pack))
            self._arrive(self.look.depot, way.expiry_day, way.arrival_week, way.packs * pack)
        locked = {lock.week for lock in self.look.order_locks[product.id]}
        weight = self.weight("purchase_cost")
        for offer in self.look.offers[product.id]:
            cheapest = min([offer.price_cents, *(tier.price_cents for tier in offer.tiers)])
            any_week = range(self.weeks) if offer.emergency else ()
            for week in sorted(locked | set(self.look.problem.order_weeks) | set(any_week)):
                units = self.model.add_variable(lb=0)
                arrival = week + offer.lead_weeks
                cents = cheapest / pack
                self.cost.append((weight * cents + self.toll.spend(week) * cents) * units)
                self.spent.append((week, cheapest / pack * units))
                self.orders.append((week, arrival, units))
                expiry = 7 * arrival + product.shelf_life_days
                self._arrive(self.look.depot, expiry, arrival, units)

    def _arrive(self, place: str, expiry_day: int, week: int, units: Any) -> None:
        expiry = min(self.weeks, expiry_week(expiry_day))
        if week < self.weeks and week < expiry:
            self.inflow[place, expiry, week].append(units)

    def _hand_on(self, users: set[str]) -> None:
        """What facilities hold at the start may go to any other, by the pack's price."""
        cents = self.look.problem.transfer_pack_cents
        if cents is None:
            return
        price = cents * self.weight("transfer_cost") / self.product.pack_units
        holders = {lot.facility for lot in self.look.lots[self.product.id]} - {self.look.depot}
        own = [key for key in self.inflow if key[0] in holders]
        places = users | holders
        for expiry in sorted({key[1] for key in own}):
            givers = {place for place, last, _ in own if last == expiry}
            for week in range(min(expiry, self.weeks)):
                given = {place: self.model.add_variable(lb=0) for place in sorted(givers)}
                taken = {place: self.model.add_variable(lb=0) for place in sorted(places)}
                total = mathopt.fast_sum(list(given.values()))
                self.model.add_linear_constraint(mathopt.fast_sum(list(taken.values())) == total)
                self.cost.append(price * total)
                for place, units in given.items():
                    self.inflow[place, expiry, week].append(-units)
                for place, units in taken.items():
                    self.inflow[place, expiry, week].append(units)

    def _ship(self, classes: list[int], users: set[str]) -> None:
        """Deliveries in the calendar's weeks and where an officer fixed one."""
        weeks: defaultdict[str, set[int]] = defaultdict(set)
        for place in sorted(users):
            weeks[place] |= set(self.look.facilities[place].delivery_weeks)
        for lock in self.look.delivery_locks[self.product.id]:
            weeks[lock.facility].add(lock.week)
        depot = {key[1] for key in self.inflow if key[0] == self.look.depot}
        for facility, open_weeks in weeks.items():
            for expiry in classes:
                for week in open_weeks:
                    if expiry in depot and week < min(expiry, self.weeks):
                        units = self.model.add_variable(lb=0)
                        self.inflow[facility, expiry, week].append(units)
                        self.cost.append(self.toll.bring(facility, week) * units)
                        self.inflow[self.look.depot, expiry, week].append(-units)

    def _serve(self, demand: Demand, classes: list[int]) -> None:
        """Stock of each class over the weeks, use, shortage and missing safety stock."""
        place, used = demand.facility, defaultdict(list)
        for expiry in classes:
            if any((place, expiry, w) in self.inflow for w in range(self.weeks)):
                for week in range(min(expiry, self.weeks)):
                    used[week].append(self.model.add_variable(lb=0))
                self._balance(place, expiry, [used[w][-1] for w in range(min(expiry, self.weeks))])
        short_price = VEN_SHORTAGE[self.product.ven] * self.value * self.weight("demand_met")
        for week, wanted in enumerate(demand.expected_units):
            short = self.model.add_variable(lb=0, ub=wanted)
            met = mathopt.fast_sum([*used[week], short, *self.served[demand.facility, week]])
            self.model.add_linear_constraint(met == wanted)
            self.cost.append(short_price * short)
        self._safety(demand, classes)

    def _balance(self, place: str, expiry: int, used: list[Any]) -> None:
        before: Any = 0
        last = min(expiry, self.weeks) - 1
        rate = self.look.problem.holding_per_mille_week / 1000 * self.weight("holding")
        for week in range(last + 1):
            stock = self.model.add_variable(lb=0)
            arrived = mathopt.fast_sum(self.inflow.get((place, expiry, week), []))
            out = mathopt.fast_sum([*used[week : week + 1], *self.lent[place, expiry, week]])
            self.model.add_linear_constraint(stock == before + arrived - out)
            self.cost.append(rate * self.value * stock)
            self.end[place, expiry, week] = before = stock
        if expiry < self.weeks:
            self.cost.append(self.value * self.weight("waste") * before)

    def _safety(self, demand: Demand, classes: list[int]) -> None:
        calendar = self.look.facilities[demand.facility].delivery_weeks
        price = VEN_SAFETY[self.product.ven] * self.value * self.weight("safety_stock_held")
        for start in calendar:
            until = next_delivery(calendar, start)
            end = min(until, self.weeks)
            wanted = safety_units(demand, start, until) + expected_units(demand, end, until)
            held = self._held(demand.facility, classes, end - 1)
            missing = self.model.add_variable(lb=0)
            self.model.add_linear_constraint(missing + mathopt.fast_sum(held) >= wanted)
            self.cost.append(price * missing)

    def _held(self, place: str, classes: list[int], week: int) -> list[Any]:
        keys = ((place, expiry, week) for expiry in classes)
        return [self.end[key] for key in keys if key in self.end]

    def _depot(self, classes: list[int]) -> None:
        stocked = {(place, expiry) for place, expiry, _ in self.inflow}
        served = {demand.facility for demand in self.look.demands[self.product.id]}
        for place, expiry in sorted(stocked):
            if place not in served:
                self._balance(place, expiry, [])

    def _positions(self, classes: list[int]) -> None:
        """Stock at the week's start, what arrives and what is on order, against the level."""
        price = VEN_SAFETY[self.product.ven] * self.value * self.weight("safety_stock_held")
        places = sorted({place for place, _, _ in self.inflow})
        initial = sum(
            lot.units for lot in self.look.lots[self.product.id] if expiry_week(lot.expiry_day) > 0
        )
        for week in self.look.problem.order_weeks:
            level = network_level(self.look, self.product.id, week)
            if level is None:
                continue
            held: list[Any] = [initial] if week == 0 else []
            for place in places if week else ():
                held += self._held(place, classes, week - 1)
            coming = [u for placed, arrival, u in self.orders if placed <= week <= arrival]
            missing = self.model.add_variable(lb=0)
            total = mathopt.fast_sum([*held, *coming])
            self.model.add_linear_constraint(missing + total >= level.units)
            self.cost.append(price * missing)


def stand_in(equivalent: Equivalent, lacking: Flow, serving: Flow) -> None:
    """Between `bring` and `use`: what one product lacks, another's stock may serve."""
    price = equivalent.unit_cents * lacking.weight("substitution_cost")
    for demand in lacking.look.demands[equivalent.product]:
        place = demand.facility
        classes = {expiry for at, expiry, _ in serving.inflow if at == place}
        for week, wanted in enumerate(demand.expected_units):
            lasting = [expiry for expiry in sorted(classes) if expiry > week]
            if not wanted or not lasting:
                continue
            units = lacking.model.add_variable(lb=0, ub=wanted)
            lacking.served[place, week].append(units)
            lacking.cost.append(price * units)
            taken = [lacking.model.add_variable(lb=0) for _ in lasting]
            for expiry, part in zip(lasting, taken, strict=True):
                serving.lent[place, expiry, week].append(part)
            given = equivalent.units * mathopt.fast_sum(taken)
            broken_off = given - equivalent.stand_in_units * units
            lacking.model.add_linear_constraint(broken_off >= 0)
            lacking.model.add_linear_constraint(broken_off <= equivalent.units - 1)
