"""A region some weeks later, when all went as its plan said and nothing new is known.

What was to be ordered is on its way, what was to be delivered is there, the expected was used; need
past the old horizon is that of its last week. The plan is approved.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from operations.core.supply.index import index
from operations.core.supply.lots import lot_expiry_days
from operations.core.supply.need import next_delivery
from operations.core.supply.network import (
    Budget,
    Demand,
    Facility,
    Lot,
    OrderOnTheWay,
    PreviousDelivery,
    PreviousOrder,
)
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import stock_after


def still_planned(plan: Plan, weeks: int, until: int | None = None) -> Plan:
    """The plan's orders and deliveries from week `weeks` on, counted from there, up to week
    `until`; what was on its way is no decision."""
    return Plan(
        orders=tuple(
            replace(line, week=line.week - weeks)
            for line in plan.orders
            if line.week >= weeks and not line.on_the_way and (until is None or line.week < until)
        ),
        deliveries=tuple(
            replace(line, week=line.week - weeks)
            for line in plan.deliveries
            if line.week >= weeks and (until is None or line.week < until)
        ),
    )


def weeks_later(problem: Problem, plan: Plan, weeks: int) -> Problem:
    """The problem that the plan leads to; after no week the same one, with the plan approved."""
    old = still_planned(plan, weeks)
    approved = replace(
        problem,
        previous=tuple(
            PreviousOrder(o.supplier, o.product, o.week, o.packs, o.mode) for o in old.orders
        ),
        previous_deliveries=tuple(
            PreviousDelivery(d.facility, d.product, d.week, d.packs) for d in old.deliveries
        ),
        previous_weeks=problem.weeks - weeks,
    )
    if not weeks:
        return approved
    rhythm = next_delivery(problem.order_weeks, 0)
    return replace(
        approved,
        facilities=tuple(_facility(place, weeks, problem.weeks) for place in problem.facilities),
        demands=tuple(_demand(demand, weeks) for demand in problem.demands),
        lots=_lots(problem, plan, weeks),
        on_the_way=_on_the_way(problem, plan, weeks),
        budgets=_budgets(problem, plan, weeks),
        order_weeks=tuple(w for w in range(problem.weeks) if not w or not (w + weeks) % rhythm),
    )


def _facility(place: Facility, weeks: int, horizon: int) -> Facility:
    calendar = list(place.delivery_weeks)
    while calendar and calendar[-1] < horizon + weeks:
        calendar.append(next_delivery(tuple(calendar), calendar[-1]))
    coming = tuple(w - weeks for w in calendar if 0 <= w - weeks < horizon)
    return replace(place, delivery_weeks=coming)


def _demand(demand: Demand, weeks: int) -> Demand:
    expected, quantile = demand.expected_units, demand.quantile_units
    return replace(
        demand,
        expected_units=(*expected[weeks:], *(expected[-1:] * weeks)),
        quantile_units=(*quantile[weeks:], *(quantile[-1:] * weeks)),
    )


def _named(plan: Plan) -> dict[str, str]:
    """What lots of the plan's orders are called later: by week alone, another order of that name
    may be placed then."""
    return {line.lot: f"placed/{line.lot}" for line in plan.orders if not line.on_the_way}


def _lots(problem: Problem, plan: Plan, weeks: int) -> tuple[Lot, ...]:
    days, named = lot_expiry_days(problem, plan), _named(plan)
    return tuple(
        Lot(named.get(lot, lot), place, product, units, days[product, lot] - 7 * weeks)
        for (place, product), shelf in stock_after(problem, plan, weeks).items()
        for lot, (_, units) in shelf.items()
        if units
    )


def _on_the_way(problem: Problem, plan: Plan, weeks: int) -> tuple[OrderOnTheWay, ...]:
    due = {order.id: order.due_cents for order in problem.on_the_way}
    named = _named(plan)
    return tuple(
        OrderOnTheWay(
            named.get(line.lot, line.lot),
            line.supplier,
            line.product,
            line.packs,
            line.arrival_week - weeks,
            line.expiry_day - 7 * weeks,
            due.get(line.on_the_way, 0),
        )
        for line in plan.orders
        if line.week < weeks <= line.arrival_week
    )


def _budgets(problem: Problem, plan: Plan, weeks: int) -> tuple[Budget, ...]:
    lines = index(problem).products
    spent: Counter[tuple[str, int]] = Counter()
    for order in plan.orders:
        if not order.on_the_way:
            spent[lines[order.product].funding_line, order.week] += order.price_cents
    return tuple(
        Budget(
            budget.funding_line,
            max(0, budget.start_week - weeks),
            budget.end_week - weeks,
            budget.cents
            - sum(
                spent[budget.funding_line, week]
                for week in range(budget.start_week, min(weeks, budget.end_week))
            ),
        )
        for budget in problem.budgets
        if budget.end_week > weeks
    )
