"""R12: a solver killed at half its time; the next begins with its best, none ends dearer."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from functools import partial
from typing import Any

from benchmarks.reliability.deploys import cost_of
from benchmarks.reliability.inside import DAY, LEASE_SECONDS, demand, run, sample, spread, until
from operations.families import FAMILIES
from operations.models import Plan, Run
from operations.services import run_request
from tests.e2e.hands import descendants, kill

SEARCH_SECONDS = 24
FIRST_SECONDS = 2
MONTHS = 4
"""For each trial at most: a roster that is proven the best at once leaves nothing to kill."""


def attempt(run_id: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "benchmarks.reliability.one_run", str(run_id), "plain"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def _stored(row: Any, attempted: subprocess.Popen[bytes]) -> bool:
    """Whether a plan is there to go on from; True as well where the attempt is over."""
    return bool(row.exclude(incumbent=None).exists()) or attempted.poll() is not None


def measure(short: bool) -> str:
    network, trials = sample(), 1 if short else 10
    scope = FAMILIES["staffing"].source.scopes(network)[0]
    firsts: list[float] = []
    for number in range(MONTHS * trials):
        if len(firsts) == trials:
            break
        today = DAY + timedelta(days=28 * number)
        (asked,) = run_request(
            kind="staffing", scope=scope, days=28, seconds=SEARCH_SECONDS, today=today
        )
        row = Run.objects.filter(pk=asked.pk)
        first = attempt(asked.pk)
        until(partial(_stored, row, first), 120, "no plan was stored")
        if first.poll() is not None:
            demand(row.get().state == "done", f"the run ended as {row.get().state}")
            continue
        for pid in descendants(first.pid):
            kill(pid)
        first.wait()
        best = cost_of(row.get())
        assert best is not None
        time.sleep(LEASE_SECONDS + 0.5)
        second = attempt(asked.pk)
        second.wait()
        curve = row.get().curve
        firsts.append(float(curve[0][0]))
        demand(curve[0][1] <= best, f"began at {curve[0][1]}, stored was {best}")
        cost = Plan.objects.get(run=asked).cost
        demand(cost <= best, f"ended at {cost}, stored was {best}")
    demand(len(firsts) == trials, f"only {len(firsts)} of {trials} searches could be killed")
    demand(max(firsts) <= FIRST_SECONDS, f"first plan of the search {spread(firsts)}")
    return f"{trials} of {trials} began with the stored plan, {spread(firsts)}; none ended dearer"


if __name__ == "__main__":
    run(measure)
