"""Stock on the shelf binds money and room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.replay import replay
from operations.core.supply.rules.words import money, value_cents


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    products = index(problem).products
    cent_weeks: defaultdict[str, int] = defaultdict(int)
    for (place, product), ends in replay(problem, plan).end_units.items():
        cent_weeks[place] += sum(ends) * value_cents(products[product])
    for place, held in cent_weeks.items():
        cents = -(-held * problem.holding_per_mille_week // 1000)
        if cents:
            yield Violation(
                "holding",
                cents,
                f"{place} holds stock worth {money(held // problem.weeks)} on average, which costs "
                f"{money(cents)} over the horizon.",
                (place,),
                {
                    "place": place,
                    "worth_cents": str(held // problem.weeks),
                    "cost_cents": str(cents),
                },
            )


RULE = Rule(
    code="holding",
    label="Holding",
    kind=Kind.SOFT,
    unit="cents",
    reason="Money in stock is not elsewhere; space is short.",
    check=check,
)
