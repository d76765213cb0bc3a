"""Celery's doors: one call each, ids only. The Run row is the truth; a message is a nudge."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from hospital.audit.context import acting
from operations import services


def nudge_ready() -> int:
    """Tell the broker of every run that can start now. Raises what it raises when it is away."""
    ids = services.runs_ready()
    quick = services.runs_quick(ids)
    services.runs_nudged(ids)  # before it is told: a worker may be quicker than this process
    for told, run_id in enumerate(ids):
        try:
            # A file waits for no search: whoever brought it looks on.
            queue = {"queue": "light"} if run_id in quick else {}
            run_execute.apply_async((run_id,), expires=3600, **queue)
        except (OperationalError, OSError):
            services.runs_unheard(ids[told:])
            raise
    return len(ids)


@shared_task
def run_execute(run_id: int) -> None:
    services.run_execute(run_id=run_id)
    nudge_ready()


@shared_task
def ensure_due_runs() -> None:
    services.ensure_due_runs()
    nudge_ready()


@shared_task
def watch_nights() -> None:
    services.nights_watch()
    services.alerts_send()


@shared_task
def tell() -> None:
    """What somebody has to be told of now, not at the next look."""
    services.alerts_send()


@shared_task
def past_their_time() -> None:
    """Once a night, where the installation has not said that nothing goes by itself."""
    if settings.RETENTION:
        with acting("system:retention"):
            services.retention_apply()


@shared_task
def reconcile() -> None:
    services.runs_reconcile()
    nudge_ready()


@shared_task
def heartbeat() -> None:
    """A task that went through the broker and a worker: both are alive."""
    services.heartbeat_keep(name="worker")
