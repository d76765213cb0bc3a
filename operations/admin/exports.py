"""The log of exports, for who answers for the hospital."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may, scope
from hospital.admin.readonly import ReadOnlyAdmin
from operations.models import ExportLog


@admin.register(ExportLog)
class ExportLogAdmin(ReadOnlyAdmin):
    path = "part:facility"
    nothing_yet = _(
        "Nothing has left the system as a file yet. Each export is written here: who took "
        "what, when, and how many rows."
    )
    list_display = ("number", "at", "name", "subject", "rows", "personal", "file", "short_hash")
    list_display_links = ("number",)
    list_filter = ("personal",)
    search_fields = ("name", "subject", "file", "sha256")
    date_hierarchy = "at"
    exclude = ("user",)

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        """A facility's own, and the network's own for who answers for the whole network."""
        return scope(ExportLog.objects.all(), request.user, self.path, Act.RECORDS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.RECORDS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return may(request.user, Act.RECORDS)
        return may(request.user, Act.RECORDS, obj.facility, obj.network)

    @admin.display(description="SHA-256")
    def short_hash(self, log: ExportLog) -> str:
        return f"{log.sha256[:12]}…"

    @admin.display(description=_("number"), ordering="id")
    def number(self, log: ExportLog) -> str:
        return f"E{log.pk}"
