"""Orders and deliveries keep to their weeks, unless an officer fixed another."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    yield from _orders(problem, plan)
    facilities = index(problem).facilities
    fixed = {(lock.facility, lock.product, lock.week) for lock in problem.delivery_locks}
    for line in plan.deliveries:
        if line.week in facilities[line.facility].delivery_weeks:
            continue
        if (line.facility, line.product, line.week) not in fixed:
            yield Violation(
                "calendar_kept",
                max(1, line.packs),
                f"{line.facility} has no delivery in week {line.week}, yet "
                f"{counted(line.packs, 'pack')} of {line.product} are to go there.",
                (line.facility, line.product),
                {
                    "facility": line.facility,
                    "week": str(line.week),
                    "packs": str(line.packs),
                    "product": line.product,
                },
            )


def _orders(problem: Problem, plan: Plan) -> Iterator[Violation]:
    fixed = {(lock.source, lock.product, lock.week) for lock in problem.order_locks}
    for line in plan.orders:
        offer = index(problem).offer.get((line.source, line.product))
        any_week = offer is not None and offer.emergency
        if line.on_the_way or any_week or line.week in problem.order_weeks:
            continue
        if (line.source, line.product, line.week) not in fixed:
            yield Violation(
                "calendar_kept",
                max(1, line.packs),
                f"Week {line.week} is no ordering week, yet {counted(line.packs, 'pack')} of "
                f"{line.product} are to be ordered from {line.supplier}.",
                (line.supplier, line.product),
                {
                    "week": str(line.week),
                    "packs": str(line.packs),
                    "product": line.product,
                    "supplier": line.supplier,
                },
                variant="order",
            )


RULE = Rule(
    code="calendar_kept",
    label="Calendar kept",
    kind=Kind.HARD,
    unit="packs",
    reason="Facilities staff their stores for the days they were told.",
    check=check,
)
