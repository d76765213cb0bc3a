"""System checks: what would go wrong at three in the morning is said at the start."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

PROBE_ZONE = "Africa/Casablanca"
PROBE_MOMENT = datetime(2026, 12, 1, 12, tzinfo=UTC)
PROBE_OFFSET = timedelta(0)
"""Morocco keeps UTC+0 from 2026-09-20 on (tz 2026c); older copies still say UTC+1."""


def offset_used() -> timedelta | None:
    """What this process believes: the pinned tzdata package, since hospital.env asks for it."""
    return PROBE_MOMENT.astimezone(ZoneInfo(PROBE_ZONE)).utcoffset()


def offset_of_system() -> timedelta | None:
    """What the host's own copy says, None without one; other programs there will use it."""
    for folder in ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"):
        path = Path(folder, PROBE_ZONE)
        if path.is_file():
            with path.open("rb") as data:
                zone = ZoneInfo.from_file(data, key=PROBE_ZONE)
            return PROBE_MOMENT.astimezone(zone).utcoffset()
    return None


@register("time")
def time_zone_data(**_kwargs: Any) -> list[CheckMessage]:
    if offset_used() == PROBE_OFFSET:
        return []
    return [
        Error(
            "The time zone data in use are older than 2026c: Africa/Casablanca would be an hour "
            "wrong from 2026-09-20 on.",
            hint="Install the pinned requirements again: they bring tzdata.",
            id="hospital.E002",
        )
    ]


@register("security", deploy=True)
def second_step(**_kwargs: Any) -> list[CheckMessage]:
    if settings.SECOND_STEP or settings.DEMO:
        return []
    return [
        Error(
            "MIZAN_SECOND_STEP is off: a password alone changes and takes away plans.",
            hint="Set MIZAN_SECOND_STEP=1, or leave it out.",
            id="hospital.E003",
        )
    ]


@register("security", deploy=True)
def demo_mode(**_kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        Error(
            "MIZAN_DEMO is on: the demo log-ins are known to everybody.",
            hint="Unset MIZAN_DEMO.",
            id="hospital.E001",
        )
    ]
