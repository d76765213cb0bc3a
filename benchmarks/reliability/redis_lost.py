"""R5: the broker killed, and emptied, while runs wait in it; none is lost, the next begins soon."""

from __future__ import annotations

import time
from datetime import timedelta

from benchmarks.reliability.inside import (
    DAY,
    demand,
    ended,
    faults,
    redis,
    run,
    spread,
    until,
    worker,
)
from operations import launch
from operations.models import Run
from tests.operations.ward import SmallWard, small_ward

NEXT_TASK_SECONDS = 60
DOWN_SECONDS = 2


def two_weeks(ward: SmallWard, number: int) -> list[int]:
    """Two runs for one lane: one is under way and one waits in the broker."""
    found = []
    for week in (2 * number, 2 * number + 1):
        today = DAY + timedelta(days=7 * week)
        run = launch.run_start(
            kind="staffing", scope=ward.ward.scope, days=28, seconds=4, today=today
        )
        found.append(run.pk)
    return found


def trial(ward: SmallWard, number: int, flush: bool) -> float:
    """Seconds from the broker's return to the start of a run asked for while it was away."""
    server = redis()
    ids = two_weeks(ward, number)
    until(lambda: Run.objects.filter(pk__in=ids, attempt__gt=0).exists(), 90, "nothing begun")
    if flush:
        server.flush()
        began = time.monotonic()
        until(lambda: Run.objects.filter(pk=ids[1], attempt__gt=0).exists(), 300, "not begun")
    else:
        server.kill()
        time.sleep(DOWN_SECONDS)
        today = DAY + timedelta(days=7 * (1000 + number))
        late = launch.run_start(
            kind="staffing", scope=ward.ward.scope, days=7, seconds=1, today=today
        )
        server.start()
        began = time.monotonic()
        ids.append(late.pk)
        until(lambda: Run.objects.filter(pk=late.pk, attempt__gt=0).exists(), 300, "not begun")
    seconds = time.monotonic() - began
    until(lambda: ended(ids), 180, "runs did not end")
    wrong = faults(ids)
    demand(not wrong, str(wrong))
    return seconds


def measure(short: bool) -> str:
    ward = small_ward()
    kills, flushes = (2, 1) if short else (10, 3)
    hands = worker()
    hands.start(lanes=1)
    try:
        plan = [False] * kills + [True] * flushes
        seconds = [trial(ward, number, flush) for number, flush in enumerate(plan)]
    finally:
        hands.kill()
    demand(max(seconds) <= NEXT_TASK_SECONDS, f"next run {spread(seconds)}")
    return f"{kills} kills and {flushes} emptied: 0 runs lost, next run {spread(seconds)}"


if __name__ == "__main__":
    run(measure)
