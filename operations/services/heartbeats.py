"""When each part was last alive, or last did what has to be done again and again."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now

from operations.models import Heartbeat


def heartbeat_keep(*, name: str, **info: Any) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": Now(), "info": info})
