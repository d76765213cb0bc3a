"""R6: the database killed while a plan is being written; afterwards it is whole or not there."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import OperationalError, connection

from benchmarks.reliability.inside import (
    DAY,
    FOLDER,
    demand,
    ended,
    faults,
    postgres,
    run,
    spread,
    until,
    worker,
)
from benchmarks.reliability.slow import sign
from operations.services import run_request
from tests.operations.ward import SmallWard, small_ward

RECOVERY_SECONDS = 60


def gone_well(ids: list[int]) -> bool:
    try:
        return ended(ids)
    except OperationalError:
        connection.close()
        return False


def trial(ward: SmallWard, number: int) -> float:
    """Seconds from the kill to a whole plan."""
    today = DAY + timedelta(days=7 * number)
    (asked,) = run_request(kind="staffing", scope=ward.ward.scope, days=7, seconds=1, today=today)
    until(sign(FOLDER, asked.pk).exists, 90, "it did not come to publishing", every=0.05)
    server, began = postgres(), time.monotonic()
    server.kill()
    connection.close()
    time.sleep(1)
    server.start()
    until(lambda: gone_well([asked.pk]), 180, "the run did not end")
    seconds = time.monotonic() - began
    wrong = faults([asked.pk])
    demand(not wrong, str(wrong))
    return seconds


def measure(short: bool) -> str:
    ward, kills = small_ward(), 2 if short else 10
    hands = worker("benchmarks.reliability.slow")
    hands.start(lanes=1)
    try:
        seconds = [trial(ward, number) for number in range(kills)]
        demand(hands.worker is not None and hands.worker.poll() is None, "the worker died")
    finally:
        hands.kill()
    demand(max(seconds) <= RECOVERY_SECONDS, f"recovery {spread(seconds)}")
    return f"{kills} kills in the middle of publishing: 0 bad plans, whole again {spread(seconds)}"


if __name__ == "__main__":
    run(measure)
