"""An emergency order brings what no regular order can bring in time."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    fixed = {(lock.source, lock.product, lock.week) for lock in problem.order_locks}
    for line in plan.orders:
        offer = look.offer.get((line.source, line.product))
        if offer is None or not offer.emergency or line.on_the_way:
            continue
        if (line.source, line.product, line.week) in fixed:
            continue
        comes = line.week + offer.lead_weeks
        for other in look.offers[line.product]:
            weeks = [week for week in problem.order_weeks if week >= line.week]
            if other.emergency or not weeks or weeks[0] + other.lead_weeks > comes:
                continue
            regular = weeks[0] + other.lead_weeks
            yield Violation(
                "emergency_order_needed",
                max(1, line.packs),
                f"Week {line.week}: {counted(line.packs, 'pack')} of {line.product} as an "
                f"emergency from {line.supplier} come in week {comes}; {other.supplier} brings "
                f"them by week {regular} at the usual price.",
                (line.supplier, line.product),
                {
                    "week": str(line.week),
                    "packs": str(line.packs),
                    "product": line.product,
                    "supplier": line.supplier,
                    "arrival": str(comes),
                    "other": other.supplier,
                    "due": str(regular),
                },
            )
            break


RULE = Rule(
    code="emergency_order_needed",
    label="Emergency order needed",
    kind=Kind.HARD,
    unit="packs",
    reason="An emergency has its premium; what can wait for the usual order is none.",
    check=check,
)
