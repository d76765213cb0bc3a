"""R19: a file of a million stays comes in within five minutes and half a gigabyte, or not at all.

In this order: a file whose last row is wrong, a worker killed at random moments of it, the import
itself while somebody reads the site's pages, its list, the same file again, and its way back.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.reliability.inside import FOLDER, demand, run
from benchmarks.reliability.visitors import Visitor
from benchmarks.served import p95, site
from hospital.models import ImportBatch, Patient, Stay
from tests.operations.ward import small_ward

ROWS, MINUTES = 1_000_000, 5
LEAST_RATE = ROWS / (MINUTES * 60)
MOST_MEGABYTES = 512
LIST_MS, PAGE_MS = 100, 500
LOOKS = 20
PATIENTS = 0.7
"""As many patients as that share of the stays: some come again."""
HEADERS = ("facility", "number", "patient", "ward", "gender", "age_band", "urgency", "admitted",
           "discharged")  # fmt: skip
PAGES = ("/", "/hospital/stay/", "/hospital/ward/", "/operations/run/", "/readyz")


@dataclass(frozen=True, slots=True)
class Command:
    """A command that ended: what it said as JSON, its exit code, seconds, those of them that it had
    a processor, and peak memory."""

    code: int
    said: dict[str, Any]
    seconds: float
    processor: float
    megabytes: float


def written(path: Path, rows: int, *, last: str = "", prefix: str = "") -> Path:
    """A file of stays. last: an admission that stands in its last row instead of a right one;
    prefix: of the stays' numbers."""
    dice, first = random.Random(rows), datetime(2020, 1, 1, 8)
    with path.open("w", newline="") as stream:
        sheet = csv.writer(stream)
        sheet.writerow(HEADERS)
        for number in range(1, rows + 1):
            came = first + timedelta(minutes=dice.randrange(5 * 365 * 24 * 60))
            left = came + timedelta(minutes=60 + dice.randrange(9 * 24 * 60))
            admitted = last if last and number == rows else f"{came:%Y-%m-%d %H:%M}"
            sheet.writerow(
                ("CHU", f"{prefix}S{number}", f"P{dice.randrange(int(rows * PATIENTS))}", "MED",
                 dice.choice("FM"), dice.choice(("2-15", "16-64", "65-79", "80+")),
                 dice.choice(("elective", "emergency")), admitted, f"{left:%Y-%m-%d %H:%M}")
            )  # fmt: skip
    return path


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_records", *words, "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(command: subprocess.Popen[str], began: float) -> Command:
    assert command.stdout is not None
    assert command.stderr is not None
    said = command.stdout.read()  # little: what went wrong is told of the first rows alone
    trouble = command.stderr.read()
    _pid, status, used = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(status)
    demand(bool(said) or command.returncode != 0, f"it said nothing: {trouble[-500:]}")
    return Command(
        command.returncode,
        json.loads(said) if said.startswith("{") else {"trouble": trouble[-500:]},
        time.monotonic() - began,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
    )


def left() -> dict[str, int]:
    return {"stays": Stay.objects.count(), "patients": Patient.objects.count(),
            "imports": ImportBatch.objects.filter(errors=0).count()}  # fmt: skip


def nothing_of(what: str) -> None:
    found = left()
    demand(not any(found.values()), f"{what} left {found}")


def refused(rows: int) -> float:
    """Seconds of a file whose last row is wrong: it names that row and leaves nothing."""
    path = written(FOLDER / "wrong.csv", rows, last="yesterday")
    began = time.monotonic()
    done = ended(started("stays", str(path)), began)
    demand(done.code == 1, f"a wrong file ended with {done.code}: {done.said}")
    (fault,) = done.said["errors"]
    demand(fault["row"] == rows + 1, f"the wrong row is {rows + 1}, named was {fault}")
    nothing_of("a wrong file")
    path.unlink()
    return done.seconds


def killed(path: Path, times: int, seconds: float) -> None:
    dice = random.Random(19)
    for _time in range(times):
        command = started("stays", str(path))
        time.sleep(seconds * dice.uniform(0.2, 0.9))
        demand(command.poll() is None, "it was over before it could be killed")
        command.kill()
        command.communicate()
        nothing_of("a killed import")


def looked_at(path: Path, address: str) -> tuple[Command, list[float]]:
    """The import, and the milliseconds of pages that somebody reads meanwhile."""
    reader = Visitor(address, get_user_model().objects.get(username="rita"))
    for page in PAGES:
        reader.get(page)  # the first one warms the server up
    began = time.monotonic()
    command, taken = started("stays", str(path)), []
    while os.waitid(os.P_PID, command.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        page = PAGES[len(taken) % len(PAGES)]
        status, took, _size = reader.get(page)
        demand(status == 200, f"{page} answered {status} during the import")
        taken.append(took)
        time.sleep(0.5)
    return ended(command, began), taken


def listed() -> float:
    """p95 milliseconds of the admin's list, on which no more is counted than is paged through."""
    client = Client()
    client.force_login(get_user_model().objects.get(username="rita"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client.get("/hospital/stay/")
    taken = []
    for _look in range(LOOKS):
        began = time.perf_counter()
        client.get("/hospital/stay/")
        taken.append(1000 * (time.perf_counter() - began))
    with CaptureQueriesContext(connection) as asked:
        client.get("/hospital/stay/")
    table = f'FROM "{Stay._meta.db_table}"'
    counts = [
        q["sql"] for q in asked
        if "COUNT(" in q["sql"] and table in q["sql"] and "LIMIT" not in q["sql"]
    ]  # fmt: skip
    demand(not counts, f"the list counts all its rows: {counts[:1]}")
    return p95(taken)


def measure(short: bool) -> str:
    rows = 20_000 if short else ROWS
    small_ward()
    get_user_model().objects.create_superuser("rita")
    seconds = refused(rows)
    path = written(FOLDER / "stays.csv", rows)
    kills = 1 if short else 3
    killed(path, kills, seconds)
    with site() as address:
        came, pages = looked_at(path, address)
    demand(came.code == 0 and came.said["created"] == rows, f"{came.code}: {came.said}")
    shown = listed()
    again = ended(started("stays", str(path)), time.monotonic())
    demand(bool(again.said["already_imported"]), f"the same file came in twice: {again.said}")
    demand(left()["stays"] == rows, f"{left()} after the same file again")
    number, began = str(came.said["batch"]), time.monotonic()
    back = ended(started("--undo", number, "--reason", "the wrong year"), began)
    demand(back.code == 0 and back.said["removed"] == rows, f"undo: {back.code} {back.said}")
    demand(not Stay.objects.exists(), f"undo left {Stay.objects.count()} stays")
    demand(not Patient.objects.exists(), f"undo left {Patient.objects.count()} patients")
    rate = rows / came.said["seconds"]
    words = (
        f"{rows} rows: {came.said['seconds']:.0f} s, {rate:.0f} rows/s, {came.processor:.0f} s of "
        f"processor, {came.megabytes:.0f} MB; "
        f"wrong last row and {kills} kills left nothing; same file again: nothing; undone in "
        f"{back.seconds:.0f} s, {back.megabytes:.0f} MB; {len(pages)} pages meanwhile: p95 "
        f"{p95(pages):.0f} ms; list p95 {shown:.0f} ms, its rows not counted"
    )
    demand(rate >= LEAST_RATE, f"{words}; least {LEAST_RATE:.0f} rows/s")
    demand(max(came.megabytes, back.megabytes) <= MOST_MEGABYTES, f"{words}; over its memory")
    demand(p95(pages) <= PAGE_MS, f"{words}; pages at most {PAGE_MS} ms")
    demand(shown <= LIST_MS, f"{words}; list at most {LIST_MS} ms")
    return words


if __name__ == "__main__":
    run(measure)
