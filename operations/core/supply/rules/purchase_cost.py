"""What the ordered packs cost at the supplier's tier price."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules.words import line_price_cents, money


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    for line in plan.orders:
        cents = line_price_cents(look, line)
        if cents:
            yield Violation(
                "purchase_cost",
                cents,
                f"Week {line.week}: {counted(line.packs, 'pack')} of {line.product} from "
                f"{line.supplier} cost {money(cents)}.",
                (line.supplier, line.product),
                {
                    "week": str(line.week),
                    "packs": str(line.packs),
                    "product": line.product,
                    "supplier": line.supplier,
                    "cost_cents": str(cents),
                },
            )


RULE = Rule(
    code="purchase_cost",
    label="Purchase cost",
    kind=Kind.SOFT,
    unit="cents",
    reason="Money saved on one line buys another.",
    check=check,
)
