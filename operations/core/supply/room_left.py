"""What a plan leaves of money, trucks, tours and fridges for one of its products."""

from __future__ import annotations

from dataclasses import replace

from operations.core.supply.capacity import Capacity
from operations.core.supply.index import Index
from operations.core.supply.network import Product
from operations.core.supply.plan import Plan
from operations.core.supply.replay import replay
from operations.core.supply.restate import reloaded
from operations.core.supply.tour_room import TourRoom


def without(plan: Plan, product: str) -> Plan:
    """The plan without this product's lines; its tours as they are."""
    return replace(
        plan,
        orders=tuple(o for o in plan.orders if o.product != product),
        deliveries=tuple(d for d in plan.deliveries if d.product != product),
        shortages=tuple(s for s in plan.shortages if s.product != product),
        wastes=tuple(w for w in plan.wastes if w.product != product),
    )


def room_left(look: Index, others: Plan, plan: Plan, product: Product) -> Capacity:
    """What `others`, the plan without the product, leaves for it. Where tours are known, weeks
    without a visit bring nothing."""
    left = Capacity(look)
    _charge(look, others, left)
    if look.problem.vehicles:
        left.tours = _room_on_tours(look, others, plan)
    if product.cold_chain:
        left.fill_fridges(replay(look.problem, others).chilled_ml)
    return left


def _charge(look: Index, others: Plan, left: Capacity) -> None:
    for order in others.orders:
        if not order.on_the_way:
            left.spend(look.products[order.product], order.week, order.price_cents)
    for line in others.deliveries:
        if not line.origin:
            left.load(look.products[line.product], line.facility, line.week, line.packs)


def _room_on_tours(look: Index, others: Plan, plan: Plan) -> TourRoom:
    """What each week's first visit to a facility can bring of the product: as much as it did, and
    an even part of what is free on the truck."""
    volume: dict[tuple[str, int], int] = {}
    cold: dict[tuple[str, int], int] = {}
    for route, old in zip(reloaded(look.problem, others), plan.routes, strict=True):
        vehicle = look.vehicles[route.vehicle]
        visits = list(zip(route.visits, old.visits, strict=True))
        free = vehicle.volume_ml - sum(before.volume_ml for _, before in visits)
        chilled = vehicle.cold_ml - sum(before.cold_ml for _, before in visits)
        for visit, before in visits:
            key = (visit.facility, route.week)
            if key not in volume:
                volume[key] = before.volume_ml - visit.volume_ml + max(0, free) // len(visits)
                cold[key] = before.cold_ml - visit.cold_ml + max(0, chilled) // len(visits)
    return TourRoom(volume, cold)
