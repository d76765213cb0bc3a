"""How the search for a plan ended and what happened to it since, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.models import Plan

STATUS = {
    "optimal": _("proven best"),
    "feasible": _("best found in time"),
}

EVENTS = {
    "edited": pgettext_lazy("event", "edited"),
    "published": pgettext_lazy("event", "published"),
    "made": pgettext_lazy("event", "made"),
    "locked": pgettext_lazy("event", "locked"),
    "unlocked": pgettext_lazy("event", "unlocked"),
    "approved": pgettext_lazy("event", "approved"),
    "reviewed": pgettext_lazy("event", "reviewed"),
    "suggested": pgettext_lazy("event", "suggested again"),
    "planned again": pgettext_lazy("event", "planned again"),
    "ordered": pgettext_lazy("event", "ordered"),
    "received": pgettext_lazy("event", "received"),
    "swapped": pgettext_lazy("event", "swapped"),
    "taken": pgettext_lazy("event", "taken from a proposal"),
    "left": pgettext_lazy("event", "proposal left"),
    "promoted": pgettext_lazy("event", "made a draft from a what-if"),
    "wished": pgettext_lazy("event", "wished"),
    "swap proposed": pgettext_lazy("event", "swap proposed"),
    "swap agreed": pgettext_lazy("event", "swap agreed"),
    "swap refused": pgettext_lazy("event", "swap refused"),
    "swap withdrawn": pgettext_lazy("event", "swap withdrawn"),
}


def event_word(action: str) -> str:
    return str(EVENTS.get(action, action))


def status_word(status: str) -> str:
    return str(STATUS.get(status, status))


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATUS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Plan]) -> QuerySet[Plan]:
        return queryset.filter(status=self.value()) if self.value() else queryset
