"""Products that came too short, chosen once more with what others left after them or would give up.

Products are chosen one after the other: who comes early does not know what will be left, who comes
late gets what is left. Whoever lost most against what the prices promise is chosen again, alone
with what is left now, then together with one that takes most of what is dear. Each try is lived
through and kept where both cost less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from operations.core.supply.capacity import Capacity, Charge
from operations.core.supply.columns.answers import Chosen, Part
from operations.core.supply.columns.programme import Programme
from operations.core.supply.draft import Draft, cost
from operations.core.supply.forward import Record
from operations.core.supply.index import Index

_WORTH_A_TRY = 1e-4
"""Part of all costs that a product must have lost."""
_PARTNERS = 3
_ALIKE = 0.5
"""Cents and units by which two plans that are the same may differ."""


@dataclass(slots=True)
class Taken:
    """One product as it is planned: its record, what that takes, and what was chosen for it (not
    where it is planned by rules of thumb). cents: its cost, with the least that transport costs."""

    record: Record
    charge: Charge
    chosen: Chosen | None
    use: Any
    cents: float

    def like(self, other: Taken) -> bool:
        """Whether the other costs and takes as much."""
        near = abs(self.cents - other.cents) < _ALIKE
        return near and np.allclose(self.use, other.use, atol=_ALIKE)


Choose = Callable[[int, Part], Taken | None]
"""Choose a product by number within a part of what is shared, and charge what it takes."""


def cents_of(look: Index, programme: Programme, record: Record) -> float:
    """What a record costs, with the least that bringing its packs costs."""
    carry = dict(zip(programme.pairs.places, programme.carry.tolist(), strict=True))
    brought = sum(carry[d.facility] * d.packs for d in record.deliveries if not d.origin)
    return float(cost(look, Draft((record,)), ()) + brought)


@dataclass(slots=True)
class Better:
    """All products' plans, made better one or two at a time.

    room, worth: of what is shared, by row, and what a unit is worth. least[k]: what product k costs
    at that worth at least. wants[k]: rows of which it takes, or would.
    """

    plans: list[Taken]
    left: Capacity
    room: Any
    worth: Any
    least: Sequence[float]
    wants: Sequence[Any]

    def lost(self, k: int) -> float:
        """Cents beyond what the product costs at least at the prices."""
        plan = self.plans[k]
        return float(plan.cents + self.worth @ plan.use - self.least[k])

    def run(self, choose: Choose, over: Callable[[], bool]) -> None:
        enough = _WORTH_A_TRY * sum(plan.cents for plan in self.plans)
        for k in sorted(range(len(self.plans)), key=lambda k: -self.lost(k)):
            for group in self._groups(k):
                if over() or self.lost(k) < enough:
                    break
                self._try(group, choose)

    def _groups(self, k: int) -> Iterator[list[int]]:
        yield [k]
        shared = self.worth * self.wants[k]
        beside = [float(shared @ plan.use) for plan in self.plans]
        others = sorted(range(len(beside)), key=lambda j: -beside[j])
        yield from ([k, j] for j in others[:_PARTNERS] if j != k and beside[j])

    def _try(self, group: list[int], choose: Choose) -> bool:
        """Choose these anew, in this order; as it was where that is no cheaper."""
        old = [self.plans[k] for k in group]
        for plan in old:
            self.left.charge(plan.charge, -1)
        others = sum((p.use for k, p in enumerate(self.plans) if k not in group), 0 * self.room)
        free = np.maximum(0.0, self.room - others)
        own = np.maximum(0.0, free - sum(plan.use for plan in old[1:]))
        new: list[Taken] = []
        for k in group:
            last = len(new) == len(group) - 1
            found = choose(k, Part.only(free) if last else Part(own, free, self.worth))
            if found is None:
                break
            new.append(found)
            free = np.maximum(0.0, free - found.use)
        whole = len(new) == len(group)
        if whole and sum(p.cents for p in new) < sum(p.cents for p in old) - 0.5:
            for k, plan in zip(group, new, strict=True):
                self.plans[k] = plan
            return True
        for plan in new:
            self.left.charge(plan.charge, -1)
        for plan in old:
            self.left.charge(plan.charge)
        return False
