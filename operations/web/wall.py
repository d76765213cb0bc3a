"""The screen on the wall: the morning's figures and each ward tonight, large, and nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forecasting.selectors import BedRisk
from hospital.access import Act, may
from operations.models import Family
from operations.web import plans, tiles
from operations.web.ahead import Lack, firsts_and_lacks
from operations.web.beds import wards_ahead
from operations.web.forecasts import forecasts_current
from operations.web.home import morning_tiles

EVERY_SECONDS = 60
WARDS_SHOWN = 40


@dataclass(frozen=True, slots=True)
class WallWard:
    """A ward tonight. short: people below the minimum today and tomorrow."""

    name: str
    beds: int
    expected: int
    short: int
    level: str


@never_cache
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Read only; figures and wards, no patient and no member of staff."""
    if not may(request.user, Act.VIEW):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Wall screen"),
        "now": timezone.localtime(),
        "every": EVERY_SECONDS,
        **_shown(request.user, timezone.localdate()),
    }
    return render(request, "operations/wall.html", context)


def _shown(user: Any, today: date) -> dict[str, Any]:
    read = plans.plans_read(user, today)
    _sentences, lacks = firsts_and_lacks(read.seen, (), today)
    wards = wards_ahead(user, [line.run for line in forecasts_current(user)])
    return {
        "tiles": morning_tiles(user, read, wards, lacks),
        "wards": _wards(wards.tonight, lacks, today)[:WARDS_SHOWN],
    }


def _wards(tonight: list[BedRisk], lacks: list[Lack], today: date) -> list[WallWard]:
    """The fullest first."""
    short: dict[str, int] = {}
    for lack in lacks:
        if lack.plan.family == Family.STAFFING and (lack.day - today).days < 2:
            short[lack.plan.scope] = short.get(lack.plan.scope, 0) + lack.amount
    fullest = sorted(tonight, key=lambda risk: (-risk.expected / risk.beds, risk.unique_id))
    return [
        WallWard(
            risk.unique_id,
            risk.beds,
            round(risk.expected),
            short.get(risk.unique_id, 0),
            _level(risk, short.get(risk.unique_id, 0)),
        )
        for risk in fullest
        if risk.beds
    ]


def _level(risk: BedRisk, short: int) -> str:
    share = risk.expected / risk.beds
    if short or share >= tiles.FULL:
        return "bad"
    return "watch" if share >= tiles.NEARLY else "good"
