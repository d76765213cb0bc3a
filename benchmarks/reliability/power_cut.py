"""R13: SQLite after a power cut: the log cut or garbled anywhere, the writer killed anywhere.

Whatever was said to be written is there, whole; nothing is there by half. Killing does not test
whether the disk keeps what it says it keeps (synchronous=FULL asks it to).
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection

from benchmarks.reliability.inside import DAY, FOLDER, demand, run
from hospital.models import Facility
from operations.models import Plan, Run, ShiftAssignment
from operations.services import run_execute, run_request
from tests.operations.remembered import answers_remembered
from tests.operations.ward import small_ward

DATABASE = Path(str(connection.settings_dict["NAME"]))


LEAST = 7
"""Lines of a week's roster that nobody counted."""


def publish(number: int) -> tuple[int, int]:
    """(plan, how many lines it has)"""
    today = DAY + timedelta(days=7 * number)
    ward = Facility.objects.get().wards.get()
    (asked,) = run_request(kind="staffing", scope=ward.scope, days=7, seconds=1, today=today)
    with answers_remembered():
        run_execute(run_id=asked.pk)
    plan = Plan.objects.get(run=asked)
    return plan.pk, ShiftAssignment.objects.filter(plan=plan).count()


def write() -> None:
    """Publishes week after week and says each plan, with its lines, once it is committed."""
    first = Run.objects.count()
    for number in range(first, first + 500):
        plan, lines = publish(number)
        sys.stdout.write(f"{plan}:{lines}\n")
        sys.stdout.flush()


def check(database: Path, acknowledged: dict[int, int], words: str) -> None:
    """acknowledged: plan -> its lines."""
    link = sqlite3.connect(database)
    try:
        (sound,) = link.execute("PRAGMA integrity_check").fetchone()
        demand(sound == "ok", f"{words}: {sound}")
        there = dict(link.execute("SELECT id, run_id FROM operations_plan"))
        missing = set(acknowledged) - set(there)
        demand(not missing, f"{words}: plans {sorted(missing)} were acknowledged and are lost")
        for plan, its_run in there.items():
            counts = [
                link.execute(f"SELECT count(*) FROM {table} WHERE plan_id = ?", [plan]).fetchone()[
                    0
                ]
                for table in ("operations_shiftassignment", "operations_planevent")
            ]
            state = link.execute("SELECT state FROM operations_run WHERE id = ?", [its_run])
            expected = acknowledged.get(plan, LEAST)
            whole = counts[0] >= expected and counts[1] == 2 and state.fetchone()[0] == "done"
            demand(whole, f"{words}: plan {plan} is half there: {counts}")
    finally:
        link.close()


def cuts(plans: int, trials: int) -> None:
    """The log of `plans` publishes, cut or garbled at a random byte, opened again."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA wal_autocheckpoint=0")
    log = Path(f"{DATABASE}-wal")
    written: list[tuple[int, int, int]] = []
    for number in range(plans):
        plan, lines = publish(number)
        written.append((log.stat().st_size, plan, lines))
    whole, dice = log.read_bytes(), random.Random(7)
    copy = FOLDER / "cut.sqlite3"
    for trial in range(trials):
        at = dice.randrange(len(whole))
        shutil.copy(DATABASE, copy)
        tail = b"" if trial % 2 else dice.randbytes(min(65_536, len(whole) - at))
        Path(f"{copy}-wal").write_bytes(whole[:at] + tail)
        Path(f"{copy}-shm").unlink(missing_ok=True)
        there = {plan: lines for size, plan, lines in written if size <= at}
        check(copy, there, f"cut at byte {at}")
    connection.close()


def kills(times: int) -> int:
    """The writer killed at random moments; how many plans it had acknowledged."""
    dice, said = random.Random(8), dict[int, int]()
    command = [sys.executable, "-m", "benchmarks.reliability.power_cut", "write"]
    for number in range(times):
        writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        words = writer.stdout.readline()
        time.sleep(dice.uniform(0, 0.6))
        writer.kill()
        for word in (words + writer.communicate()[0]).split("\n"):
            plan, _colon, lines = word.partition(":")
            if lines:
                said[int(plan)] = int(lines)
        check(DATABASE, said, f"kill {number}")
        Run.objects.filter(state="running").update(state="cancelled")
        connection.close()
    return len(said)


def measure(short: bool) -> str:
    small_ward()
    plans, trials, times = (6, 60, 2) if short else (20, 1000, 60)
    cuts(plans, trials)
    acknowledged = kills(times)
    return (
        f"{trials} cut logs and {times} kills: 0 corrupt, 0 half plans, "
        f"0 of {plans + acknowledged} acknowledged plans lost"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        write()
    else:
        run(measure)
