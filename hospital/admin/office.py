"""Admin of the calendar, of who may do what, and of what came in from files."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice

from hospital.admin.base import ScopedAdmin, ScopedFilter
from hospital.admin.readonly import SaidFilter
from hospital.audit.words import action_word, model_word
from hospital.models import (
    ApiToken,
    AuditEntry,
    CalendarDay,
    ImportBatch,
    Membership,
    Signal,
    SpareCodes,
)


@admin.register(CalendarDay)
class CalendarDayAdmin(ScopedAdmin):
    place = "network:network"
    list_display = ("date", "last_date", "kind", "name", "network")
    list_filter = ("kind", ("network", ScopedFilter))
    list_select_related = ("network",)
    search_fields = ("name",)
    autocomplete_fields = ("network",)
    date_hierarchy = "date"


@admin.register(Signal)
class SignalAdmin(ScopedAdmin):
    place = "part:facility"
    list_display = ("name", "date", "value", "facility", "network")
    list_filter = ("name", ("network", ScopedFilter), ("facility", ScopedFilter))
    list_select_related = ("network", "facility")
    search_fields = ("name",)
    autocomplete_fields = ("network", "facility")
    date_hierarchy = "date"


class ForOperator:
    """Crosses every hospital's borders, so only a superuser sees it."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)  # type: ignore[union-attr]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)


@admin.register(Membership)
class MembershipAdmin(ForOperator, ScopedAdmin):
    place = "network:network"
    list_display = ("user", "role", "network", "facility")
    list_filter = ("role", ("network", ScopedFilter))
    list_select_related = ("user", "network", "facility")
    search_fields = ("user__username", "network__code", "facility__code")
    autocomplete_fields = ("user", "network", "facility")


@admin.register(ImportBatch)
class ImportBatchAdmin(ForOperator, ScopedAdmin):
    list_display = (
        "at", "kind", "file_name", "created", "updated", "unchanged", "errors", "by", "page",
    )  # fmt: skip
    list_filter = ("kind",)
    list_select_related = ("by",)
    search_fields = ("file_name", "sha256")
    date_hierarchy = "at"
    readonly_fields = ("undone", "undone_by", "undone_why")

    @admin.display(description=gettext_lazy("undo"))
    def page(self, row: ImportBatch) -> SafeString:
        said = _("undone") if row.undone else _("look")
        return format_html('<a href="{}">{}</a>', reverse("import_batch", args=[row.pk]), said)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadByOperator(ForOperator, ScopedAdmin):
    """Only ever added to, and never here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ActionFilter(SaidFilter):
    said = action_word


class ModelFilter(SaidFilter):
    """What has no value has a name to be chosen by."""

    said = model_word


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadByOperator):
    list_display = ("at", "actor", "what", "about", "subject", "request")
    list_filter = (("action", ActionFilter), ("model", ModelFilter))
    search_fields = ("actor", "subject", "key", "reason", "request")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("action"), ordering="action")
    def what(self, entry: AuditEntry) -> str:
        return action_word(entry.action)

    @admin.display(description=gettext_lazy("model"), ordering="model")
    def about(self, entry: AuditEntry) -> str:
        return model_word(entry.model)


@admin.register(ApiToken)
class ApiTokenAdmin(ForOperator, ScopedAdmin):
    """Taken back by deleting them; made by their people, who alone see them."""

    nothing_yet = gettext_lazy(
        "No program has a token. A program asks for one with the name and password of its person, "
        "at /api/token/; what it may do follows from that person's roles."
    )
    list_display = ("prefix", "user", "name", "created", "expires", "last_used", "revoked")
    list_select_related = ("user",)
    search_fields = ("prefix", "name", "user__username")
    readonly_fields = ("user", "prefix", "acts", "created", "expires", "last_used", "revoked")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


admin.site.unregister(StaticDevice)


@admin.register(SpareCodes)
class SpareCodesAdmin(ForOperator, ScopedAdmin):
    """Deleted with a lost device; nobody reads them."""

    list_display = ("user", "left", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = readonly_fields = ("user", "left", "created_at", "last_used_at")

    @admin.display(description=gettext_lazy("left"))
    def left(self, row: SpareCodes) -> int:
        return len(row.hashed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
