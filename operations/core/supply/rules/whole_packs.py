"""Packs are not opened: units are packs times pack size."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import DeliveryLine, OrderLine, Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    products = index(problem).products
    lines: tuple[OrderLine | DeliveryLine, ...] = (*plan.orders, *plan.deliveries)
    for line in lines:
        right = line.packs * products[line.product].pack_units
        if line.units != right:
            yield Violation(
                "whole_packs",
                abs(line.units - right),
                f"Week {line.week}: {counted(line.packs, 'pack')} of {line.product} are "
                f"{counted(right, 'unit')}, not {line.units}.",
                (line.product, line.lot),
                {
                    "week": str(line.week),
                    "packs": str(line.packs),
                    "product": line.product,
                    "right": str(right),
                    "units": str(line.units),
                },
            )


RULE = Rule(
    code="whole_packs",
    label="Whole packs",
    kind=Kind.HARD,
    unit="units",
    reason="Suppliers and stores handle closed packs.",
    check=check,
)
