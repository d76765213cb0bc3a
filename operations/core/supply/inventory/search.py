"""One walk of the search: rounds of cooling that double, as long as there is time.

Rounds are counted in steps and not in seconds: the same seed walks the same way, and only the clock
decides how far. Where it is known when the search ends, the last round fills what is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from operations.core.chance import seeded
from operations.core.supply.inventory.ground import nothing
from operations.core.supply.inventory.kernels.arrays import PERIODS, UNITS, Draft, Facts, desk
from operations.core.supply.inventory.kernels.walk import (
    EXCESS,
    LEAST_COST,
    Drafts,
    begin,
    go,
    numbers,
)

FIRST_ROUND_STEPS = 4_000
HEAT = np.array([0.005, 0.0001])
"""Temperatures at which a round begins and ends, as a share of the best cost."""
SPAN_SECONDS = 0.05
"""About how long kernels run between two looks at the clock."""
LAST_ROUND = 2.5
"""A round that would end with less time left than this many of itself is stretched to the end."""


class Search:
    """best, cost, excess_units: the cheapest draft so far of those with the least excess (mostly
    none)."""

    def __init__(self, facts: Facts, seed: int) -> None:
        self.facts = facts
        self.desk = desk(facts)
        self.drafts = Drafts(*(nothing(facts) for _ in Drafts._fields))
        self.chance = seeded(seed)
        farthest, dearest = int(facts.way.max()), int(facts.price.max())
        floor = 1 + 2 * farthest // int(facts.sizes[UNITS]) + dearest
        dear = 1 + 10 * (2 * farthest + dearest * int(facts.sizes[PERIODS]))
        self.numbers = numbers(floor, dear, int(facts.price[0]))
        self.span = 20

    @property
    def best(self) -> Draft:
        best: Draft = self.drafts.best
        return best

    @property
    def cost(self) -> int:
        return int(self.numbers[LEAST_COST])

    @property
    def excess_units(self) -> int:
        return int(self.numbers[EXCESS])

    def run(
        self,
        ended: Callable[[], bool],
        on_better: Callable[[], None],
        steps: int | None = None,
        until: float | None = None,
    ) -> None:
        """Search until `ended`, at most `steps`; until: the monotonic second at which that will be.

        on_better is called after the first plan, and where a span of steps has found a better one.
        """
        order = np.argsort(-self.facts.used[1:, -1], kind="stable") + 1
        begin(self.facts, self.drafts, self.desk, order, self.numbers)
        on_better()
        done, length = 0, FIRST_ROUND_STEPS
        while not ended() and len(order) and (steps is None or done < steps):
            started = time.monotonic()
            made = self._round(length, ended, on_better, None if steps is None else steps - done)
            done += made
            length *= 2
            if until is not None and steps is None:
                now = time.monotonic()
                speed = made / max(now - started, 1e-6)
                left = int(speed * (until - now))
                length = max(left, 1) if left < LAST_ROUND * length else length
            self._back()

    def _round(
        self,
        length: int,
        ended: Callable[[], bool],
        on_better: Callable[[], None],
        most: int | None,
    ) -> int:
        """One cooling; the number of steps that were made."""
        step = 0
        last = length if most is None else min(length, most)
        while step < last and not ended():
            started, before = time.monotonic(), (self.excess_units, self.cost)
            to = min(last, step + self.span)
            go(
                self.facts,
                self.drafts,
                self.desk,
                self.chance,
                self.numbers,
                step,
                to,
                length,
                HEAT,
            )
            seconds = max(time.monotonic() - started, 1e-6)
            self.span = max(1, int((to - step) * SPAN_SECONDS / seconds))
            step = to
            if (self.excess_units, self.cost) < before:
                on_better()
        return step

    def _back(self) -> None:
        """The next round begins with the best there is."""
        for to, what in zip(self.drafts.now, self.drafts.best, strict=True):
            to[...] = what
