"""System checks of the plans' shell."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register("operations")
def memory_ceiling(**_kwargs: Any) -> list[CheckMessage]:
    """A solver that may take less memory than one model needs would fail every night."""
    if settings.SOLVER_MEMORY_MB >= 500:
        return []
    return [
        Error(
            f"MIZAN_SOLVER_MEMORY_MB={settings.SOLVER_MEMORY_MB} is below 500.",
            hint="Give each solver at least 500 MB.",
            id="operations.E001",
        )
    ]
