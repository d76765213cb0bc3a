"""Products that are looked at side by side: solvers and kernels let other threads run meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from operations.core.stopwatch import Stopwatch

ItemT = TypeVar("ItemT")
FoundT = TypeVar("FoundT")

_PATIENT, _PART, _SHARE, _HASTY = 20.0, 0.05, 1.0, 0.5
"""Seconds of one branch and bound at most, which usually ends by itself in one; its part of the
search, or times what each of as many would have of it; what it has where that is little."""


@dataclass(slots=True)
class Team:
    """workers: threads. watch: what counts the search's seconds, which go slower meanwhile.
    seconds: of the whole search, by that watch."""

    workers: int = 1
    watch: Stopwatch = field(default_factory=Stopwatch)
    seconds: float = _PATIENT / _PART

    def branching(self, beside: int = 1, of: int = 1) -> tuple[float, bool]:
        """Seconds that one branch and bound may take where so many run side by side, and whether
        they are of processor time, which is that of all threads. of: how many the search has."""
        part = min(_PART, _SHARE / of) * self.seconds
        seconds = min(_PATIENT, max(_HASTY, part))
        return seconds * (beside if self.watch.by_work else 1), self.watch.by_work

    def each(self, do: Callable[[ItemT], FoundT], items: Sequence[ItemT]) -> list[FoundT]:
        """What is found for every item, in their order; no item may change what another reads."""
        workers = min(self.workers, len(items))
        if workers < 2:
            return [do(item) for item in items]
        with self.watch.beside(workers), ThreadPoolExecutor(workers) as pool:
            return list(pool.map(do, items))
