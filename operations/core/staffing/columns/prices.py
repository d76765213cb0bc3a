"""What a breach of a rule costs a row: its price, nothing where the rule is off, or that it may
not be."""

from __future__ import annotations

from operations.core.rule import Kind, Measure
from operations.core.staffing.problem import Problem
from operations.core.staffing.rules import RULES

FORBIDDEN = 10**9
"""Above every cost; sums of it stay above it."""


class Prices:
    """The price per unit of each rule as the hospital decided it; FORBIDDEN for hard rules."""

    def __init__(self, problem: Problem) -> None:
        self._of: dict[str, int] = {}
        self._active: dict[str, bool] = {}
        self._hard: dict[str, bool] = {}
        self._measure: dict[str, Measure] = {}
        for rule in RULES:
            policy = rule.policy(problem.policies)
            self._hard[rule.code] = policy.active and policy.kind is Kind.HARD
            self._active[rule.code] = policy.active
            self._measure[rule.code] = policy.measure
            self._of[rule.code] = FORBIDDEN if policy.kind is Kind.HARD else policy.weight

    def active(self, rule: str) -> bool:
        return self._active[rule]

    def hard(self, rule: str) -> bool:
        return self._hard[rule]

    def rising(self, rule: str) -> bool:
        return self._measure[rule] is Measure.RISING

    def shared(self, rule: str, amount: int) -> int:
        """The cost of `amount` beyond a fair share, by the measure that the hospital chose."""
        more = max(0, amount)
        return self.of(rule, more * (more + 1) // 2 if self.rising(rule) else more)

    def of(self, rule: str, amount: int, own: int | None = None) -> int:
        """The cost of a breach by `amount` (0 or less: none); `own`: the breach's own price."""
        if amount <= 0 or not self._active[rule]:
            return 0
        if self._hard[rule]:
            return FORBIDDEN
        return amount * (self._of[rule] if own is None else own)
