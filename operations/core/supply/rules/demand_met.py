"""What patients are expected to need is there."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation, counted
from operations.core.supply.index import index
from operations.core.supply.need import VEN_SHORTAGE
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay
from operations.core.supply.rules.words import value_cents


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    products = index(problem).products
    for (facility, product, week), units in replay(problem, plan).short.items():
        item = products[product]
        yield Violation(
            "demand_met",
            units * VEN_SHORTAGE[item.ven] * value_cents(item),
            f"{facility} will lack {counted(units, 'unit')} of {product} ({item.ven}) in week "
            f"{week}.",
            (facility, product),
            {
                "facility": facility,
                "product": product,
                "ven_word": str(item.ven),
                "week": str(week),
                "units": str(units),
            },
        )


RULE = Rule(
    code="demand_met",
    label="Demand met",
    kind=Kind.MEDIUM,
    unit="units x VEN weight x unit price",
    reason="A lack of vital medicines harms patients; VEN classes say how much.",
    check=check,
)
