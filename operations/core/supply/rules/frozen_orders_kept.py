"""Orders on the way stay as they were placed."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    lines = {line.on_the_way: line for line in plan.orders if line.on_the_way}
    for order in problem.on_the_way:
        line = lines.get(order.id)
        if line is None:
            yield Violation(
                "frozen_orders_kept",
                max(1, order.packs),
                f"Order {order.id} of {counted(order.packs, 'pack')} of {order.product} is on its "
                "way, but the plan leaves it out.",
                (order.id, order.product),
                {"order": order.id, "packs": str(order.packs), "product": order.product},
                variant="left_out",
            )
        elif (line.product, line.packs, line.arrival_week, line.expiry_day) != (
            order.product,
            order.packs,
            order.arrival_week,
            order.expiry_day,
        ):
            yield Violation(
                "frozen_orders_kept",
                max(1, abs(line.packs - order.packs)),
                f"Order {order.id} brings {counted(order.packs, 'pack')} of {order.product} in "
                f"week {order.arrival_week}; the plan counts on {line.packs} in week "
                f"{line.arrival_week}.",
                (order.id, order.product),
                {
                    "order": order.id,
                    "packs": str(order.packs),
                    "product": order.product,
                    "week": str(order.arrival_week),
                    "planned_packs": str(line.packs),
                    "planned_week": str(line.arrival_week),
                },
            )
    for stray in sorted(lines.keys() - {order.id for order in problem.on_the_way}):
        yield Violation(
            "frozen_orders_kept",
            max(1, lines[stray].packs),
            f"The plan counts on order {stray}, which nobody placed.",
            (stray,),
            {"order": stray},
            variant="nobody_placed",
        )


RULE = Rule(
    code="frozen_orders_kept",
    label="Frozen orders kept",
    kind=Kind.HARD,
    unit="packs",
    reason="An order that the supplier has accepted cannot be changed here.",
    check=check,
)
