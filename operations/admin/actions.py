"""Optimise: an action on the records' own pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext

from hospital.models import Facility, Network, Ward
from operations import doors
from operations.admin.base import refusals_shown

Action = Callable[[Any, HttpRequest, QuerySet[Any]], None]


def _optimise(request: HttpRequest, kind: str, scopes: list[str]) -> None:
    runs = []
    for scope in scopes:
        with refusals_shown(request):
            runs += doors.runs_ask(user=request.user, kind=kind, scope=scope)
    if runs:
        where = f"{reverse('admin:operations_run_changelist')}?state__in=queued,running"
        words = ngettext("%(count)d run queued.", "%(count)d runs queued.", len(runs))
        said = words % {"count": len(runs)}
        messages.success(request, format_html('<a href="{}">{}</a>', where, said))


@admin.action(description=gettext_lazy("Optimise the roster"))
def optimise_wards(model_admin: Any, request: HttpRequest, queryset: QuerySet[Ward]) -> None:
    scopes = [ward.scope for ward in queryset.select_related("facility")]
    _optimise(request, "staffing", scopes)


@admin.action(description=gettext_lazy("Optimise all rosters"))
def optimise_rosters(model_admin: Any, request: HttpRequest, queryset: QuerySet[Facility]) -> None:
    _optimise(request, "staffing", list(queryset.values_list("code", flat=True)))


@admin.action(description=gettext_lazy("Optimise the beds"))
def optimise_beds(model_admin: Any, request: HttpRequest, queryset: QuerySet[Facility]) -> None:
    _optimise(request, "beds", list(queryset.values_list("code", flat=True)))


@admin.action(description=gettext_lazy("Optimise the supply"))
def optimise_supply(model_admin: Any, request: HttpRequest, queryset: QuerySet[Network]) -> None:
    _optimise(request, "supply", list(queryset.values_list("code", flat=True)))


ACTIONS: dict[type[Any], tuple[Action, ...]] = {
    Ward: (optimise_wards,),
    Facility: (optimise_rosters, optimise_beds),
    Network: (optimise_supply,),
}


def attach(site: admin.AdminSite) -> None:
    """Put the actions on the pages of records, which know nothing of plans."""
    for model, actions in ACTIONS.items():
        try:
            page = site.get_model_admin(model)
        except NotRegistered:
            continue
        page.actions = [*(page.actions or ()), *actions]
