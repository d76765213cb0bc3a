"""The negative control: the same hostile broker, without claim, fence and transaction.

If nothing goes wrong here, the scripts would not see it go wrong there either.
"""

from __future__ import annotations

import contextlib
from typing import Any
from unittest import mock

from celery.signals import worker_init

from benchmarks.reliability.hostile import app

__all__ = ["app"]


@worker_init.connect
def unprotected(**_facts: Any) -> None:
    from operations.models import Plan, Run, RunState
    from operations.services import execute, publish, runs

    def claim(*, run_id: int, owner: str) -> runs.Claim | None:
        run = Run.objects.get(pk=run_id)
        if run.state not in (RunState.QUEUED, RunState.RUNNING):
            return None  # looked at before it is taken: two see the same
        run.state = RunState.RUNNING
        run.save(update_fields=["state"])
        return runs.Claim(run_id, run.attempt, owner)

    real_row = publish._plan_row

    def row(run: Run, *rest: Any) -> Plan:
        plan = real_row(run, *rest)
        if Plan.objects.filter(run=run).exists():
            plan.run = None  # the row's own uniqueness is part of the protection
        return plan

    execute.run_claim = claim
    runs.Claim.rows = property(lambda self: Run.objects.filter(pk=self.run_id))
    publish._plan_row = row
    mock.patch.object(publish.transaction, "atomic", contextlib.nullcontext).start()
