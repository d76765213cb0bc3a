"""What is done beside the runs, for the records themselves."""

from __future__ import annotations

from celery import shared_task

from hospital.audit import chain
from hospital.imports import waiting


@shared_task(ignore_result=True)
def record_seal() -> None:
    """Seal what came onto the record since the last time."""
    chain.seal()


@shared_task(ignore_result=True)
def uploads_sweep() -> None:
    """Files that people brought and left: they go when their hour is over."""
    waiting.sweep()
