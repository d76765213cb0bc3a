"""The Celery application; tasks are found by name in the installed apps."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_shutting_down

from hospital import env
from hospital.leaving import leave

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital.settings")

app = Celery("mizan")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


if env.choice("MIZAN_LOG_FORMAT", "plain", ("plain", "json")) == "json":

    @setup_logging.connect
    def _one_format(**_facts: Any) -> None:
        """A worker's lines are the web's: Celery would put handlers of its own beside them."""
        from logging.config import dictConfig

        from django.conf import settings

        dictConfig(settings.LOGGING)


@worker_shutting_down.connect
def _give_runs_back(**_facts: Any) -> None:
    """A new release must not wait for an hour's search, nor lose it."""
    leave()
