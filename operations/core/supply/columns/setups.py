"""What a product costs at least where an order is placed or is not: branch and bound over orders.

The linear programme pays a part of an order's cost for a part of an order. Branches say of one
order after the other whether it is placed; each is a linear programme again, over all whole-pack
choices, and the cheapest open branch bounds them all (Land & Doig, 1960).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from operations.core.errors import SolverFailure
from operations.core.supply.columns.answers import Answer
from operations.core.supply.columns.dated import Dated
from operations.core.supply.columns.programme import Programme

_WHOLE = 1e-5
_NODES = 60


@dataclass(order=True, slots=True)
class _Branch:
    """placed: what is said of orders, by their number. open: an order that is placed in part."""

    bound: float
    number: int
    answer: Answer = field(compare=False)
    placed: dict[int, bool] = field(default_factory=dict, compare=False)
    open: int | None = field(default=None, compare=False)


def settled(programme: Programme, prices: Any, over: Callable[[], bool]) -> Answer:
    """The cheapest answer with orders placed or not. Where time or branches end before, its bound
    holds all the same, and of one order there is still a part."""
    answer = programme.solve(prices)
    heap = [_Branch(answer.bound, 0, answer, {}, _part(programme))]
    number = 1
    while (order := heap[0].open) is not None and number < _NODES and not over():
        best = heapq.heappop(heap)
        for placed in (False, True):
            branch = _branch(programme, prices, best, {**best.placed, order: placed})
            branch.number, number = number, number + 1
            heapq.heappush(heap, branch)
    return Answer(heap[0].answer.cost, heap[0].bound, heap[0].answer.use)


def sharpened(programme: Programme, prices: Any, over: Callable[[], bool]) -> float:
    """The bound of `settled` where, besides, whole packs of short-dated lots must find somebody who
    uses them in time."""
    programme.dated = Dated.of(programme, proves=True)
    bound = settled(programme, prices, over).bound
    programme.dated.leave()
    programme.dated = None
    return bound


def _branch(programme: Programme, prices: Any, above: _Branch, placed: dict[int, bool]) -> _Branch:
    for k, whether in placed.items():
        _, _, taken = programme.orders[k]
        taken.lower_bound = taken.upper_bound = float(whether)
    try:
        answer = programme.solve(prices)
        found = _Branch(max(above.bound, answer.bound), 0, answer, placed, _part(programme))
    except SolverFailure:  # what is proven above holds
        found = _Branch(above.bound, 0, above.answer, placed)
    for k in placed:
        _, _, taken = programme.orders[k]
        taken.lower_bound, taken.upper_bound = 0.0, 1.0
    return found


def _part(programme: Programme) -> int | None:
    """The order that is nearest to being placed by half in the programme's last answer."""
    parts = [(min(share, 1 - share), k) for k, share in enumerate(programme.placed)]
    part, k = max(parts, default=(0.0, 0))
    return k if part > _WHOLE else None
