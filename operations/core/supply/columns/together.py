"""All products' plans together, once each has been chosen in its turn: of all that was tried for
each the cheapest set that fits, and more to choose from, at prices that such sets give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Part
from operations.core.supply.columns.better import Taken
from operations.core.supply.columns.turns import Turns

_WORTH = 1e-5
"""Part of all costs that another set of plans must save."""


@dataclass(slots=True)
class Together:
    """plans: of every product, charged to what is left. turns: how they were made; its pool has
    these and others."""

    turns: Turns
    plans: list[Taken]

    def run(self, over: Callable[[], bool], enough: Callable[[], bool]) -> None:
        """The cheapest set, then more to choose from, until nothing is new or it is enough."""
        pool, team = self.turns.pool, self.turns.team
        while not over():
            used = sum(plan.use for plan in self.plans)
            room = np.maximum(self.turns.shared.usual, used)
            plans, worth = pool.best(room, *team.branching())
            if plans is not None and self._keep(plans):
                continue
            if enough() or not self._more(room, worth, enough):
                break

    def _keep(self, plans: Sequence[Taken]) -> bool:
        """Live through those that are others than now, and keep them where all costs less so.
        Whether any cost more than the pool said, which then has another set to offer."""
        new = [k for k, plan in enumerate(plans) if not plan.like(self.plans[k])]
        old = [self.plans[k] for k in new]
        saved = sum(plan.cents for plan in old) - sum(plans[k].cents for k in new)
        if saved < _WORTH * sum(plan.cents for plan in self.plans):
            return False
        left, lived = self.turns.left, []
        for plan in old:
            left.charge(plan.charge, -1)
        for k in new:
            chosen = plans[k].chosen
            lived.append(self.turns.by_thumb(k) if chosen is None else self.turns.live(k, chosen))
        if sum(plan.cents for plan in lived) < sum(plan.cents for plan in old):
            for k, plan in zip(new, lived, strict=True):
                self.plans[k] = plan
        else:
            for plan in lived:
                left.charge(plan.charge, -1)
            for plan in old:
                left.charge(plan.charge)
        dearer = [k for k, plan in zip(new, lived, strict=True) if plan.cents > plans[k].cents + 1]
        for k in dearer:
            self.turns.pool.drop(k, plans[k])
        return bool(dearer)

    def _more(self, room: Any, worth: Any, over: Callable[[], bool]) -> bool:
        """Whether any plan is new of those that products choose where they pay for all they take:
        each by itself, with the fridges as the others fill them."""
        part = Part(np.zeros(len(room)), room, worth)
        alone = Capacity(self.turns.look)
        for plan in self.plans:
            alone.charge(plan.charge.chilled())
        turns, known = replace(self.turns, left=alone), self.turns.pool.size
        waiting = list(range(len(self.plans)))
        while waiting and not over():
            group = turns.beside(waiting)
            waiting = waiting[len(group) :]
            for k in group:
                alone.charge(self.plans[k].charge.chilled(), -1)
            found = turns.whole([(k, part) for k in group], patient=False)
            for k, chosen in zip(group, found, strict=True):
                if chosen is not None:
                    alone.charge(turns.live(k, chosen).charge, -1)
            for k in group:
                alone.charge(self.plans[k].charge.chilled())
        return self.turns.pool.size > known
