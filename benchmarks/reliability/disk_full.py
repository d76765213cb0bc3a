"""R14: the disk fills up in the night; it is said, the last plan stays, and with room it goes on.

Database, log and job folders are on a disk of their own (`__main__` mounts it, which needs root).
"""

from __future__ import annotations

import errno
import time
from datetime import timedelta

from django.db import DatabaseError, connection

from benchmarks.reliability.inside import (
    DAY,
    FOLDER,
    LEASE_SECONDS,
    ON,
    demand,
    ended,
    faults,
    postgres,
    run,
    until,
)
from operations.health import Level, examine
from operations.models import Plan, PlanState, Run
from operations.services import run_execute, run_request, runs_reconcile
from tests.operations.ward import SmallWard, small_ward

FILLER = FOLDER / "disk" / "filler"


def fill() -> None:
    """To the last byte. What SQLite's log would give back while the run writes is given before."""
    if ON == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with FILLER.open("ab", buffering=0) as file:
        for size in (1_048_576, 4_096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def ask(ward: SmallWard, number: int) -> Run:
    today = DAY + timedelta(days=7 * number)
    (asked,) = run_request(kind="staffing", scope=ward.ward.scope, days=7, seconds=1, today=today)
    return asked


def night_on_a_full_disk(asked: Run) -> str:
    """What the run's row says afterwards, or what the database said when it could not."""
    try:
        state = run_execute(run_id=asked.pk)
        demand(state != "done", "the run was done on a full disk")
        asked.refresh_from_db()
        return str(asked.message) if asked.error_code else str(state)
    except DatabaseError as error:
        connection.close()
        return str(error)


def healthy() -> bool:
    try:
        connection.close()
        with connection.cursor() as cursor:
            if ON == "sqlite":
                cursor.execute("PRAGMA integrity_check")
                return bool(cursor.fetchone()[0] == "ok")
            cursor.execute("SELECT 1")
            return True
    except DatabaseError:
        return False


def measure(short: bool) -> str:
    ward, times = small_ward(), 1 if short else 5
    first = ask(ward, 0)
    demand(run_execute(run_id=first.pk) == "done", "the first plan was not made")
    said = ""
    for number in range(1, times + 1):
        asked = ask(ward, number)
        fill()
        said = night_on_a_full_disk(asked)
        looked = {finding.name: finding.level for finding in examine()}
        demand(looked["disk"] is Level.BAD, f"doctor says the disk is {looked['disk']}")
        FILLER.unlink()
        if ON == "postgresql" and not healthy():
            server = postgres()
            server.kill()
            server.start()
        until(healthy, 60, "the database is not sound again")
        demand(Plan.objects.get(run=first).state == PlanState.PUBLISHED, "the last plan is gone")
        time.sleep(LEASE_SECONDS + 1)
        runs_reconcile()
        if ended([asked.pk]):  # it could say that it failed: a person asks again
            asked = ask(ward, number)
        demand(run_execute(run_id=asked.pk) == "done", "with room again the run does not go well")
        wrong = faults([asked.pk])
        demand(not wrong, str(wrong))
    first_line = said.strip().splitlines()[0] if said.strip() else "nothing"
    return f"{times} full disks: last plan current, sound, done with room again; said: {first_line}"


if __name__ == "__main__":
    run(measure)
