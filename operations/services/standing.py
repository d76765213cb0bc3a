"""A supply plan as its lines stand: read and judged once for all that a page asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from operations.core.report import Report
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.problem import Problem
from operations.core.supply.refeed import Fed, refed
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.keeping import supply as keeping
from operations.keeping.supply_orders import OrderKey, asked_of, order_key, orders_now
from operations.models import OrderLine, Plan
from operations.packed import unpack


@dataclass(frozen=True, slots=True)
class OrdersStanding:
    """made: the plan as it was made. problem: what was asked, with the locks of today. answer:
    what the lines say now, judged in the report."""

    made: CorePlan
    problem: Problem
    answer: CorePlan
    report: Report


@dataclass(frozen=True, slots=True)
class OrdersFollowed:
    """What the lines are to say after orders were changed, judged; fed: by product, what became of
    the deliveries, where they are others."""

    problem: Problem
    answer: CorePlan
    report: Report
    fed: Mapping[str, Fed] = field(default_factory=dict)


OrderStood = tuple[OrderKey, int]
"""Which order a line was, and how many packs of it counted."""


def orders_standing(plan: Plan) -> OrdersStanding:
    """Raises ApplicationError for a plan that has not kept what was asked."""
    problem = keeping.with_locks(plan, asked_of(plan))
    made: CorePlan = unpack(plan.answer, CorePlan)
    answer = keeping.answer_of(plan, problem, made)
    return OrdersStanding(made, problem, answer, judge(problem, answer))


def orders_stood(rows: Iterable[OrderLine]) -> dict[int, OrderStood]:
    """What the lines are, to tell later what was changed of them; by key."""
    return {row.pk: (order_key(row), row.counted) for row in rows}


def orders_followed(
    plan: Plan, before: OrdersStanding, rows: Iterable[OrderLine], stood: Mapping[int, OrderStood]
) -> OrdersFollowed:
    """The plan after these order lines were changed, with deliveries that follow them. Those of
    other products, by far the most of a region's lines, are not read again."""
    problem = keeping.with_locks(plan, asked_of(plan))
    changed = replace(before.answer, orders=orders_now(plan, problem, before.made))
    had, has = _lots(before.answer), _lots(changed)
    moved, products = {}, []
    for row in rows:
        (was, packs), now = stood[row.pk], order_key(row)
        if now != was or row.counted < packs:
            products.append(row.product.code)
        if was in had and had[was] != has.get(now):
            moved[had[was]] = has.get(now, "")
    answer, fed = refed(problem, changed, products, moved)
    answer = restate(problem, answer)
    return OrdersFollowed(problem, answer, judge(problem, answer), fed)


def _lots(plan: CorePlan) -> dict[OrderKey, str]:
    return {(o.source, o.product, o.week): o.lot for o in plan.orders if not o.on_the_way}
