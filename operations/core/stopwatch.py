"""How a search counts its seconds: by the wall clock where a person waits, by its own work where
nobody does.

Beside other searches a second of the wall is a part of a second of work, and stages that end by
the wall end unfinished: a night's plans would be as good as the machine was idle.
"""

from __future__ import annotations

import time

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

    @property
    def seconds(self) -> float:
        passed = wall() - self._wall
        if not self.by_work:
            return passed
        return max((worked() - self._worked) / self._workers, passed / FAR)
