"""The last approved plan carried on: of every product what comes nearest to it as things are now.

Departing from it is so dear here that only what cannot stay departs; weeks that it does not reach
are chosen at today's prices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from operations.core.errors import SolverFailure
from operations.core.supply.columns.answers import Chosen, Part
from operations.core.supply.columns.prices import Prices
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.supply import weight
from operations.core.supply.columns.team import Team
from operations.core.supply.index import Index
from operations.core.supply.network import Product
from operations.core.supply.problem import Problem
from operations.core.supply.rules import delivery_stability, plan_stability

_STERN = 100
"""Times that departing from the last plan costs more than by the network's rules."""
_NEXT_TO_NOTHING = 5e-4
"""Part of all costs that nobody would change a plan for."""
_DEPARTING, _FEW = 0.02, 10
"""Part of the lines that may depart for that together, and how many where that is less."""
RULES = delivery_stability.RULE, plan_stability.RULE


def is_told(look: Index) -> bool:
    """Whether there is a last plan and it matters what differs from it."""
    problem = look.problem
    known = bool(problem.previous or problem.previous_deliveries)
    return known and any(weight(look, rule.code) for rule in RULES)


def firmly(look: Index, cents: float) -> Index:
    """The problem where departing from the last plan is dearer than by the network's rules. A
    search ends with one of many plans that are about as good; if a fiftieth of what was told
    departed, all of that would be dearer by less than it leaves unproven. cents: what all costs."""
    lines = sum(len(packs) for packs in look.delivered_before.values())
    lines += sum(len(packs) for packs in look.ordered_before.values())
    price = max(weight(look, rule.code) for rule in RULES)
    more = _NEXT_TO_NOTHING * max(0.0, cents) / (price * max(_FEW, _DEPARTING * lines))
    return Index(_sterner(look.problem, 1 + more))


class Standing:
    """A region's products, each as the last plan has it. prices: for what that does not reach."""

    def __init__(self, look: Index, prices: Prices, team: Team) -> None:
        self.look, self.prices, self.team = Index(_sterner(look.problem, _STERN)), prices, team
        self.shared = Shared(self.look)

    def choose(self, products: list[Product], over: Callable[[], bool]) -> list[Chosen | None]:
        """None where nothing is found, or no more looked for."""
        seconds, by_work = self.team.branching(of=len(products))

        def found(product: Product) -> Chosen | None:
            if over():
                return None
            programme = Programme(self.look, product, self.shared)
            part = Part(self.shared.room * 0, self.shared.room, self.prices.worth)
            try:
                programme.solve(self.prices.worth)
            except SolverFailure:
                return None
            return programme.whole(part, seconds, by_work)

        return self.team.each(found, products)


def _sterner(problem: Problem, times: float) -> Problem:
    """The problem where departing from the last plan costs so many times more."""
    dear = {}
    for rule in RULES:
        policy = rule.policy(problem.policies)
        dear[rule.code] = replace(policy, weight=round(policy.weight * times))
    return replace(problem, policies={**problem.policies, **dear})
