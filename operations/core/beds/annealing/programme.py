"""The order of a search: a first plan, lawful if that can be, then cooling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from operations.core.beds.annealing.kernels import arrays as a
from operations.core.beds.annealing.kernels.arrays import Reals
from operations.core.beds.annealing.state import STRICT
from operations.core.beds.annealing.tables import Tables
from operations.core.beds.annealing.walk import Best, Walk
from operations.core.stopwatch import Stopwatch

MEND_SHARE = 0.3
SOFTEST, HARDEST = 20, 3000
"""Prices of a hard breach, up and down while a plan is mended."""
MEND_SLICES, LONGER = 20, 1.2
MEND_HEAT = 19.0
"""In last temperatures."""
COLD = 0.15
"""Last temperature, in smallest prices: the most important number of all (measured)."""
ENOUGH = 50_000
"""Moves for each patient that a start at full heat needs; with fewer, more is kept of the first
plan (measured on hospitals of 1,000 and 3,000 beds)."""
SLICES_TIMED = 3
COOLEST = 4.0
"""Beginning, in last temperatures."""
FEW = 1000
"""Prices of leaving out from which on a patient is not weighed against wishes."""
MEET, AGAIN = 0.6, 0.4
"""Of the time, when walks meet: who is behind goes on from the best plan of all, as hot again as
at the second share. By then it is cold, and where somebody was left out, they stay out."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The seconds that one search has."""

    seconds: float
    stopped: Callable[[], bool]
    watch: Stopwatch = field(default_factory=Stopwatch)

    def share(self) -> float:
        """How much of the time is over, 1 when it is or a stop is asked for."""
        if self.stopped() or self.seconds <= 0:
            return 1.0
        return min(1.0, self.watch.seconds / self.seconds)


@dataclass(frozen=True, slots=True)
class Heat:
    """Temperatures at the beginning and at the end."""

    hot: float
    cold: float

    def at(self, share: float) -> float:
        return float(self.hot * (self.cold / self.hot) ** min(1.0, max(0.0, share)))


def heat(t: Tables) -> Heat:
    """From what wishes cost: hot enough to leave somebody out at times, cold enough for the
    smallest of them."""
    wishes: Reals = t.weight[t.weight > 0].astype(float)
    prices = t.facts.stay_price[t.facts.stay_price[:, :, 0] != a.CLOSED]
    wishes = np.concatenate((wishes, prices[(prices > 0) & (prices < FEW)].ravel()))
    missing = t.facts.people[t.facts.free, a.MISSING].astype(float)
    missing = missing[(missing > 0) & (missing < FEW)]
    if not wishes.size:
        wishes = missing if missing.size else np.ones(1)
    hot = np.median(missing) / 8 if missing.size else float(np.mean(wishes))
    cold = COLD * float(wishes.min())
    return Heat(max(float(hot), COOLEST * cold), cold)


def nobody() -> Best | None:
    """The best plan of all walks, for one that is alone."""
    return None


def search(
    walk: Walk, clock: Clock, warm: Heat, ramp: float, best: Callable[[], Best | None] = nobody
) -> None:
    """From where the walk is to the end of the time. ramp: share of it in which hard rules weigh
    ever more, before they bind. best: the best plan of all walks."""
    if walk.still():
        return
    if walk.hard:
        _mend(walk, clock, warm)
    warm = _affordable(walk, clock, warm)
    begun, met, behind = clock.share(), False, False
    while (share := clock.share()) < 1.0:
        share = (share - begun) / max(1e-9, 1.0 - begun)
        if share < ramp:
            walk.price(int(SOFTEST * (HARDEST / SOFTEST) ** (share / ramp)))
            walk.go(warm.at(share), strict=False)
            continue
        if share >= MEET and not met:
            met, behind = True, _meet(walk, best())
        if walk.hard and walk.best is not None and not walk.best.hard:
            _mend(walk, clock, warm)
        walk.price(STRICT)
        walk.go(warm.at(_again(share) if behind else share), strict=True)


def _meet(walk: Walk, best: Best | None) -> bool:
    """Go on from the best plan of all walks where it is better than the walk's own."""
    own = walk.best
    if best is None or own is None or (best.hard, best.cost) >= (own.hard, own.cost):
        return False
    walk.to(best.place, best.nurse)
    return True


def _again(share: float) -> float:
    """How far a walk that met a better one has cooled."""
    return 1.0 - (1.0 - AGAIN) * (1.0 - share) / (1.0 - MEET)


def _affordable(walk: Walk, clock: Clock, warm: Heat) -> Heat:
    """As hot as there is time for, by the speed of the first moves."""
    began, before = clock.watch.seconds, walk.moves
    walk.price(STRICT)
    for _ in range(SLICES_TIMED):
        if clock.share() < 1.0:
            walk.go(warm.cold, strict=True)
    now = clock.watch.seconds
    rate = (walk.moves - before) / max(1e-6, now - began)
    moves = rate * max(0.0, clock.seconds - now) / max(1, walk.facts.free.size)
    hot = warm.hot * min(1.0, (moves / ENOUGH) ** 0.5)
    return Heat(max(hot, COOLEST * warm.cold), warm.cold)


def _mend(walk: Walk, clock: Clock, warm: Heat) -> None:
    """Only who must come, wishes without a price, hard rules weighing now little, now much, until
    nothing is broken (measured: without wishes the tightest public instances take a second)."""
    until, slices, long = clock.share() + MEND_SHARE, 0, float(MEND_SLICES)
    walk.spare()
    while walk.hard and clock.share() < until:
        hard = SOFTEST * (HARDEST / SOFTEST) ** (slices / long)
        walk.price(int(hard), wishes=False)
        walk.go(MEND_HEAT * warm.cold, strict=False, only_must=True)
        slices += 1
        if slices > long:
            slices, long = 0, long * LONGER
    if walk.hard:
        walk.back()
    walk.fill()
