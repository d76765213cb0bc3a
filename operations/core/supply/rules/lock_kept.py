"""Lines that an officer fixed stay as fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.network import Source
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    ordered: Counter[tuple[Source, str, int]] = Counter()
    for line in plan.orders:
        if not line.on_the_way:
            ordered[line.source, line.product, line.week] += line.packs
    delivered: Counter[tuple[str, str, int]] = Counter()
    for drop in plan.deliveries:
        delivered[drop.facility, drop.product, drop.week] += drop.packs
    for lock in problem.order_locks:
        planned = ordered[lock.source, lock.product, lock.week]
        yield from _differs(lock.supplier, lock.product, lock.week, lock.packs, planned, "order")
    for fixed in problem.delivery_locks:
        planned = delivered[fixed.facility, fixed.product, fixed.week]
        yield from _differs(
            fixed.facility, fixed.product, fixed.week, fixed.packs, planned, "delivery"
        )


def _differs(
    place: str,
    product: str,
    week: int,
    packs: int,
    planned: int,
    variant: str,
) -> Iterator[Violation]:
    off = abs(planned - packs)
    word = "from" if variant == "order" else "for"
    if off:
        yield Violation(
            "lock_kept",
            off,
            f"Week {week}: {counted(packs, 'pack')} of {product} {word} {place} were fixed by "
            f"hand, the plan has {planned}.",
            (place, product),
            {
                "week": str(week),
                "packs": str(packs),
                "product": product,
                "place": place,
                "planned": str(planned),
            },
            variant=variant,
        )


RULE = Rule(
    code="lock_kept",
    label="Lock kept",
    kind=Kind.HARD,
    unit="packs",
    reason="The officer who fixed a line knows something that the records do not.",
    check=check,
)
