"""Which forecasts of a plan a person or an outbreak overrode, in words for the plan's reader."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from forecasting.models import ForecastOverride, OverrideWay
from forecasting.selectors import overrides_standing
from hospital.models import Network
from hospital.said import Message, Said
from operations.families import Note

NAMED = 3
"""Series named in one note; the rest is counted."""


Standing = dict[str, list[ForecastOverride]]


def overridden(
    network: Network, kind: str, start: date, days: int, unique_ids: Collection[str]
) -> Standing:
    """Per series what stands on the days of a plan; series with nothing are left out."""
    return overrides_standing(
        network=network,
        kind=kind,
        first=start,
        last=start + timedelta(days=days - 1),
        unique_ids=unique_ids,
    )


def said_of(standing: Standing) -> dict[str, str]:
    """Per series that is planned with other numbers than the computed ones: by whom and why, as
    hospital.said keeps it."""
    return {name: Said.of(*map(override_said, rows)).dumps() for name, rows in standing.items()}


def override_said(row: ForecastOverride) -> Message:
    """One override as half a sentence: what, when, who, why."""
    number = f"{row.number:+g}" if row.way == OverrideWay.EXTRA else f"{row.number:g}"
    facts = {"number": number, "first_date": row.first_day, "last_date": row.last_day}
    facts |= {"author": row.author, "reason": row.reason}
    return Message(f"override.{OverrideWay(row.way).value}", facts)


def overridden_notes(kind: str, record: str, standing: Standing) -> tuple[Note, ...]:
    """One note for a plan that rests on overrides; none where it rests on none."""
    if not standing:
        return ()
    named = [
        Message("override.series", {"series": name, "what": list(map(override_said, rows))})
        for name, rows in sorted(standing.items())[:NAMED]
    ]
    more = len(standing) - len(named)
    facts = {"kind_word": kind, "series": named, "more": more}
    return (Note("forecast_overridden", record, facts, "and_more" if more else ""),)
