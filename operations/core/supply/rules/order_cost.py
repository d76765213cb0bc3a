"""Every order line costs its handling."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules.words import money


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    offers = index(problem).offer
    for line in plan.orders:
        offer = offers.get((line.source, line.product))
        if offer is not None and not line.on_the_way and offer.order_cost_cents and line.packs:
            yield Violation(
                "order_cost",
                offer.order_cost_cents,
                f"Week {line.week}: placing and receiving {line.product} from {line.supplier} "
                f"costs {money(offer.order_cost_cents)}.",
                (line.supplier, line.product),
                {
                    "week": str(line.week),
                    "product": line.product,
                    "supplier": line.supplier,
                    "cost_cents": str(offer.order_cost_cents),
                },
            )


RULE = Rule(
    code="order_cost",
    label="Order cost",
    kind=Kind.SOFT,
    unit="cents",
    reason="Tender, customs, receipt: each order is work.",
    check=check,
)
