"""The review of what was opened by break-glass, for who answers for the hospital."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from hospital.access import Act, may, scope
from hospital.admin.readonly import ReadOnlyAdmin
from hospital.errors import ApplicationError
from hospital.models import AuditEntry, BreakGlass
from hospital.services.break_glass import break_glass_end, break_glass_review

PAGES_SHOWN = 200


class VerdictForm(ActionForm):
    """What the review found is kept with it."""

    verdict = forms.CharField(max_length=500, required=False, label=_("Verdict:"))


class Reviewed(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("not reviewed yet")), ("done", _("reviewed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() in {"open", "done"}:
            return queryset.filter(reviewed__isnull=self.value() == "open")
        return queryset


@admin.register(BreakGlass)
class BreakGlassAdmin(ReadOnlyAdmin):
    path = "facility"
    action_form = VerdictForm
    actions = ("review", "end")
    nothing_yet = _(
        "Nobody has opened records of another hospital in an emergency. Each time stands "
        "here, with the reason and for how long."
    )
    list_display = (
        "began", "name", "facility", "reason", "until", "in_force", "ended", "reviewed",
        "reviewed_by", "verdict",
    )  # fmt: skip
    list_display_links = ("began",)
    list_filter = (Reviewed,)
    list_select_related = ("facility",)
    search_fields = ("name", "reason", "facility__code")
    date_hierarchy = "began"
    readonly_fields = ("read",)
    exclude = ("user",)

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        return scope(BreakGlass.objects.all(), request.user, self.path, Act.RECORDS)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.RECORDS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Act.RECORDS, obj.facility if obj else None)

    @admin.display(boolean=True, description=_("in force"))
    def in_force(self, glass: BreakGlass) -> bool:
        return glass.in_force(timezone.now())

    @admin.display(description=_("pages that were read"))
    def read(self, glass: BreakGlass) -> str:
        about = AuditEntry.objects.filter(
            model=BreakGlass._meta.label, key=str(glass.pk), action="read under break-glass"
        ).order_by("pk")[:PAGES_SHOWN]
        rows = ((timezone.localtime(e.at).strftime("%H:%M:%S"), (e.after or {}).get("address", ""))
                for e in about)  # fmt: skip
        return format_html_join("", "{} <bdi>{}</bdi><br>", rows) or "-"

    @admin.action(description=_("Mark as reviewed"), permissions=["view"])
    def review(self, request: HttpRequest, queryset: QuerySet[BreakGlass]) -> None:
        verdict = request.POST.get("verdict", "")
        self._each(request, queryset, lambda glass: break_glass_review(
            glass=glass, user=request.user, verdict=verdict))  # fmt: skip

    @admin.action(description=_("End now"), permissions=["view"])
    def end(self, request: HttpRequest, queryset: QuerySet[BreakGlass]) -> None:
        self._each(request, queryset, lambda g: break_glass_end(glass=g, user=request.user))

    def _each(self, request: HttpRequest, queryset: QuerySet[BreakGlass], do: Any) -> None:
        done = 0
        for glass in queryset:
            try:
                done += do(glass)
            except ApplicationError as refusal:
                messages.error(request, refusal.message)
        if done:
            said = _("Break-glass accesses changed: %(count)d.") % {"count": done}
            self.message_user(request, said, messages.SUCCESS)
        else:
            self.message_user(request, _("Nothing was changed."), messages.WARNING)
