"""R8: a solver that deadlocks is found, killed and tried again; the next run goes on.

The deadlock is the real one: LightGBM trained with two threads, the process forked, trained again.
That no process of ours forks so is a test of its own (tests/test_architecture.py).
"""

from __future__ import annotations

import time
from datetime import timedelta

from benchmarks.reliability.deadlock import ITS_MONDAY
from benchmarks.reliability.inside import DAY, demand, ended, faults, run, until, worker
from operations.models import Run, RunState
from operations.services import run_request
from operations.tasks import nudge_ready
from tests.operations.ward import small_ward

FOUND_SECONDS = 120


def measure(short: bool) -> str:
    ward = small_ward()
    idle = "5" if short else ""
    hands = worker("benchmarks.reliability.deadlock", CHAOS_IDLE_SECONDS=idle)
    ask = {"kind": "staffing", "scope": ward.ward.scope, "days": 7, "seconds": 1}
    (hung,) = run_request(**ask, today=DAY)
    demand(str(hung.start) == ITS_MONDAY, f"the deadlock waits for {ITS_MONDAY}")
    hands.start(lanes=1)
    nudge_ready()
    try:
        row = Run.objects.filter(pk=hung.pk)
        until(row.filter(stage="solving").exists, 90, "it did not begin")
        began = time.monotonic()
        until(lambda: row.get().attempt > 1 or ended([hung.pk]), 150, "not found", every=0.5)
        found = time.monotonic() - began
        demand(found <= FOUND_SECONDS, f"found after {found:.0f} s")
        (after,) = run_request(**ask, today=DAY + timedelta(days=7))
        nudge_ready()
        until(lambda: ended([hung.pk, after.pk]), 600, "the runs did not end")
    finally:
        hands.kill()
    hung = row.get()
    demand(hung.state == RunState.FAILED, f"it ended {hung.state}: {hung.message}")
    demand(not faults([after.pk]), "the next run did not go well")
    return f"found after {found:.0f} s, {hung.attempt} attempts, then failed; the next run is done"


if __name__ == "__main__":
    run(measure)
