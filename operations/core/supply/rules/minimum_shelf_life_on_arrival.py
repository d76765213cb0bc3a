"""What arrives still has the life that the product must have."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.lots import lot_expiry_days
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    products = index(problem).products
    expiry = lot_expiry_days(problem, plan)
    for line in plan.deliveries:
        if line.origin:  # lots change hands because their life is short
            continue
        wanted = products[line.product].life_on_arrival_days
        left = expiry.get((line.product, line.lot), 7 * line.week + wanted) - 7 * line.week
        if left < wanted:
            yield Violation(
                "minimum_shelf_life_on_arrival",
                wanted - left,
                f"Week {line.week}: lot {line.lot} of {line.product} reaches {line.facility} with "
                f"{counted(left, 'day')} of life, {wanted} are asked for.",
                (line.facility, line.product, line.lot),
                {
                    "week": str(line.week),
                    "lot": line.lot,
                    "product": line.product,
                    "facility": line.facility,
                    "left": str(left),
                    "wanted": str(wanted),
                },
            )


RULE = Rule(
    code="minimum_shelf_life_on_arrival",
    label="Shelf life on arrival",
    kind=Kind.HARD,
    unit="days",
    reason="Facilities far from the depot need time to use what they get.",
    check=check,
)
