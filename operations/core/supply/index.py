"""Look-ups over a problem's records by their ids, built once per problem."""

from __future__ import annotations

from collections import Counter, defaultdict

from operations.core.supply.network import (
    DeliveryLock,
    Demand,
    Equivalent,
    Lot,
    Offer,
    OrderLock,
    OrderOnTheWay,
    Source,
    Vehicle,
)
from operations.core.supply.problem import Problem


class Index:
    """Records by id; `demands` and `lots` of a product keep the problem's order."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.depot = problem.depot.id
        self.facilities = {f.id: f for f in problem.facilities}
        self.products = {p.id: p for p in problem.products}
        self.vehicles: dict[str, Vehicle] = {v.id: v for v in problem.vehicles}
        self.demand = {(d.facility, d.product): d for d in problem.demands}
        self.offer = {(o.source, o.product): o for o in problem.offers}
        self.equivalent = {(e.product, e.stand_in): e for e in problem.equivalents}
        self.demands: defaultdict[str, list[Demand]] = defaultdict(list)
        self.offers: defaultdict[str, list[Offer]] = defaultdict(list)
        self.lots: defaultdict[str, list[Lot]] = defaultdict(list)
        self.on_the_way: defaultdict[str, list[OrderOnTheWay]] = defaultdict(list)
        self.order_locks: defaultdict[str, list[OrderLock]] = defaultdict(list)
        self.delivery_locks: defaultdict[str, list[DeliveryLock]] = defaultdict(list)
        self.delivered_before: defaultdict[str, Counter[tuple[str, int]]] = defaultdict(Counter)
        """By product: packs by facility and week of the last approved plan, where it covers it."""
        for line in problem.previous_deliveries:
            if line.week in problem.weeks_planned_before:
                self.delivered_before[line.product][line.facility, line.week] += line.packs
        self.ordered_before: defaultdict[str, Counter[tuple[Source, int]]] = defaultdict(Counter)
        """By product: packs by source and week of its orders, likewise."""
        for order in problem.previous:
            if order.week in problem.weeks_planned_before:
                self.ordered_before[order.product][order.source, order.week] += order.packs
        self.safety: dict[tuple[str, str, int, int], int] = {}
        """Safety parts by facility, product, first and last week, as they are asked for."""
        self.equivalents: defaultdict[str, list[Equivalent]] = defaultdict(list)
        """By the product that may lack: the cheapest first."""
        for each in sorted(problem.equivalents, key=lambda e: (e.unit_cents, e.stand_in)):
            self.equivalents[each.product].append(each)
        for demand in problem.demands:
            self.demands[demand.product].append(demand)
        for offer in problem.offers:
            self.offers[offer.product].append(offer)
        for lot in problem.lots:
            self.lots[lot.product].append(lot)
        for way in problem.on_the_way:
            self.on_the_way[way.product].append(way)
        for lock in problem.order_locks:
            self.order_locks[lock.product].append(lock)
        for fixed in problem.delivery_locks:
            self.delivery_locks[fixed.product].append(fixed)


_last: Index | None = None


def index(problem: Problem) -> Index:
    """The problem's index; the last one is kept, since every rule asks for the same."""
    global _last
    found = _last
    if found is None or found.problem is not problem:
        found = _last = Index(problem)
    return found
