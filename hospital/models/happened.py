"""The day of what has happened: no later than today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST_CLOCK = timedelta(hours=14)
"""How far the first place on earth to see a day is ahead of UTC."""


def latest_day() -> date:
    """Today, wherever on earth: a record may come in before its network's time zone is known."""
    return (datetime.now(tz=UTC) + EARLIEST_CLOCK).date()


def happened(value: date) -> None:
    """A field's validator, of days and of moments. Raises ValidationError for a day to come."""
    day = value.date() if isinstance(value, datetime) else value
    if day > latest_day():
        raise ValidationError(
            _(
                "This day is still to come, and here stands what has happened: correct it, or "
                "leave the row out."
            ),
            code="to_come",
        )
