"""R10: a solver that wants more memory than it may have; the worker lives, the last plan stays."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.reliability.inside import DAY, demand, ended, faults, run, until, worker
from operations.models import Plan, PlanState, Run, RunState
from operations.services import run_request
from operations.tasks import nudge_ready
from tests.operations.ward import SmallWard, small_ward

ATTEMPTS = 3


def ask(ward: SmallWard, today: object) -> Run:
    (asked,) = run_request(kind="staffing", scope=ward.ward.scope, days=7, seconds=1, today=today)
    nudge_ready()
    until(lambda: ended([asked.pk]), 180, "the run did not end")
    asked.refresh_from_db()
    return asked


def measure(short: bool) -> str:
    ward, times = small_ward(), 1 if short else 10
    hands = worker("benchmarks.reliability.greedy_child")
    hands.start(lanes=1)
    try:
        first = ask(ward, DAY)
        demand(first.state == RunState.DONE, f"the first plan: {first.state} {first.message}")
        for _time in range(times):
            full = ask(ward, DAY + timedelta(days=6))  # the Monday after is the greedy one's
            said = f"{full.state} {full.error_code}"
            demand(said == "failed memory", f"the run ended {said}: {full.message}")
            demand(full.attempt <= ATTEMPTS, f"{full.attempt} attempts")
            demand(hands.worker is not None and hands.worker.poll() is None, "the worker died")
        demand(Plan.objects.get(run=first).state == PlanState.PUBLISHED, "the last plan is gone")
        after = ask(ward, DAY + timedelta(days=14))
        demand(not faults([after.pk]), "the next run did not go well")
    finally:
        hands.kill()
    return f"{times} of {times} ended `failed: memory`, last plan current, next run done"


if __name__ == "__main__":
    run(measure)
