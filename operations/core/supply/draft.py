"""All products in turn, the most vital first: a complete plan and what it costs by the terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from operations.core.rule import Kind
from operations.core.supply import terms
from operations.core.supply.capacity import Capacity
from operations.core.supply.forward import Forward, Record
from operations.core.supply.index import Index
from operations.core.supply.network import Product, Ven
from operations.core.supply.plan import Plan, Route
from operations.core.supply.rules import RULES
from operations.core.supply.tour_room import TourRoom

_FIRST = {Ven.VITAL: 0, Ven.ESSENTIAL: 1, Ven.NECESSARY: 2}


@dataclass(frozen=True, slots=True)
class Draft:
    """The products' records, before any route."""

    records: tuple[Record, ...]


def draft(look: Index, tours: TourRoom | None = None) -> Draft:
    """Plan every product; `tours` limits each facility's week to what its routes can bring."""
    left = Capacity(look)
    left.tours = tours
    ranked = sorted(look.problem.products, key=rank)
    return Draft(tuple(Forward(look, product, left).run() for product in ranked))


def rank(product: Product) -> tuple[int, str]:
    return _FIRST[product.ven], product.id


def plan_of(drafted: Draft, routes: Iterable[Route]) -> Plan:
    records = drafted.records
    return Plan(
        orders=tuple(o for r in records for o in r.orders),
        deliveries=tuple(d for r in records for d in r.deliveries),
        routes=tuple(routes),
        shortages=tuple(s for r in records for s in r.shortages),
        wastes=tuple(w for r in records for w in r.wastes),
        stand_ins=tuple(s for r in records for s in r.stand_ins),
    )


def cost(look: Index, drafted: Draft, routes: Iterable[Route]) -> int:
    """The planner's own sum in weighted units, from its records and not from the plan."""
    amounts: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for record in drafted.records:
        amounts.update(record.amounts)
        places.update(record.cent_weeks)
    rate = look.problem.holding_per_mille_week
    amounts["holding"] = sum(terms.holding(held, rate) for held in places.values())
    for route in routes:
        vehicle = look.vehicles[route.vehicle]
        amounts["transport_cost"] += terms.transport_cost(
            route.distance_m, vehicle.cost_per_km_cents, vehicle.cost_per_day_cents
        )
    return sum(amount * _price(look, code) for code, amount in amounts.items())


_BY_CODE = {rule.code: rule for rule in RULES}


def _price(look: Index, code: str) -> int:
    policy = _BY_CODE[code].policy(look.problem.policies)
    return policy.weight if policy.active and policy.kind is not Kind.HARD else 0
