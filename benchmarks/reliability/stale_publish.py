"""R3: a worker that slept through its lease wakes up right before it publishes; it writes nothing.

The process is stopped (SIGSTOP) with the answer in hand, another takes the run over and publishes,
then the first goes on. The control wakes up without the fence.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from datetime import timedelta

from benchmarks.reliability.inside import DAY, LEASE_SECONDS, demand, faults, run
from operations.models import Plan, Run
from operations.services import run_execute, run_request
from tests.operations.ward import SmallWard, small_ward


def sleeper(run_id: int, how: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.reliability.one_run", str(run_id), how]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = child.stdout.readline().strip()
    demand(said == "publishing", f"the first worker says {said!r}")
    return child


def trial(ward: SmallWard, number: int, how: str) -> Run:
    """The run after a second worker published it and the first one woke up."""
    today = DAY + timedelta(days=7 * number)
    (asked,) = run_request(kind="staffing", scope=ward.ward.scope, days=7, seconds=1, today=today)
    child = sleeper(asked.pk, how)
    time.sleep(LEASE_SECONDS + 0.5)
    demand(run_execute(run_id=asked.pk) == "done", "the second worker could not take over")
    child.send_signal(signal.SIGCONT)
    child.communicate(timeout=60)
    return Run.objects.get(pk=asked.pk)


def measure(short: bool) -> str:
    ward, trials = small_ward(), 3 if short else 20
    for number in range(trials):
        found = trial(ward, number, "stopped")
        wrong = faults([found.pk])
        demand(not wrong, f"trial {number}: {wrong}")
    demand(Plan.objects.count() == trials, f"{Plan.objects.count()} plans of {trials} runs")
    doubled = trial(ward, trials, "unfenced")
    demand(bool(faults([doubled.pk])), "the control was refused too: these trials show nothing")
    return f"{trials} of {trials} late publishes refused, one plan each; control: published twice"


if __name__ == "__main__":
    run(measure)
