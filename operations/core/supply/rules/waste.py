"""What expires on the shelf is lost."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay
from operations.core.supply.rules.words import money, value_cents


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    products = index(problem).products
    for (place, product, lot, week), units in replay(problem, plan).wasted.items():
        cents = units * value_cents(products[product])
        yield Violation(
            "waste",
            cents,
            f"{counted(units, 'unit')} of {product} (lot {lot}) expire at {place} in week {week}, "
            f"worth {money(cents)}.",
            (place, product, lot),
            {
                "units": str(units),
                "product": product,
                "lot": lot,
                "place": place,
                "week": str(week),
                "worth_cents": str(cents),
            },
        )


RULE = Rule(
    code="waste",
    label="Waste",
    kind=Kind.SOFT,
    unit="cents",
    reason="Expired medicines are paid twice: bought and destroyed.",
    check=check,
)
