"""What packs that facilities hand each other cost."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules.words import money


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    price = problem.transfer_pack_cents or 0
    for line in plan.deliveries:
        cents = line.packs * price
        if line.origin and cents:
            yield Violation(
                "transfer_cost",
                cents,
                f"Week {line.week}: {line.origin} hands {counted(line.packs, 'pack')} of "
                f"{line.product} to {line.facility} for {money(cents)}.",
                (line.origin, line.facility, line.product),
                {
                    "week": str(line.week),
                    "origin": line.origin,
                    "packs": str(line.packs),
                    "product": line.product,
                    "facility": line.facility,
                    "cost_cents": str(cents),
                },
            )


RULE = Rule(
    code="transfer_cost",
    label="Transfer cost",
    kind=Kind.SOFT,
    unit="cents",
    reason="Somebody packs, drives and books what changes hands.",
    check=check,
)
