"""Every order line reaches the supplier's minimum."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    offers = index(problem).offer
    for line in plan.orders:
        offer = offers.get((line.source, line.product))
        if line.on_the_way or offer is None or line.packs >= offer.minimum_order_packs:
            continue
        yield Violation(
            "minimum_order_reached",
            offer.minimum_order_packs - line.packs,
            f"Week {line.week}: {counted(line.packs, 'pack')} of {line.product} from "
            f"{line.supplier}, who sells at least {offer.minimum_order_packs}.",
            (line.supplier, line.product),
            {
                "week": str(line.week),
                "packs": str(line.packs),
                "product": line.product,
                "supplier": line.supplier,
                "minimum": str(offer.minimum_order_packs),
            },
        )


RULE = Rule(
    code="minimum_order_reached",
    label="Minimum order reached",
    kind=Kind.HARD,
    unit="packs",
    reason="The supplier's offer says so.",
    check=check,
)
