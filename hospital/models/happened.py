"""The day of what has happened: no later than today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST_CLOCK = timedelta(hours=14)
"""How far the first place on earth to see a day is ahead of UTC."""


def latest_day() -> date:
    """Today, wherever on earth: a record may come in before its network's time zone is known."""
    return (datetime.now(tz=UTC) + EARLIEST_CLOCK).date()


NOT_YET = _(
    "This day is still to come, and here stands what has happened: correct it, or leave the row "
    "out."
)


def happened(value: date, said: Any = NOT_YET) -> None:
    """A field's validator, of days and of moments. Raises ValidationError for a day to come."""
    day = value.date() if isinstance(value, datetime) else value
    if day > latest_day():
        raise ValidationError(said, code="to_come")


def begun(value: date) -> None:
    """As `happened`, of an admission: who is expected has a list of their own."""
    happened(
        value,
        _(
            "This day is still to come, and a stay is of somebody who is here: enter an admission "
            "that is planned on the waiting list (referrals), with this day as the earliest one."
        ),
    )


def ended(value: date) -> None:
    """As `happened`, of a discharge: the day on which somebody should leave has a field."""
    happened(
        value,
        _(
            "This day is still to come, and nobody has left then: write it as the expected "
            "discharge, and the discharge when it has happened."
        ),
    )
