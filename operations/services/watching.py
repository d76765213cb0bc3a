"""Between a child and its run's row: progress one way, a person's wishes the other."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from hospital.leaving import leaving
from hospital.supervise import Wish
from operations.services.runs import Claim, run_renew

INCUMBENT_EVERY_SECONDS = 10.0


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
            self.curve.append([line["seconds"], line["cost"], line.get("bound")])
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
