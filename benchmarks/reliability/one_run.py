"""One worker's one run in a process of its own: `python -m benchmarks.reliability.one_run RUN HOW`.

HOW: plain; stopped (this process is stopped right before it publishes, until it is continued);
unfenced (stopped, and without the fence).
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any
from unittest import mock

from benchmarks.reliability import inside
from operations.models import Plan, Run
from operations.services import execute, publish, run_execute, runs


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def stopped(**facts: Any) -> Any:
    say("publishing")
    os.kill(os.getpid(), signal.SIGSTOP)
    return publish.plan_keep(**facts)


real_row = publish._plan_row


def second_row(run: Run, *rest: Any) -> Plan:
    plan = real_row(run, *rest)
    plan.run = None
    return plan


def main(run_id: int, how: str) -> None:
    if how in ("stopped", "unfenced"):
        mock.patch.object(execute, "plan_keep", stopped).start()
    if how == "unfenced":
        mock.patch.object(publish, "_plan_row", second_row).start()
        everything = property(lambda claim: Run.objects.filter(pk=claim.run_id))
        mock.patch.object(runs.Claim, "rows", everything).start()
    say(f"ended {run_execute(run_id=run_id)} on {inside.ON}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
