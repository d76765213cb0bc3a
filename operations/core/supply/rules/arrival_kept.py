"""An order arrives when the planned lead time says, with a fresh lot."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    for line in plan.orders:
        if line.on_the_way:
            continue
        offer = look.offer.get((line.source, line.product))
        if offer is None:
            yield Violation(
                "arrival_kept",
                max(1, line.packs),
                f"Week {line.week}: {line.supplier} does not offer {line.product}.",
                (line.supplier, line.product),
                {"week": str(line.week), "supplier": line.supplier, "product": line.product},
                variant="not_offered",
            )
            continue
        due = line.week + offer.lead_weeks
        fresh = 7 * due + look.products[line.product].shelf_life_days
        if line.arrival_week < due or line.expiry_day > fresh:
            yield Violation(
                "arrival_kept",
                max(1, due - line.arrival_week, line.expiry_day - fresh),
                f"{line.product} ordered from {line.supplier} in week {line.week} comes in week "
                f"{due} and expires by day {fresh}; the plan counts on week {line.arrival_week} "
                f"and day {line.expiry_day}.",
                (line.supplier, line.product),
                {
                    "product": line.product,
                    "supplier": line.supplier,
                    "week": str(line.week),
                    "due": str(due),
                    "fresh": str(fresh),
                    "arrival": str(line.arrival_week),
                    "expiry": str(line.expiry_day),
                },
            )


RULE = Rule(
    code="arrival_kept",
    label="Planned arrival kept",
    kind=Kind.HARD,
    unit="days or weeks",
    reason="A plan may not count on goods sooner than the supplier's record allows.",
    check=check,
)
