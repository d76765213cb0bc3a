"""When each lot of a plan expires: those in stock at the start and those that orders bring."""

from __future__ import annotations

from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def lot_expiry_days(problem: Problem, plan: Plan) -> dict[tuple[str, str], int]:
    """Expiry day by (product, lot); where two places' lots have one name, of the depot's."""
    depot = problem.depot.id
    days: dict[tuple[str, str], int] = {}
    for lot in sorted(problem.lots, key=lambda lot: lot.facility == depot):
        days[lot.product, lot.id] = lot.expiry_day
    for line in plan.orders:
        days[line.product, line.lot] = line.expiry_day
    return days
