"""Facilities get what the last approved plan told them unless there is a reason."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.network import PreviousDelivery
from operations.core.supply.plan import DeliveryLine, Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    """One finding for each facility's week: the number of its lines that differ, and the first."""
    if not problem.previous_deliveries:
        return
    before = _packs(problem, problem.previous_deliveries)
    after = _packs(problem, plan.deliveries)
    changed: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for facility, product, week in sorted(before.keys() | after.keys()):
        if before[facility, product, week] != after[facility, product, week]:
            changed[facility, week].append(product)
    for (facility, week), products in changed.items():
        first = facility, products[0], week
        yield Violation(
            "delivery_stability",
            len(products),
            f"Week {week}, {facility}: lines that differ from the last plan: {len(products)}, the "
            f"first of {first[1]} ({counted(after[first], 'pack')}, before {before[first]}).",
            (facility, first[1]),
            {
                "facility": facility,
                "week": str(week),
                "lines": str(len(products)),
                "product": first[1],
                "before": str(before[first]),
                "after": str(after[first]),
            },
        )


def _packs(
    problem: Problem, lines: Iterable[PreviousDelivery | DeliveryLine]
) -> Counter[tuple[str, str, int]]:
    """Packs by facility, product and week, all lots and origins together, of the weeks that the
    last plan covers."""
    packs: Counter[tuple[str, str, int]] = Counter()
    for line in lines:
        if line.week in problem.weeks_planned_before:
            packs[line.facility, line.product, line.week] += line.packs
    return packs


RULE = Rule(
    code="delivery_stability",
    label="Delivery stability",
    kind=Kind.SOFT,
    unit="lines",
    reason="Shelves are cleared and packs are picked for what the last plan said.",
    check=check,
    weight=100,
)
