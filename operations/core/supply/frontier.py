"""Ordering rules compared at equal fill: each has a frontier, which is read where it serves alike.

One point of two rules says nothing: who serves less holds less. A rule is replayed with several
settings; stock, waste and the rest are read on the straight line between the two whose fill lies
around the wanted one. How sure that is comes from series drawn anew with replacement, the same for
all rules (paired bootstrap, Efron & Tibshirani 1993).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np

from operations.core.supply.simulate import Floats, Lived, Replayed, measure

DRAWS = 200
FEWEST_DRAWS = 0.9
"""Share of the draws in which both rules must reach the fill for an interval to be told."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which 95 % of the resamples lie."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A rule at the wanted fill. mos: 95 % of resamples. less_stock, less_waste: shares of the
    baseline's that it does without; None where one of both does not reach the fill, the interval
    also where that happens in more than a tenth of the resamples."""

    at: Replayed | None
    mos: Interval | None
    less_stock: float | None
    less_stock_range: Interval | None
    less_waste: float | None
    p10_gain_range: Interval | None


def at_fill(frontier: Sequence[Replayed], fill: float) -> Replayed | None:
    """The frontier read at `fill`, on a straight line between its neighbours; None outside it."""
    points = sorted(frontier, key=lambda result: result.fill)
    for low, high in pairwise(points):
        if low.fill <= fill <= high.fill and high.fill > low.fill:
            share = (fill - low.fill) / (high.fill - low.fill)
            below, above = asdict(low), asdict(high)
            return Replayed(**{k: below[k] + share * (above[k] - below[k]) for k in below})
    return None


def compare(
    lives: Mapping[str, Sequence[Lived]], baseline: str, fill: float, seed: int = 1
) -> dict[str, Compared]:
    """Every rule's frontier at `fill` beside the baseline's."""
    resamples = _resamples(len(lives[baseline][0].demand), seed)
    drawn = {
        name: [
            at_fill([measure(each, weights) for each in frontier], fill) for weights in resamples
        ]
        for name, frontier in lives.items()
    }
    exact = {
        name: at_fill([measure(each) for each in frontier], fill)
        for name, frontier in lives.items()
    }
    return {
        name: _compared(exact[name], exact[baseline], drawn[name], drawn[baseline])
        for name in lives
    }


def _resamples(series: int, seed: int) -> list[Floats]:
    draw = np.random.default_rng(seed)
    return [
        np.bincount(draw.integers(0, series, series), minlength=series).astype(np.float64)
        for _ in range(DRAWS)
    ]


def _compared(
    at: Replayed | None,
    peer: Replayed | None,
    drawn: Sequence[Replayed | None],
    peers: Sequence[Replayed | None],
) -> Compared:
    pairs = [(a, b) for a, b in zip(drawn, peers, strict=True) if a is not None and b is not None]
    if at is None or peer is None:
        return Compared(at, _interval([a.mos for a in drawn if a]), None, None, None, None)
    return Compared(
        at=at,
        mos=_interval([a.mos for a in drawn if a]),
        less_stock=1 - at.mos / peer.mos,
        less_stock_range=_interval([1 - a.mos / b.mos for a, b in pairs]),
        less_waste=1 - at.waste / peer.waste if peer.waste else None,
        p10_gain_range=_interval([a.p10_fill - b.p10_fill for a, b in pairs]),
    )


def _interval(values: Sequence[float]) -> Interval | None:
    if len(values) < FEWEST_DRAWS * DRAWS:
        return None
    return Interval(*(float(v) for v in np.quantile(values, (0.025, 0.975))))
