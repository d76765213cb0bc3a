"""What the scripts share, inside an installation that `__main__` made: import it before the models.

A script's `measure(short)` returns its figure in words; it raises Short where the promise is not
kept. `run(measure)` prints and sets the exit code.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.reliability.services import Postgres, Redis  # noqa: E402
from hospital.models import Network  # noqa: E402
from operations.models import (  # noqa: E402
    END_STATES,
    ROWS,
    Finding,
    Plan,
    PlanEvent,
    Run,
    RunState,
)
from operations.services.sample import sample_make  # noqa: E402
from tests.e2e.hands import Hands  # noqa: E402

DAY = date(2026, 3, 4)
FOLDER = Path(os.environ["CHAOS_DIR"])
LEASE_SECONDS = float(os.environ["MIZAN_LEASE_SECONDS"])
ON = connection.vendor


class Short(Exception):
    """The promise is not kept; says by how much."""


def run(measure: Callable[[bool], str]) -> None:
    """Migrate, measure, print the line. Ends with 1 when it falls short."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    asked = parser.parse_args()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        words, code = measure(asked.short), 0
    except Short as no:
        words, code = f"falls short: {no}", 1
        for log in sorted(FOLDER.glob("worker-*.log")):
            tail = log.read_text(errors="replace")[-2000:]
            sys.stderr.write(f"--- {log.name}\n{tail}\n")
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
    connection.close()
    sys.exit(code)


def demand(kept: bool, words: str) -> None:
    if not kept:
        raise Short(words)


def postgres() -> Postgres:
    return Postgres(Path(os.environ["CHAOS_PG_DIR"]), int(os.environ["CHAOS_PG_PORT"]))


def redis() -> Redis:
    return Redis(FOLDER / "redis", int(os.environ["CHAOS_REDIS_PORT"]))


def worker(app: str = "hospital", *, name: str = "one", **env: str) -> Hands:
    """A worker of both queues with beat inside, not started yet."""
    log = FOLDER / f"worker-{name}.log"
    options = ["--beat", "--schedule", str(FOLDER / f"beat-{name}"), "--hostname", f"{name}@%h"]
    return Hands({**os.environ, **env}, log, app=app, options=options)


def sample() -> Network:
    """The small sample region: a hospital of six wards, a depot, eight health centres."""
    return sample_make(size="small", seed=1, today=DAY)[0]


def until(done: Callable[[], bool], seconds: float, words: str, every: float = 0.2) -> float:
    """Seconds until `done()`; falls short after `seconds`."""
    began = time.monotonic()
    while not done():
        demand(time.monotonic() - began < seconds, f"{words} within {seconds:.0f} s")
        time.sleep(every)
    return time.monotonic() - began


def ended(ids: Iterable[int]) -> bool:
    wanted = list(ids)
    return Run.objects.filter(pk__in=wanted, state__in=END_STATES).count() == len(wanted)


def whole(plan: Plan) -> bool:
    """A plan with its lines, its findings' rows and its place on the record: all of it."""
    events = PlanEvent.objects.filter(plan=plan, action="made").count()
    lines = sum(model.objects.filter(plan=plan).count() for model in ROWS[plan.family])
    return events == 1 and lines > 0


def faults(ids: Iterable[int]) -> list[str]:
    """What is wrong with these runs' ends: lost, doubled, half-written. Empty: nothing is."""
    found = []
    for each in Run.objects.filter(pk__in=list(ids)):
        plans = list(Plan.objects.filter(scope=each.scope, family=each.kind, start=each.start,
                                         created__gte=each.created))  # fmt: skip
        if each.kind == "forecast":
            continue
        if each.state != RunState.DONE or not Plan.objects.filter(run=each).exists():
            found.append(f"run {each.pk} {each.scope} lost: {each.state} {each.message}")
        if len(plans) > 1:
            found.append(f"run {each.pk} {each.scope} doubled: {len(plans)} plans")
        found += [f"plan {plan.pk} half-written" for plan in plans if not whole(plan)]
    orphans = Finding.objects.filter(plan__isnull=True).count()
    return found + ([f"{orphans} findings without a plan"] if orphans else [])


def spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"median {ordered[len(ordered) // 2]:.1f} s, most {ordered[-1]:.1f} s"
