"""How the search for a plan ended, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from operations.models import Plan

STATUS = {
    "optimal": _("proven best"),
    "feasible": _("best found in time"),
}


def status_word(status: str) -> str:
    return str(STATUS.get(status, status))


class StatusFilter(admin.SimpleListFilter):
    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(STATUS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Plan]) -> QuerySet[Plan]:
        return queryset.filter(status=self.value()) if self.value() else queryset
