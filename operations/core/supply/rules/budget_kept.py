"""A funding line pays no more than it has."""

from __future__ import annotations

from collections.abc import Iterator

from operations.core.rule import Kind, Rule, Violation
from operations.core.supply.index import index
from operations.core.supply.plan import Plan
from operations.core.supply.problem import Problem
from operations.core.supply.rules.words import line_price_cents, money


def check(problem: Problem, plan: Plan) -> Iterator[Violation]:
    look = index(problem)
    for budget in problem.budgets:
        weeks = range(budget.start_week, budget.end_week)
        spent = sum(
            line_price_cents(look, line)
            for line in plan.orders
            if line.week in weeks
            and look.products[line.product].funding_line == budget.funding_line
        )
        spent += sum(
            order.due_cents
            for order in problem.on_the_way
            if order.arrival_week in weeks
            and look.products[order.product].funding_line == budget.funding_line
        )
        if spent > budget.cents:
            yield Violation(
                "budget_kept",
                spent - budget.cents,
                f"Funding line {budget.funding_line}, weeks {budget.start_week} to "
                f"{budget.end_week - 1}: orders cost {money(spent)}, the budget is "
                f"{money(budget.cents)}.",
                (budget.funding_line,),
                {
                    "funding_line": budget.funding_line,
                    "first": str(budget.start_week),
                    "last": str(budget.end_week - 1),
                    "spent_cents": str(spent),
                    "budget_cents": str(budget.cents),
                },
            )


RULE = Rule(
    code="budget_kept",
    label="Budget kept",
    kind=Kind.HARD,
    unit="cents",
    reason="Public money is spent within its line and quarter.",
    check=check,
)
