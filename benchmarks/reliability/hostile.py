"""The product's worker on the worst of brokers: messages come twice, again, and after a kill."""

from __future__ import annotations

from typing import Any

from celery.signals import worker_init

from hospital.celery import app

app.conf.task_acks_late = True
app.conf.task_reject_on_worker_lost = True
if app.conf.broker_url.startswith("redis"):
    app.conf.broker_transport_options = {
        **app.conf.broker_transport_options,
        "visibility_timeout": 2,
    }
app.conf.beat_schedule["reconcile"]["schedule"] = 5.0  # short leases, so short sweeps


@worker_init.connect
def every_message_twice(**_facts: Any) -> None:
    from operations import tasks

    once = tasks.run_execute.apply_async

    def twice(*args: Any, **options: Any) -> Any:
        once(*args, **options)
        return once(*args, **options)

    tasks.run_execute.apply_async = twice
