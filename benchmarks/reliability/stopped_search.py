"""R9: a person ends a search and keeps its best plan; how soon is it a plan in the database?

The other wish, to end without a plan, is measured too: nothing may be written then.
"""

from __future__ import annotations

import random
import time
from datetime import timedelta

from benchmarks.reliability.inside import DAY, demand, ended, faults, run, sample, until, worker
from operations.families import FAMILIES
from operations.models import Plan, Run, RunState
from operations.services import run_cancel, run_request, run_stop
from operations.tasks import nudge_ready

SECONDS = 2.0
CANCELLED_OF = 5


def measure(short: bool) -> str:
    network, trials, moments = sample(), 3 if short else 50, random.Random(9)
    scope = FAMILIES["staffing"].source.scopes(network)[0]
    hands, took, ends = worker(), [], []
    hands.start(lanes=1)
    try:
        for number in range(trials):
            today = DAY + timedelta(days=28 * number)
            (asked,) = run_request(kind="staffing", scope=scope, days=28, seconds=60, today=today)
            nudge_ready()
            row = Run.objects.filter(pk=asked.pk)
            until(row.exclude(curve=[]).exists, 120, "no plan while it searched")
            time.sleep(moments.uniform(0, 1))
            cancel = number % CANCELLED_OF == CANCELLED_OF - 1
            began = time.monotonic()
            (run_cancel if cancel else run_stop)(run=row.get(), actor="a planner")
            until(lambda pk=asked.pk: ended([pk]), 60, "did not end", every=0.02)
            took.append(time.monotonic() - began)
            if cancel:
                demand(row.get().state == RunState.CANCELLED, "a cancelled run is not cancelled")
                demand(not Plan.objects.filter(run=asked).exists(), "a cancelled run left a plan")
            else:
                ends.append(asked.pk)
    finally:
        hands.kill()
    wrong = faults(ends)
    demand(not wrong, str(wrong))
    took.sort()
    late = took[min(len(took) - 1, int(0.99 * len(took)))]
    words = f"{len(ends)} stopped with their plan, {trials - len(ends)} cancelled without one; "
    words += f"median {took[len(took) // 2]:.2f} s, 99 % {late:.2f} s"
    demand(late <= SECONDS, words)
    return words


if __name__ == "__main__":
    run(measure)
