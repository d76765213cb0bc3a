"""The figures on top of the first page and of the screen on the wall: each with its trend and where
to read on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.selectors import BedRisk
from forecasting.selectors.words import percent
from hospital.models import Stay
from hospital.said import MINUS
from operations.admin import base
from operations.away import Hit
from operations.models import Family, Plan
from operations.web.ahead import Lack

FULL, NEARLY = 1.0, 0.92
"""Share of beds expected to be taken from which a tile is red, amber."""
LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""Around a figure with a sign, which keeps its place before the digits on an Arabic page."""


@dataclass(frozen=True, slots=True)
class Tile:
    """level: good, watch or bad. trend: a sentence; better: whether it speaks of a change for the
    better, None where it does not say."""

    code: str
    label: str
    value: str
    detail: str
    level: str
    href: str
    trend: str = ""
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class Census:
    """Patients who lie in some wards now, and who lay there a week ago."""

    now: int
    before: int


def census(wards: Collection[int]) -> Census:
    """wards: their keys."""
    now = timezone.now()
    week_ago = now - timedelta(days=7)
    recent = Q(discharged__isnull=True) | Q(discharged__gt=week_ago)
    seen = Stay.objects.filter(recent, admitted__lte=now, ward__in=wards).order_by()
    there = Count("pk", filter=Q(discharged__isnull=True) | Q(discharged__gt=now))
    found = seen.aggregate(now=there, before=Count("pk", filter=Q(admitted__lte=week_ago)))
    return Census(found["now"], found["before"])


def bed_tiles(tonight: Collection[BedRisk], patients: Census) -> list[Tile]:
    """tonight: the wards that have a forecast, each on today."""
    beds = sum(risk.beds for risk in tonight)
    if not beds:
        return []
    expected = sum(risk.expected for risk in tonight)
    share = expected / beds
    free = beds - patients.now
    forecasts = reverse("admin:forecasting_forecastseries_changelist")
    boards = reverse("admin:operations_plan_changelist")
    change = patients.now - patients.before
    return [
        Tile(
            "occupancy",
            _("Occupancy tonight"),
            f"{LEFT_TO_RIGHT}{percent(share)}{END}",
            ngettext(
                "%(expected)s expected in %(beds)s bed",
                "%(expected)s expected in %(beds)s beds",
                beds,
            )
            % {"expected": number_format(round(expected)), "beds": number_format(beds)},
            "bad" if share >= FULL else "watch" if share >= NEARLY else "good",
            f"{forecasts}?run__kind=occupancy&run__is_current__exact=1",
            _trend(patients.now, change),
            None if not change else change < 0,
        ),
        Tile(
            "beds",
            _("Beds free now"),
            number_format(free) if free >= 0 else f"{LEFT_TO_RIGHT}{MINUS}{-free}{END}",
            _wards_full(tonight),
            "bad" if free <= 0 else "watch" if share >= NEARLY else "good",
            f"{boards}?family__exact=beds",
            _("%(change)s on a week ago") % {"change": signed(-change)}
            if change
            else _("the same as a week ago"),
            None if not change else change < 0,
        ),
    ]


def _trend(patients: int, change: int) -> str:
    words = (
        ngettext(
            "%(patients)s patient now, %(change)s on a week ago",
            "%(patients)s patients now, %(change)s on a week ago",
            patients,
        )
        if change
        else ngettext(
            "%(patients)s patient now, the same as a week ago",
            "%(patients)s patients now, the same as a week ago",
            patients,
        )
    )
    return words % {"patients": number_format(patients), "change": signed(change)}


def _wards_full(tonight: Iterable[BedRisk]) -> str:
    full = sum(risk.expected > risk.beds for risk in tonight)
    if not full:
        return _("no ward is expected to run over tonight")
    return ngettext(
        "%(count)d ward is expected to run over tonight",
        "%(count)d wards are expected to run over tonight",
        full,
    ) % {"count": full}


def gap_tile(plans: Iterable[Plan], lacks: Iterable[Lack], hits: Iterable[Hit] = ()) -> Tile | None:
    """People below the minimum in the next seven days, as the rosters were judged; None where no
    roster is in reach. hits: those that absences have hit since, in these days."""
    if not any(plan.family == Family.STAFFING for plan in plans):
        return None
    short = [lack for lack in lacks if lack.plan.family == Family.STAFFING]
    soon = sum(lack.amount for lack in short if lack.soon)
    later = sum(lack.amount for lack in short if not lack.soon)
    away = sum(hit.shifts for hit in hits)
    return Tile(
        "gaps",
        _("Staffing gaps, 7 days"),
        number_format(soon),
        _days_told([lack for lack in short if lack.soon], away),
        "bad" if soon else "watch" if away else "good",
        _findings("staffing", "cover_minimum"),
        _("%(count)s in the seven days after") % {"count": number_format(later)},
        None if later == soon else later < soon,
    )


def _days_told(short: list[Lack], away: int) -> str:
    """away: shifts whose people will not come, which nobody has judged since."""
    if not short and away:
        words = ngettext(
            "as planned, but %(count)d shift is of somebody who is away",
            "as planned, but %(count)d shifts are of people who are away",
            away,
        )
        return words % {"count": away}
    if not short:
        return _("every shift has its minimum")
    first = min(lack.day for lack in short)
    return _("below the minimum, first on %(day)s") % {
        "day": date_format(first, "SHORT_DATE_FORMAT")
    }


def stock_tile(plans: Iterable[Plan], lacks: Iterable[Lack]) -> Tile | None:
    """Products that will lack somewhere in two weeks; None where no supply plan is in reach."""
    if not any(plan.family == Family.SUPPLY for plan in plans):
        return None
    lacking = [lack for lack in lacks if lack.plan.family == Family.SUPPLY]
    soon = {lack.what for lack in lacking if lack.soon}
    later = {lack.what for lack in lacking if not lack.soon}
    vital = len({lack.what for lack in lacking if lack.soon and lack.vital})
    words = ngettext("%(count)d of them is vital", "%(count)d of them are vital", vital)
    return Tile(
        "stock",
        _("Medicines at risk, 2 weeks"),
        number_format(len(soon)),
        words % {"count": vital} if soon else _("nothing will lack anywhere"),
        "bad" if vital else "watch" if soon else "good",
        _findings("supply", "demand_met"),
        _("%(count)s in the two weeks after") % {"count": number_format(len(later))},
        None if len(later) == len(soon) else len(later) < len(soon),
    )


def _findings(family: str, rule: str) -> str:
    where = reverse("admin:operations_finding_changelist")
    return f"{where}?plan__family__exact={family}&plan__state__exact=published&q={rule}"


def signed(number: int) -> str:
    return f"{LEFT_TO_RIGHT}{base.signed(number)}{END}"
