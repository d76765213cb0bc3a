"""The model at work: how a rule's breach becomes a bar, a price or a priced slack.

A hard rule bars. When what is given cannot all hold (two people fixed in one bed), the model is
made `elastic`: each hard breach is allowed at a price above everything else, so that the least
gives and the judge can name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from operations.core.beds.problem import Problem
from operations.core.beds.rules import RULES
from operations.core.rule import Kind, Policy

HARD_PRICE = 10_000_000
"""Per unit of a hard breach in an elastic model; far above any sum of other costs."""

GIVEN_PRICE = 10_000
"""For leaving a patient in a room that a hard rule speaks against, where they lie already: dearer
than any wish or admission, cheaper than to leave somebody who is here without a bed."""

Linear = Any
"""A CP-SAT literal, variable or linear expression, or an int."""


@dataclass(slots=True)
class Work:
    """A CP-SAT model in the making.

    costs, floors: (amount, price) pairs. breaches: amounts of hard rules. given: choices that keep
    a patient in a room against a hard rule, because they lie there already.
    """

    problem: Problem
    elastic: bool = False
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    costs: list[tuple[Linear, int]] = field(default_factory=list)
    floors: list[tuple[Linear, int]] = field(default_factory=list)
    breaches: list[Linear] = field(default_factory=list)
    given: list[Linear] = field(default_factory=list)

    def policy(self, code: str) -> Policy:
        return POLICIES[code] if code not in self.problem.policies else self.problem.policies[code]

    def bars(self, code: str) -> bool:
        """Whether a breach of `code` is out of the question in this model."""
        policy = self.policy(code)
        return policy.active and policy.kind is Kind.HARD and not self.elastic

    def new_bool(self) -> Linear:
        return self.model.new_bool_var("")

    def charge(self, code: str, amount: Linear, weight: int | None = None) -> None:
        """`amount` >= 0 of a breach: barred when hard, else priced by the rule or by `weight`."""
        policy = self.policy(code)
        if not policy.active:
            return
        if self.bars(code):
            self.model.add(amount == 0)
        elif policy.kind is Kind.HARD:
            self.breaches.append(amount)
        else:
            self.costs.append((amount, policy.weight if weight is None else weight))

    def over(self, code: str, amount: Linear, limit: Linear, most: int) -> None:
        """Charge what `amount` has above `limit`, at most `most`."""
        if not self.policy(code).active or most <= 0:
            return
        if self.bars(code):
            self.model.add(amount <= limit)
            return
        slack = self.model.new_int_var(0, most, "")
        self.model.add(amount - slack <= limit)
        self.charge(code, slack)

    def together(self, code: str, groups: Sequence[list[Linear]], most: int) -> None:
        """Of several groups only one may be there; charge who is not of the largest."""
        if not self.policy(code).active:
            return
        picks = [self.new_bool() for _ in groups]
        self.model.add_exactly_one(picks)
        if self.bars(code):
            for pick, group in zip(picks, groups, strict=True):
                self.model.add(sum(group) <= min(most, len(group)) * pick)
            return
        slack = self.model.new_int_var(0, sum(map(len, groups)), "")
        for pick, group in zip(picks, groups, strict=True):
            others = sum(lit for other in groups if other is not group for lit in other)
            self.model.add(others <= slack).only_enforce_if(pick)
        self.charge(code, slack)

    def floor(self, code: str, amount: Linear) -> None:
        """A part of a later phase's cost that `amount` makes certain already."""
        policy = self.policy(code)
        if policy.active and policy.kind is not Kind.HARD:
            self.floors.append((amount, policy.weight))

    def minimise(self) -> None:
        parts = [amount * price for amount, price in (*self.costs, *self.floors)]
        broken = HARD_PRICE * sum(self.breaches) + GIVEN_PRICE * sum(self.given)
        self.model.minimize(sum(parts) + broken)

    def broken(self, values: Any) -> int:
        """The part of the objective that is for hard breaches."""
        return HARD_PRICE * sum(int(values.value(amount)) for amount in self.breaches)


POLICIES = {rule.code: Policy(rule.kind, rule.weight) for rule in RULES}


def total(values: Any, pairs: Iterable[tuple[Linear, int]]) -> int:
    """Priced amounts under the values of a solver or of a solution callback."""
    return sum(int(values.value(amount)) * price for amount, price in pairs)
