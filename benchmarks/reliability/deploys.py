"""R30: a new release stops the worker (SIGTERM) while it searches; it ends at once, loses nothing,
and the next worker goes on from the best plan so far.

Stopped again and again, one run would spend its attempts; being asked to stop does not count.
"""

from __future__ import annotations

import json
import random
import time
from datetime import timedelta

from benchmarks.reliability.inside import DAY, demand, ended, faults, run, sample, until, worker
from operations.core import snapshot
from operations.families import FAMILIES
from operations.models import Plan, Run
from operations.services import run_request

STOP_SECONDS = 30
SEARCH_SECONDS = 12


def cost_of(asked: Run) -> int | None:
    """What the judge says of the best plan in the row; None without one that keeps hard rules."""
    if asked.incumbent is None:
        return None
    family = FAMILIES[asked.kind]
    problem = family.source.problem(asked.network, asked.scope, asked.start, asked.days).problem
    report = family.judge(problem, snapshot.loads(json.dumps(asked.incumbent), family.plan_type))
    return None if report.hard else int(report.cost)


def measure(short: bool) -> str:
    network, stops, moments = sample(), 2 if short else 10, random.Random(3)
    scope = FAMILIES["staffing"].source.scopes(network)[0]
    slowest, kept, runs = 0.0, 0, []
    for number in range(stops):
        today = DAY + timedelta(days=28 * number)
        (asked,) = run_request(
            kind="staffing", scope=scope, days=28, seconds=SEARCH_SECONDS, today=today
        )
        runs.append(asked.pk)
        hands = worker()
        hands.start(lanes=1)
        hands.nudge()
        try:
            row = Run.objects.filter(pk=asked.pk)
            until(row.filter(stage="solving").exists, 90, "it did not search")
            if number % 3:  # two in three while there is a plan, one whenever it comes
                until(row.exclude(curve=[]).exists, 90, "no plan while it searched")
            time.sleep(moments.uniform(0, SEARCH_SECONDS / 2))
            began = time.monotonic()
            demand(hands.terminate(STOP_SECONDS), f"still there after {STOP_SECONDS} s")
            slowest = max(slowest, time.monotonic() - began)
            asked.refresh_from_db()
            best = cost_of(asked)
            hands.start(lanes=1)
            hands.nudge()
            until(lambda pk=asked.pk: ended([pk]), 180, "the run did not end")
        finally:
            hands.kill()
        if best is not None:
            kept += 1
            cost = Plan.objects.get(run=asked).cost
            demand(cost <= best, f"{cost} after the new release, {best} before it")
    wrong = faults(runs)
    demand(not wrong, str(wrong))
    demand(kept > 0, "no stop came while there was a plan: nothing is shown")
    return (
        f"{stops} releases in the middle of a search: 0 lost, stopped within {slowest:.1f} s, "
        f"{kept} went on from a plan and none ended dearer"
    )


if __name__ == "__main__":
    run(measure)
