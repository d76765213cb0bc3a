"""Between who works and the run's row: progress one way, a person's wishes the other, and the
lease renewed for as long as the work lasts."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from hospital.leaving import leaving
from hospital.supervise import Wish
from operations.services.runs import Claim, LostLease, run_renew

log = logging.getLogger(__name__)

INCUMBENT_EVERY_SECONDS = 10.0
LONGEST_HELD_SECONDS = 3_600.0
"""Of one stretch of a worker's own work: one that hangs must not keep its run for ever."""


@contextmanager
def held(claim: Claim) -> Iterator[None]:
    """The run stays this worker's while it reads or judges, however long one query takes.

    A worker cannot look up from a query, so a thread renews the lease beside it. Not around a
    transaction that writes the run's row: the thread would wait for it. Raises LostLease at the
    end where somebody else has taken over; what is written is fenced all the same.
    """
    beat = _Beat(claim)
    beat.start()
    try:
        yield
    finally:
        beat.over.set()
        beat.join()
    if beat.lost:
        raise LostLease(f"run {claim.run_id}, attempt {claim.attempt}")


class _Beat(threading.Thread):
    """Renews one lease four times as often as it would end."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(name=f"lease of run {claim.run_id}", daemon=True)
        self.claim, self.over, self.lost = claim, threading.Event(), False
        self.every = settings.LEASE_SECONDS / 4
        self.until = time.monotonic() + LONGEST_HELD_SECONDS

    def run(self) -> None:
        while not (self.over.wait(self.every) or self.lost or time.monotonic() > self.until):
            try:
                run_renew(self.claim)
            except LostLease:
                self.lost = True
            except DatabaseError as error:  # locked or away: the next beat is before the lease ends
                log.warning("run %s: its lease was not renewed: %s", self.claim.run_id, error)
            finally:
                connection.close()


class Watcher:
    """Between a child and its row: renews the lease, writes progress, carries wishes."""

    def __init__(self, claim: Claim, folder: Path, seconds: float) -> None:
        self.claim, self.folder, self.seconds = claim, folder, seconds
        self.curve: list[list[float | None]] = []
        self.cancelled = self.leaving = False
        self.kept_cost = float("inf")
        """Of the plan in the row: an earlier attempt's is not given up for a dearer one."""
        self._progress = 0.0
        self._renewed = 0.0
        self._new_incumbent = False
        self._kept = time.monotonic()

    def on_line(self, line: dict[str, Any]) -> None:
        if "cost" in line:
            point = [line["seconds"], line["cost"], line.get("bound"), line.get("hard")]
            self.curve.append(point if line.get("hard") is not None else point[:3])
            if line.get("incumbent") and line["cost"] < self.kept_cost:
                self._new_incumbent = True
            self._progress = min(0.99, line["seconds"] / max(self.seconds, 1e-9))
        elif line.get("of"):
            self._progress = min(0.99, float(line.get("done", 0)) / float(line["of"]))

    def on_tick(self) -> Wish:
        if leaving():
            self.leaving = True
            return Wish.STOP
        now = time.monotonic()
        if now - self._renewed < min(0.5, settings.LEASE_SECONDS / 4):
            return Wish.GO_ON
        self._renewed = now
        changes: dict[str, Any] = {"progress": self._progress, "curve": self.curve[-200:]}
        if self._new_incumbent and now - self._kept >= INCUMBENT_EVERY_SECONDS:
            changes["incumbent"] = json.loads((self.folder / "incumbent.json").read_bytes())
            self._new_incumbent, self._kept = False, now
        row = run_renew(self.claim, **changes)
        if row.cancel_requested:
            self.cancelled = True
            return Wish.KILL
        return Wish.STOP if row.stop_requested else Wish.GO_ON
