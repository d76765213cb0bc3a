"""Whose forecasts a person sees."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from forecasting.models import ForecastSeries
from hospital.access import scope


def series_seen(found: QuerySet[ForecastSeries], user: Any) -> QuerySet[ForecastSeries]:
    """The facilities' own series; totals over several for people of the whole network only."""
    own = scope(found, user, "facility")
    return own | scope(found.filter(facility__isnull=True), user, "whole:run__network")
