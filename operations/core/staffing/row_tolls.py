"""What a broken rule costs a row: its price where the rule is soft, a breach where it is hard.

A toll is one whole number: breaches times HARD, plus costs. Rules that are off have no toll.
"""

from __future__ import annotations

from collections.abc import Mapping

from operations.core.rule import Kind
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES

HARD = 1 << 60
"""One breach; above all costs that a row can add up."""


def tolls_of(problem: Problem) -> Mapping[str, int]:
    """Rule code -> toll of one unit."""
    policies = {rule.code: rule.policy(problem.policies) for rule in RULES}
    return {
        code: (HARD if policy.kind is Kind.HARD else policy.weight) if policy.active else 0
        for code, policy in policies.items()
    }


def above(toll: int, number: int, limit: int | None) -> int:
    """The toll of one unit more, once a number is above its limit."""
    return toll if limit is not None and number > limit else 0


def over(toll: int, amount: int) -> int:
    """The toll of an amount in minutes, of which any is one breach of a hard rule."""
    if amount <= 0:
        return 0
    return toll if toll == HARD else toll * amount
