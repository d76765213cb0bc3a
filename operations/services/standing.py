"""A supply plan as its lines stand: read and judged once for all that a page asks of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from operations.core.report import Report
from operations.core.supply.plan import Plan as CorePlan
from operations.core.supply.problem import Problem
from operations.core.supply.report import judge
from operations.core.supply.restate import restate
from operations.keeping import supply as keeping
from operations.keeping.supply_orders import asked_of, orders_now
from operations.models import Plan
from operations.packed import unpack


@dataclass(frozen=True, slots=True)
class OrdersStanding:
    """made: the plan as it was made. problem: what was asked, with the locks of today. answer:
    what the lines say now, judged in the report."""

    made: CorePlan
    problem: Problem
    answer: CorePlan
    report: Report


def orders_standing(plan: Plan) -> OrdersStanding:
    """Raises ApplicationError for a plan that has not kept what was asked."""
    problem = keeping.with_locks(plan, asked_of(plan))
    made: CorePlan = unpack(plan.answer, CorePlan)
    answer = keeping.answer_of(plan, problem, made)
    return OrdersStanding(made, problem, answer, judge(problem, answer))


def orders_judged(plan: Plan, before: OrdersStanding) -> Report:
    """What the judge says after orders were changed. Deliveries, by far the most of a region's
    lines, are those of before: no service changes them together with orders."""
    problem = keeping.with_locks(plan, asked_of(plan))
    orders = orders_now(plan, problem, before.made)
    return judge(problem, restate(problem, replace(before.answer, orders=orders)))
