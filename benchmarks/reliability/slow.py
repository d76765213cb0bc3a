"""The product's worker, but slow in the middle of publishing, and it leaves a file to say so."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from celery.signals import worker_init

from hospital.celery import app

INSIDE_SECONDS = 1.5
app.conf.beat_schedule["reconcile"]["schedule"] = 5.0  # short leases, so short sweeps


def sign(folder: Path, run_id: int) -> Path:
    return folder / f"publishing-{run_id}"


@worker_init.connect
def slow_publishing(**_facts: Any) -> None:
    from benchmarks.reliability.inside import FOLDER
    from operations.services import publish

    real = publish._findings

    def slow(plan: Any, *rest: Any) -> Any:
        sign(FOLDER, plan.run_id).write_text("")
        time.sleep(INSIDE_SECONDS)
        return real(plan, *rest)

    publish._findings = slow
