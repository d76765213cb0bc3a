"""How a search counts its seconds: by the wall clock where a person waits, by its own work where
nobody does.

Beside other searches a second of the wall is a part of a second of work, and stages that end by
the wall end unfinished: a night's plans would be as good as the machine was idle.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

FAR = 4.0
"""Seconds of the wall clock for each second of work after which a search ends all the same: one
that hangs, or that the machine hardly lets run."""


def wall() -> float:
    return time.monotonic()


def worked() -> float:
    """Processor time of this process, of all its threads."""
    return time.process_time()


class Stopwatch:
    """Seconds since it was made. by_work: processor time, a `workers`-th of what all threads use
    together, or of the wall clock a `FAR`-th where that is more."""

    def __init__(self, by_work: bool = False, workers: int = 1) -> None:
        self.by_work, self._workers = by_work, max(1, workers)
        self._wall, self._worked = wall(), worked()
        self._saved = 0.0
        self._beside: tuple[int, float] | None = None

    @property
    def seconds(self) -> float:
        passed = wall() - self._wall
        if not self.by_work:
            return passed
        used = worked() - self._worked - self._saved - self._spared()
        return max(used / self._workers, passed / FAR)

    @contextmanager
    def beside(self, workers: int) -> Iterator[None]:
        """Where so many threads work side by side for a while, their work counts for a part each;
        what else the search does counts whole."""
        self._beside = max(1, workers), worked()
        try:
            yield
        finally:
            self._saved += self._spared()
            self._beside = None

    def _spared(self) -> float:
        if self._beside is None:
            return 0.0
        workers, began = self._beside
        return (worked() - began) * (1 - 1 / workers)
