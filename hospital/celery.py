"""The Celery application; tasks are found by name in the installed apps."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_shutting_down

from hospital.leaving import leave

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")

app = Celery("mizan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_shutting_down.connect
def _give_runs_back(**_facts: Any) -> None:
    """A new release must not wait for an hour's search, nor lose it."""
    leave()
