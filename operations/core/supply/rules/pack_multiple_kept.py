"""Orders are multiples of the supplier's carton."""

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
        if line.on_the_way or offer is None or not line.packs % offer.pack_multiple:
            continue
        yield Violation(
            "pack_multiple_kept",
            line.packs % offer.pack_multiple,
            f"Week {line.week}: {counted(line.packs, 'pack')} of {line.product} from "
            f"{line.supplier}, who sells in cartons of {counted(offer.pack_multiple, 'pack')}.",
            (line.supplier, line.product),
            {
                "week": str(line.week),
                "packs": str(line.packs),
                "product": line.product,
                "supplier": line.supplier,
                "carton": str(offer.pack_multiple),
            },
        )


RULE = Rule(
    code="pack_multiple_kept",
    label="Pack multiple kept",
    kind=Kind.HARD,
    unit="packs",
    reason="The supplier ships whole cartons.",
    check=check,
)
