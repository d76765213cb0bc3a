"""Which forecasts of a plan a person or an outbreak overrode, in words for the plan's reader."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from forecasting.models import ForecastOverride, OverrideWay
from forecasting.selectors import overrides_standing
from hospital.models import Network
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


def words_of(standing: Standing) -> dict[str, str]:
    """Per series that is planned with other numbers than the computed ones: by whom and why."""
    return {name: "; ".join(map(override_words, rows)) for name, rows in standing.items()}


def override_words(row: ForecastOverride) -> str:
    """One override as half a sentence: what, when, who, why."""
    ways = {
        OverrideWay.VALUE: f"{row.number:g} in place of the mean",
        OverrideWay.FACTOR: f"{row.number:g} times the mean",
        OverrideWay.EXTRA: f"{row.number:+g} a day",
    }
    what = ways[OverrideWay(row.way)]
    return f"{what} from {row.first_day} to {row.last_day} by {row.author} ({row.reason})"


def overridden_notes(kind: str, record: str, standing: Standing) -> tuple[Note, ...]:
    """One note for a plan that rests on overrides; none where it rests on none."""
    if not standing:
        return ()
    words = words_of(standing)
    named = [f"{name}: {words[name]}" for name in sorted(words)[:NAMED]]
    more = len(words) - len(named)
    rest = f"; and {more} series more" if more > 0 else ""
    return (
        Note(
            "forecast_overridden",
            record,
            f"The forecast of {kind} was overridden for {'; for '.join(named)}{rest}. Withdraw "
            "what no longer holds on the page of the forecast's series.",
        ),
    )
