"""Products chosen in turn: what is dear is bought at its price, the rest is divided.

Every choice is lived through at once, so that the next sees what trucks, fridges and money have
left. What is dear (money, mostly) has a price that rises where more of it has been taken so far
than allotted, and falls where less: whole orders are large, and a part for each would be too little
for some and lie idle with others. Of what costs nothing a product has its own part, and takes what
later ones are allotted for a trifle. Neighbours in the order are chosen side by side: what is to be
had beyond their parts is then divided between them. Of each product the cheapest is kept of what it
chose before, where that still fits; a choice like this; the rules of thumb; and, where all lose
much, a choice that may take all that there is, with more patience.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from operations.core.supply.capacity import Capacity
from operations.core.supply.columns.answers import Chosen, Part
from operations.core.supply.columns.better import Taken, cents_of
from operations.core.supply.columns.even import evened
from operations.core.supply.columns.follow import Follow, as_chosen
from operations.core.supply.columns.pool import Pool
from operations.core.supply.columns.prices import Prices
from operations.core.supply.columns.programme import Programme
from operations.core.supply.columns.shared import Shared
from operations.core.supply.columns.team import Team
from operations.core.supply.forward import Forward
from operations.core.supply.index import Index
from operations.core.supply.network import Product, Ven

_ADVANCE = {Ven.VITAL: 1.0, Ven.ESSENTIAL: 0.02, Ven.NECESSARY: 0.02}
"""Part of what later products are allotted of what is not bought that one may use to fill a pack or
a minimum order."""
_LOSES_MUCH, _LITTLE = 1e-4, 1e-5
"""Parts of all costs: what a product is chosen again for, and what a choice may be short of its
best."""
_ROUNDING = 1e-6
_DEAR = 1e-4
"""Part of all costs that all of a shared row must be worth, to be bought and not divided."""
_TRIFLE = 0.02
"""Price of all of a row that costs nothing, in parts of all costs: for what later ones are allotted
another week mostly does as well."""
_SWAY, _SLACK = 3.0, 0.05
"""How many times a price rises or falls at most, and the part of a row by which more or less may
have been taken without much of it."""


@dataclass(slots=True)
class Turns:
    """One round of all products. before: choices of an earlier round, by product; pool: all plans
    that are tried."""

    look: Index
    shared: Shared
    programmes: Sequence[Programme]
    prices: Prices
    left: Capacity
    before: Mapping[str, Chosen]
    team: Team
    pool: Pool

    def run(self, over: Callable[[], bool]) -> list[Taken]:
        """All products' plans, charged to what is left; when time is over, by rules of thumb."""
        plans: dict[int, Taken] = {}
        allotted, waiting = self.prices.allotted, list(range(len(self.programmes)))
        later = sum(allotted, np.zeros(self.shared.size))
        spare = self.shared.usual - later
        while waiting:
            group = self.beside(waiting)
            waiting = waiting[len(group) :]
            plans.update(_Turn(self, group, spare, later).run(over))
            later = later - sum(allotted[k] for k in group)
            spare = spare + sum(allotted[k] - plans[k].use for k in group)
        return [plans[k] for k in range(len(plans))]

    def beside(self, waiting: list[int]) -> list[int]:
        """Who is chosen at once: as many as there are threads, but one alone of those who share
        fridges."""
        found: list[int] = []
        for k in waiting[: max(1, self.team.workers)]:
            if found and self._cold(k) and any(map(self._cold, found)):
                break
            found.append(k)
        return found

    def _cold(self, k: int) -> bool:
        return self.programmes[k].product.cold_chain

    def choose(self, k: int, part: Part) -> Taken | None:
        """One product's best choices, charged; None without any."""
        chosen = self.whole([(k, part)])[0]
        return None if chosen is None else self.live(k, chosen)

    def whole(self, asked: Sequence[tuple[int, Part]], patient: bool = True) -> list[Chosen | None]:
        """The best choices of some products in their parts, found side by side."""
        for k, _ in asked:
            self.programmes[k].limit(fridge_units(self.programmes[k], self.left))

        enough = _LITTLE * abs(sum(self.prices.least))

        def found(each: tuple[int, Part]) -> Chosen | None:
            among = 1 if patient else len(self.programmes)
            seconds, by_work = self.team.branching(len(asked), among)
            return self.programmes[each[0]].whole(each[1], seconds, by_work, enough)

        return self.team.each(found, asked)

    def live(self, k: int, chosen: Chosen) -> Taken:
        programme, mark = self.programmes[k], self.left.mark()
        chosen.poor_weeks = self._poor_weeks(programme.product)
        record = Follow(self.look, programme.product, self.left, chosen).run()
        cents = cents_of(self.look, programme, record)
        use = programme.use_of(chosen)
        return self._kept(k, Taken(record, self.left.since(mark), chosen, use, cents))

    def by_thumb(self, k: int) -> Taken:
        programme, mark = self.programmes[k], self.left.mark()
        record = Forward(self.look, programme.product, self.left).run()
        cents, charge = cents_of(self.look, programme, record), self.left.since(mark)
        chosen = as_chosen(self.look, programme.product, record)
        use = self.shared.taken(charge)
        plan = self._kept(k, Taken(record, charge, chosen, use, cents))
        return self._cheaper(k, plan, evened(programme, chosen, 0 * use))

    def _cheaper(self, k: int, plan: Taken, chosen: Chosen) -> Taken:
        """The plan, or other choices where these cost less; it is charged already."""
        if chosen is plan.chosen:
            return plan
        self.left.charge(plan.charge, -1)
        other = self.live(k, chosen)
        if other.cents < plan.cents:
            return other
        self.left.charge(other.charge, -1)
        self.left.charge(plan.charge)
        return plan

    def _kept(self, k: int, plan: Taken) -> Taken:
        self.pool.add(k, plan)
        return plan

    def lost(self, k: int, plan: Taken) -> float:
        """Cents beyond what the product costs at least at the prices."""
        return float(plan.cents + self.prices.worth @ plan.use - self.prices.least[k])

    @property
    def dear(self) -> Any:
        """Which rows are bought: none where prices take orders for placed in part, as they do where
        one may be placed in very many ways: money is too cheap then."""
        if self.prices.mix is None:
            return np.zeros(self.shared.size, dtype=bool)
        return self.prices.worth * self.shared.usual > _DEAR * abs(sum(self.prices.least))

    def worth(self, spare: Any, later: Any) -> Any:
        """Today's price of every row: that of the mix where just as much has been taken as was
        allotted; spare: beyond what these and later products are allotted, which is `later`."""
        if self.prices.mix is None:
            return self.prices.worth
        usual = self.shared.usual
        held = np.maximum(later + _SLACK * usual, 1e-9)
        sway = np.clip(held / np.maximum(held + spare, 1e-9), 1 / _SWAY, _SWAY)
        trifle = _TRIFLE * abs(sum(self.prices.least)) / np.maximum(usual, 1.0)
        return np.where(self.dear, self.prices.worth * sway, np.maximum(self.prices.worth, trifle))

    def _poor_weeks(self, product: Product) -> set[int]:
        """Ordering weeks whose money has a price."""
        return {
            week
            for week in self.look.problem.order_weeks
            for row, _ in self.shared.money(product, week, 1)
            if self.prices.worth[row] > 0
        }


class _Turn:
    """Some products at once; spare: what those before left, later: what these and later ones are
    allotted. worth, dear: prices now, and of which rows all that is taken is paid."""

    def __init__(self, turns: Turns, group: list[int], spare: Any, later: Any) -> None:
        self.turns, self.group, self.spare = turns, group, spare
        self.own = {k: turns.prices.allotted[k] for k in group}
        self.later = later - sum(self.own.values())
        self.worth, self.dear = turns.worth(spare, later), turns.dear
        self.best: dict[int, Taken] = {}
        self.enough = _LOSES_MUCH * abs(sum(turns.prices.least))

    def run(self, over: Callable[[], bool]) -> dict[int, Taken]:
        turns = self.turns
        for k in self.group:
            before = turns.before.get(turns.programmes[k].product.id)
            if before is not None and self._fits(k, before):
                self._try(k, partial(turns.live, k, before))
        if not over():
            self._choose(within=True)
        for k in self._losing():
            self._try(k, partial(turns.by_thumb, k))
        if not over():
            self._choose(within=False)
        return self.best

    def _losing(self) -> list[int]:
        lost = {k: self.turns.lost(k, plan) for k, plan in self.best.items()}
        return [k for k in self.group if lost.get(k, np.inf) >= self.enough]

    def _choose(self, within: bool) -> None:
        """Choices of those who lose much, within their parts or with all that later ones have."""
        losing, left = self._losing(), self.turns.left
        held = [self.best[k].charge for k in losing if k in self.best]
        for charge in held:
            left.charge(charge, -1)
        asked = [(k, self._part(k, len(losing), within)) for k in losing]
        found = self.turns.whole(asked, patient=not within)
        for charge in held:
            left.charge(charge)
        for k, chosen in zip(losing, found, strict=True):
            if chosen is not None:
                self._try(k, partial(self.turns.live, k, chosen))

    def _part(self, k: int, among: int, within: bool) -> Part:
        """What a product pays for and what it has for nothing, and the most of it, where so many
        ask for that."""
        advance = _ADVANCE[self.turns.programmes[k].product.ven] if within else 1.0
        losing = self._losing()
        settled = [j for j in self.group if j in self.best and j not in losing]
        spare = self.spare + sum(self.own[j] - self.best[j].use for j in settled)
        advances = np.where(self.dear, 1.0, advance)
        most = self.own[k] + (spare + advances * self.later) / among
        if not self.dear.any():
            return Part(self.own[k], most, self.worth)
        return Part(np.where(self.dear, 0.0, self.own[k] + spare / among), most, self.worth)

    def _fits(self, k: int, before: Chosen) -> bool:
        most = self._part(k, len(self.group), within=True).most
        use = self.turns.programmes[k].use_of(before)
        return bool((use <= most + _ROUNDING * np.abs(most)).all())

    def _try(self, k: int, plan: Callable[[], Taken]) -> None:
        """Keep the plan where it is the cheapest at the prices so far; what is kept is charged."""
        left, old = self.turns.left, self.best.get(k)
        if old is not None:
            left.charge(old.charge, -1)
        new = plan()
        if old is not None and self.turns.lost(k, old) <= self.turns.lost(k, new):
            left.charge(new.charge, -1)
            left.charge(old.charge)
        else:
            self.best[k] = new


def fridge_units(programme: Programme, left: Capacity) -> Any:
    """Delivered units that each fridge still takes in each week, beside what is reserved."""
    most = programme.most.copy()
    if not programme.product.cold_chain:
        return most
    for f, place in enumerate(programme.pairs.places):
        for week in range(most.shape[1]):
            packs = left.fridge_packs(programme.product, place, week)
            if packs is not None:
                most[f, week] = min(most[f, week], packs * programme.product.pack_units)
    return most
