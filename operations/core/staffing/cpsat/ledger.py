"""Where terms write what must not be: forbidden outright, or allowed at a price.

A price stands beside the plain statement of the breach, so that the cost of a solution is read
from the decisions themselves and not from slack variables, which may be loose until the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from operations.core.rule import Kind, Policy
from operations.core.staffing.cpsat.variables import Literal, Truth

Weighted = tuple[int, Literal]


@dataclass(frozen=True, slots=True)
class Breach:
    """Something that costs: weighted literals above a limit, or all of some literals at once.

    all_or_nothing: the breach counts `amount` when every literal holds; otherwise it counts the
    weighted sum above `limit`, the worst of several where there are `others` (parts, limit), in
    begun units of `per`.
    """

    price: int
    parts: tuple[Weighted, ...]
    limit: int
    all_or_nothing: bool
    amount: int
    slack: Literal
    others: tuple[tuple[tuple[Weighted, ...], int], ...] = ()
    per: int = 1

    def size(self, truth: Truth) -> int:
        if self.all_or_nothing:
            return self.amount if all(truth(literal) for _, literal in self.parts) else 0
        sums = ((self.parts, self.limit), *self.others)
        over = max(
            0, *(sum(factor for factor, lit in parts if truth(lit)) - most for parts, most in sums)
        )
        return -(-over // self.per)


class Ledger:
    """The breaches of a model: `priced` make up the cost, `elastic` are hard rules that gave."""

    def __init__(self, model: cp_model.CpModel, strict: bool) -> None:
        self.model = model
        self.strict = strict
        self.priced: list[Breach] = []
        self.elastic: list[Breach] = []

    def page(self, policy: Policy, hard_price: int) -> Page:
        return Page(self, policy, hard_price)

    @staticmethod
    def total(breaches: Iterable[Breach], truth: Truth) -> int:
        return sum(breach.price * breach.size(truth) for breach in breaches)

    @staticmethod
    def expression(breaches: Sequence[Breach]) -> Literal:
        return cp_model.LinearExpr.weighted_sum(
            [breach.slack for breach in breaches],
            [breach.price * breach.amount for breach in breaches],
        )


class Page:
    """The ledger as one rule sees it: with its kind and its price."""

    def __init__(self, ledger: Ledger, policy: Policy, hard_price: int) -> None:
        self._ledger = ledger
        self._model = ledger.model
        self._policy = policy
        self._hard_price = hard_price
        self.measure = policy.measure
        self.forbids = policy.kind is Kind.HARD and ledger.strict
        """A breach is impossible, not just dear."""

    def at_most(
        self, parts: Sequence[Weighted], limit: int, price: int | None = None, per: int = 1
    ) -> None:
        """The weighted sum of the literals stays at or under the limit; above it each begun `per`
        has the price."""
        highest = _highest(parts) - limit
        if highest <= 0:
            return
        total = cp_model.LinearExpr.weighted_sum([lit for _, lit in parts], [f for f, _ in parts])
        if self.forbids:
            self._model.add(total <= limit)
            return
        slack = self._model.new_int_var(0, -(-highest // per), "")
        self._model.add(total - per * slack <= limit)
        price = self._price(price)
        self._write(Breach(price, tuple(parts), limit, False, 1, slack, per=per))

    def worst_at_most(self, sums: Sequence[tuple[Sequence[Weighted], int]]) -> None:
        """Each weighted sum stays at or under its limit; only the one furthest above counts."""
        open_sums = [(tuple(parts), limit) for parts, limit in sums if _highest(parts) > limit]
        if not open_sums:
            return
        highest = max(_highest(parts) - limit for parts, limit in open_sums)
        slack = 0 if self.forbids else self._model.new_int_var(0, highest, "")
        for parts, limit in open_sums:
            total = cp_model.LinearExpr.weighted_sum([lt for _, lt in parts], [f for f, _ in parts])
            self._model.add(total - slack <= limit)
        if not self.forbids:
            (first, limit), *others = open_sums
            price = self._price(None)
            self._write(Breach(price, first, limit, False, 1, slack, tuple(others)))

    def not_all(
        self, literals: Sequence[Literal], amount: int = 1, price: int | None = None
    ) -> None:
        """Not all of the literals hold at once."""
        if self.forbids:
            self._model.add_bool_or([literal.negated() for literal in literals])
            return
        slack = literals[0] if len(literals) == 1 else self._model.new_bool_var("")
        if len(literals) != 1:  # none at all: the breach is certain
            self._model.add_bool_or([*(literal.negated() for literal in literals), slack])
        parts = tuple((1, literal) for literal in literals)
        self._write(Breach(self._price(price), parts, 0, True, amount, slack))

    def at_most_one(self, literal: Literal, others: Sequence[Literal]) -> None:
        """`literal` goes with none of the others, which exclude each other already."""
        if self.forbids and others:
            self._model.add_at_most_one([literal, *others])

    def _price(self, price: int | None) -> int:
        if self._policy.kind is Kind.HARD:
            return self._hard_price
        return self._policy.weight if price is None else price

    def _write(self, breach: Breach) -> None:
        hard = self._policy.kind is Kind.HARD
        (self._ledger.elastic if hard else self._ledger.priced).append(breach)


def _highest(parts: Sequence[Weighted]) -> int:
    """What the weighted sum can reach."""
    return sum(factor for factor, _ in parts if factor > 0)
