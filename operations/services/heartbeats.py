"""When each part was last alive, or last did what has to be done again and again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from operations.models import Heartbeat

WORKER_SILENT = timedelta(minutes=3)
"""A worker says every minute that it lives."""


def heartbeat_keep(*, name: str, **info: Any) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now(), "info": info})


def worker_heard() -> bool:
    """Whether anybody would do now what is queued."""
    return Heartbeat.objects.filter(name="worker", at__gte=Now() - WORKER_SILENT).exists()
