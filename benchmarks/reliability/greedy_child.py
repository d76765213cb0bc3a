"""The product's worker, whose solver for one Monday takes memory without end."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_init

from hospital.celery import app

__all__ = ["app"]
ITS_MONDAY = "2026-03-16"
MEMORY_MB = 600


@worker_init.connect
def one_is_greedy(**_facts: Any) -> None:
    from dataclasses import replace
    from pathlib import Path

    from operations.services import execute

    real = execute.supervise

    def supervise(module: str, args: list[str], limits: Any, *hands: Any) -> Any:
        if ITS_MONDAY.encode() in Path(args[1], "problem.json").read_bytes():
            module, limits = "tests.children.greedy", replace(limits, memory_mb=MEMORY_MB)
        return real(module, args, limits, *hands)

    execute.supervise = supervise
