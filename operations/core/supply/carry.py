"""A supply plan carried into a question that is not quite the one it answers.

Orders come when they would come now, at what they would cost now; what is on its way is as it is
now. What then is not there to be delivered is not delivered.
"""

from __future__ import annotations

from dataclasses import replace

from operations.core.supply import terms
from operations.core.supply.index import Index, index
from operations.core.supply.packs import order_price_cents, tier_from_packs
from operations.core.supply.plan import DeliveryLine, OrderLine, Plan
from operations.core.supply.problem import Problem
from operations.core.supply.procurement import on_its_way
from operations.core.supply.replay import replay
from operations.core.supply.restate import restate

ROUNDS = 8
"""Times that deliveries are cut: what a facility does not get it cannot hand on either."""


def carry(problem: Problem, known: Plan) -> Plan:
    """The known plan as far as its offers, lots, places and trucks are still there, with what
    follows from it stated anew. It may break what the question asks: the judge says so."""
    look = index(problem)
    orders = (*_on_the_way(look), *_orders(look, known))
    lots = {(lot.product, lot.id) for lot in problem.lots}
    lots |= {(order.product, order.lot) for order in orders}
    plan = restate(
        problem,
        Plan(
            orders=orders,
            deliveries=tuple(
                line
                for line in known.deliveries
                if (line.product, line.lot) in lots
                and line.week < problem.weeks
                and {line.facility, line.origin or look.depot} <= look.facilities.keys()
            ),
            routes=tuple(
                route
                for route in known.routes
                if route.vehicle in look.vehicles
                and route.week < problem.weeks
                and all(visit.facility in look.facilities for visit in route.visits)
            ),
            stand_ins=tuple(
                line for line in known.stand_ins if (line.product, line.stand_in) in look.equivalent
            ),
        ),
    )
    for _round in range(ROUNDS):
        lacking = replay(problem, plan).lacking
        if not lacking:
            break
        plan = restate(problem, replace(plan, deliveries=_cut(look, plan, lacking)))
    return plan


def _on_the_way(look: Index) -> list[OrderLine]:
    return [on_its_way(each, look.products[each.product]) for each in look.problem.on_the_way]


def _orders(look: Index, known: Plan) -> list[OrderLine]:
    """Those that can still be placed, as the offers of now have them."""
    found = []
    for line in known.orders:
        offer = look.offer.get((line.source, line.product))
        if line.on_the_way or offer is None or line.week >= look.problem.weeks:
            continue
        product, arrival = look.products[line.product], terms.arrival_kept(offer, line.week)
        found.append(
            replace(
                line,
                arrival_week=arrival,
                units=line.packs * product.pack_units,
                price_cents=order_price_cents(offer, line.packs),
                tier_from_packs=tier_from_packs(offer, line.packs),
                expiry_day=7 * arrival + product.shelf_life_days,
            )
        )
    return found


def _cut(
    look: Index, plan: Plan, lacking: list[tuple[DeliveryLine, int]]
) -> tuple[DeliveryLine, ...]:
    """Deliveries in whole packs of what their lots hold."""
    short = {id(line): units for line, units in lacking}
    found = []
    for line in plan.deliveries:
        size = look.products[line.product].pack_units
        packs = max(0, line.units - short.get(id(line), 0)) // size
        if packs:
            cut = id(line) in short
            found.append(replace(line, packs=packs, units=packs * size) if cut else line)
    return tuple(found)
