"""The product's worker, whose solver for one Monday deadlocks as LightGBM does after a fork."""

from __future__ import annotations

import os
import sys
from typing import Any

from celery.signals import worker_init

from hospital.celery import app

__all__ = ["app"]
ITS_MONDAY = "2026-03-09"


@worker_init.connect
def one_deadlocks(**_facts: Any) -> None:
    from dataclasses import replace
    from pathlib import Path

    from operations.services import execute

    real = execute.supervise

    def supervise(module: str, args: list[str], limits: Any, *hands: Any) -> Any:
        if ITS_MONDAY.encode() in Path(args[1], "problem.json").read_bytes():
            seconds = os.environ.get("CHAOS_IDLE_SECONDS")
            two_threads = {"OMP_NUM_THREADS": "2"}
            limits = replace(limits, env=two_threads)
            if seconds:
                limits = replace(limits, idle_seconds=float(seconds))
            module = "benchmarks.reliability.deadlock"
        return real(module, args, limits, *hands)

    execute.supervise = supervise


def main() -> None:
    import lightgbm
    import numpy as np

    rows, answers = np.random.default_rng(1).random((500, 4)), np.arange(500.0)

    def train() -> None:
        lightgbm.train({"num_threads": 2, "verbose": -1}, lightgbm.Dataset(rows, answers), 5)

    train()
    child = os.fork()
    if child == 0:
        train()
        os._exit(0)
    os.waitpid(child, 0)
    sys.exit("the fork did not deadlock")


if __name__ == "__main__":
    main()
