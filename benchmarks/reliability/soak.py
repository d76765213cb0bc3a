"""R11: a hundred runs in one worker; its memory, its database links and its children stay few."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.db import connection

from benchmarks.reliability.inside import DAY, ON, demand, ended, faults, run, until, worker
from operations.services import run_request
from operations.tasks import nudge_ready
from tests.e2e.hands import Hands
from tests.operations.ward import small_ward

GROWTH_MB = 20
WARM_RUNS = 5


def megabytes(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def zombies(hands: Hands) -> int:
    stats = (Path(f"/proc/{pid}/stat").read_text() for pid in hands.family())
    return sum(stat.rpartition(")")[2].split()[0] == "Z" for stat in stats)


def links() -> int:
    if ON != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def measure(short: bool) -> str:
    ward, runs = small_ward(), 12 if short else 100
    hands, seen, ids = worker(), [], []
    hands.start(lanes=2)
    try:
        for number in range(runs):
            today = DAY + timedelta(days=7 * number)
            (asked,) = run_request(
                kind="staffing", scope=ward.ward.scope, days=7, seconds=1, today=today
            )
            ids.append(asked.pk)
            nudge_ready()
            until(lambda pk=asked.pk: ended([pk]), 120, f"run {number} did not end")
            assert hands.worker is not None
            pool = [megabytes(pid) for pid in hands.family()]
            seen.append((megabytes(hands.worker.pid), sum(pool), links(), zombies(hands)))
        until(lambda: not hands.solvers(), 20, "a solver stayed")
    finally:
        hands.kill()
    wrong = faults(ids)
    demand(not wrong, str(wrong))
    warm, last = seen[WARM_RUNS - 1], seen[-1]
    growth, pool = last[0] - warm[0], last[1] - warm[1]
    words = f"{runs} runs: parent {growth:+.1f} MB, whole pool {pool:+.1f} MB, "
    words += f"links {warm[2]} -> {last[2]}, zombies {last[3]}"
    demand(growth < GROWTH_MB and last[2] <= warm[2] + 1 and last[3] == 0, words)
    return words


if __name__ == "__main__":
    run(measure)
