"""A proven lower bound on the cost of any lawful plan: linear programs, product by product.

Products that share a budget are taken together while that stays small, since money is what
binds them most; otherwise each has the whole budget to itself, which is still a bound. HiGHS
through OR-Tools MathOpt.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2

from operations.core.supply.flow import Flow
from operations.core.supply.index import Index
from operations.core.supply.network import Budget, Product

_THREADS = 1
"""HiGHS keeps one scheduler per process: solves with another number would return nothing."""
_LARGEST = 12_000
"""Facility-product-weeks that are still put into one program."""
_TOLERANCE = 1e-6


def groups(look: Index) -> Iterator[list[Product]]:
    """Products to bound together: a budget's own while they are few, else one by one."""
    lines: dict[str, list[Product]] = {}
    budgets = {budget.funding_line for budget in look.problem.budgets}
    for product in look.problem.products:
        if product.funding_line in budgets:
            lines.setdefault(product.funding_line, []).append(product)
        else:
            yield [product]
    for products in lines.values():
        size = sum(len(look.demands[p.id]) for p in products) * look.problem.weeks
        yield from [products] if size <= _LARGEST else [[product] for product in products]


def bound(look: Index, products: list[Product], seconds: float) -> float:
    """What these products cost at least; 0 when the solver has proved nothing in time."""
    model = mathopt.Model(name="flow")
    flows = [Flow(look, product, model) for product in products]
    for flow in flows:
        flow.build()
    for budget in _budgets(look, products[0]):
        _limit(look, model, flows, budget)
    return least(model, flows, seconds)


def least(model: mathopt.Model, flows: list[Flow], seconds: float) -> float:
    """What the flows of a model cost at least; 0 when nothing is proved in time."""
    model.minimize(mathopt.fast_sum([term for flow in flows for term in flow.cost]))
    limits = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=max(0.05, seconds)),
        highs=highs_pb2.HighsOptionsProto(int_options={"threads": _THREADS}),
    )
    answer = mathopt.solve(model, mathopt.SolverType.HIGHS, params=limits)
    proven = float(answer.termination.objective_bounds.dual_bound)
    if not math.isfinite(proven):
        return 0.0
    return max(0.0, proven * (1 - _TOLERANCE) - _TOLERANCE)


def _budgets(look: Index, product: Product) -> list[Budget]:
    """The product's budgets, unless the rule is off or a fixed order may break them."""
    problem = look.problem
    policy = problem.policies.get("budget_kept")
    locked = {look.products[lock.product].funding_line for lock in problem.order_locks}
    if (policy is not None and not policy.active) or product.funding_line in locked:
        return []
    return [b for b in problem.budgets if b.funding_line == product.funding_line]


def _limit(look: Index, model: mathopt.Model, flows: list[Flow], budget: Budget) -> None:
    weeks = range(budget.start_week, budget.end_week)
    due = sum(
        order.due_cents
        for order in look.problem.on_the_way
        if order.arrival_week in weeks
        and look.products[order.product].funding_line == budget.funding_line
    )
    spent = [cents for flow in flows for week, cents in flow.spent if week in weeks]
    if spent:
        model.add_linear_constraint(mathopt.fast_sum(spent) <= max(0, budget.cents - due))
