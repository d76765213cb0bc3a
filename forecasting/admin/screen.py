"""The page of a series: chosen among its run's, drawn, measured, and overridden step by step."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _

from forecasting.models import ForecastSeries, OverrideWay
from forecasting.selectors import screen
from forecasting.selectors.drivers import driver_sentence
from forecasting.selectors.fan import series_fan
from forecasting.services import may_override, override_set
from hospital.errors import ApplicationError

SENT = "_steps"


def shown(series: ForecastSeries, user: Any) -> dict[str, Any]:
    """What the page shows above the fields of the series."""
    intervals = screen.of_intervals(series)
    fan = None if intervals else series_fan(series)
    allowed = screen.may_be_overridden(series) and may_override(
        user, series.run.kind, facility=series.facility
    )
    return {
        "fan": fan,
        "intervals": intervals,
        "siblings": screen.siblings(series, user),
        "measures": screen.measures(series),
        "days": screen.days(series, fan),
        "made_of": driver_sentence(series),
        "may_override": allowed,
        "sent": SENT,
    }


def keep(request: HttpRequest, series: ForecastSeries) -> HttpResponse:
    """Each number that stands beside a step takes its mean's place: all of them or none."""
    back = redirect(reverse("admin:forecasting_forecastseries_change", args=[series.pk]))
    kept = 0
    try:
        with transaction.atomic():
            for day in screen.days(series, None):
                typed = request.POST.get(f"step-{day.first.isoformat()}", "").strip()
                if typed:
                    override_set(
                        network=series.run.network,
                        kind=series.run.kind,
                        unique_id=series.unique_id,
                        first_day=day.first,
                        last_day=day.last,
                        way=OverrideWay.VALUE,
                        number=_number(typed),
                        reason=request.POST.get("reason", ""),
                        actor=request.user,
                    )
                    kept += 1
    except ApplicationError as refusal:
        messages.error(request, refusal.message)
        return back
    if kept:
        messages.success(request, _("Plans made from now on read the overridden values."))
    else:
        messages.warning(request, _("Nothing was changed."))
    return back


def _number(typed: str) -> float:
    try:
        return float(sanitize_separators(typed))
    except ValueError as broken:
        raise ApplicationError(_("“%(typed)s” is not a number.") % {"typed": typed}) from broken
