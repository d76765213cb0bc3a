"""Doing queued runs in this very process, beside whatever workers there are."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from tqdm import tqdm

from operations.models import END_STATES, Run
from operations.services import run_execute, runs_ready, runs_reconcile

RECONCILE_EVERY_SECONDS = 10.0


def print_json(command: BaseCommand, value: Any) -> None:
    """One JSON document on standard output and nothing else."""
    command.stdout.write(json.dumps(value, ensure_ascii=False, default=str))


def lanes() -> int:
    """How many runs at once: one a core, since each run's search is a process of its own."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1)


def work_off(
    ids: list[int], *, show: bool = False, on_end: Callable[[int], None] | None = None
) -> None:
    """Do these runs here, as many at once as there are cores, until all have ended.

    Runs that a worker elsewhere holds are waited for; runs whose worker is lost are taken over.
    """
    wanted, ended, under_way = set(ids), set[int](), set[int]()
    lock = threading.Lock()
    bar = tqdm(total=len(ids), disable=not (show and sys.stderr.isatty()), unit="run")

    def do(run_id: int) -> None:
        try:
            run_execute(run_id=run_id)
        finally:
            connection.close()
            with lock:
                under_way.discard(run_id)

    reconciled = 0.0
    with ThreadPoolExecutor(lanes()) as pool, bar:
        while ended != wanted:
            if time.monotonic() - reconciled > RECONCILE_EVERY_SECONDS:
                runs_reconcile()
                reconciled = time.monotonic()
            done = set(
                Run.objects.filter(pk__in=wanted - ended, state__in=END_STATES).values_list(
                    "pk", flat=True
                )
            )
            for run_id in sorted(done):
                bar.update()
                if on_end:
                    on_end(run_id)
            ended |= done
            for run_id in _startable(wanted - ended):
                with lock:
                    if run_id in under_way or len(under_way) >= lanes():
                        continue
                    under_way.add(run_id)
                pool.submit(do, run_id)
            time.sleep(0.1)


def _startable(ids: set[int]) -> list[int]:
    return [run_id for run_id in runs_ready(everyone=True) if run_id in ids]
