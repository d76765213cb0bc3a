"""The lines of plans: locked, unlocked, and changed through the services that judge first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import NotRegistered
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hospital.access import may
from operations import scoping, services
from operations.admin.around import AroundLine
from operations.admin.around_beds import AroundBed
from operations.admin.base import CHANGED, SeenAdmin, refusals_shown
from operations.admin.effects import show
from operations.admin.forms import FORMS, LineForm
from operations.keeping.supply_deliveries import lot_said
from operations.models import (
    BedAssignment,
    DeliveryLine,
    PlanRow,
    RouteStop,
    ShiftAssignment,
)


class ScopeFilter(admin.SimpleListFilter):
    """By what was planned: only scopes within the person's reach are named."""

    title = gettext_lazy("scope")
    parameter_name = "plan__scope"

    def has_output(self) -> bool:
        """One scope alone is no choice."""
        return len(self.lookup_choices) > 1

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        plans = scoping.plans_seen(request.user).filter(family=model_admin.family)
        scopes = plans.order_by("scope").values_list("scope", flat=True).distinct()
        return [(scope, scope) for scope in scopes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(plan__scope=self.value()) if self.value() else queryset


class LineAdmin(SeenAdmin):
    """Lists, locks, and a form that shows what a change breaks. Nothing is ever deleted."""

    family: str
    change_form_template = "admin/operations/line/change_form.html"
    list_filter: list[Any] = [ScopeFilter, "plan__state", "locked", "edited"]
    actions = ["lock", "unlock"]
    nothing_yet = gettext_lazy(
        "There is no plan with such lines yet. The first page says which records one still waits "
        "for; the night makes it, or whoever asks for a plan."
    )
    shown: list[str] = []
    """Read-only on the form, above what can be changed."""

    def seen(self, request: HttpRequest) -> QuerySet[Any]:
        return self._related(scoping.rows_seen(self.model, request.user))

    def _related(self, found: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"plan__network", "plan__facility", *self.list_select_related}
        return found.select_related(*wanted).defer("plan__problem", "plan__answer")

    def has_change_permission(self, request: HttpRequest, obj: PlanRow | None = None) -> bool:
        act = scoping.FAMILY_ACT[self.family]
        if obj is None:
            return may(request.user, act)
        return may(request.user, act, obj.plan.facility, obj.plan.network)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["plan", *self.shown, "locked", "edited", "reason"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = self.get_readonly_fields(request, obj)
        form = FORMS.get(self.model)
        if form is None:
            return fixed
        edited = list(form.Meta.fields)  # type: ignore[attr-defined]
        if self.has_change_permission(request, obj):
            edited += ["why", "base_version", "seen"]
        return [*fixed, *edited]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        if self.model in FORMS and self.has_change_permission(request, obj):
            kwargs["form"] = FORMS[self.model]
        return super().get_form(request, obj, **kwargs)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Search boxes wherever the other record's own page can be searched."""
        found = []
        for field in self.model._meta.fields:
            if not isinstance(field, ForeignKey) or field.name in {"shift", "skill", "theatre"}:
                continue
            try:
                remote = self.admin_site.get_model_admin(field.related_model)
            except NotRegistered:
                continue
            if remote.get_search_fields(request):
                found.append(field.name)
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: LineForm, change: bool) -> None:
        """The service gets the line as it stands: the form has already written on its own copy."""
        row = self._related(self.model._default_manager.all()).get(pk=obj.pk)
        base = form.cleaned_data["base_version"]
        changes, why = form.changes(), form.cleaned_data["why"]
        if changes:
            effect = services.assignment_edit(
                row=row, changes=changes, actor=request.user, base_version=base, reason=why
            )
            show(request, row.plan, effect)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        with refusals_shown(request):
            return super().change_view(request, object_id, form_url, extra_context)
        # Refused by the service: what was half done is rolled back, the page shows what stands.
        return HttpResponseRedirect(request.get_full_path())

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        form = context["adminform"].form
        obj = kwargs.get("obj")
        context["can_preview"] = isinstance(form, LineForm)
        if isinstance(form, LineForm) and form.is_preview and not form.errors and obj is not None:
            with refusals_shown(request):
                row = self._related(self.model._default_manager.all()).get(pk=obj.pk)
                effect = self.previewed(request, row, form)
                obj.refresh_from_db()  # what stands is shown above what is asked
                messages.info(request, _("Only shown, not saved:"))
                show(request, row.plan, effect)
        return super().render_change_form(request, context, *args, **kwargs)

    def previewed(self, request: HttpRequest, row: Any, form: LineForm) -> services.EditEffect:
        """What the form's changes would do; nothing is kept."""
        return services.assignment_preview(
            row=row,
            changes=form.changes(),
            actor=request.user,
            base_version=form.cleaned_data["base_version"],
        )

    @admin.action(description=gettext_lazy("Lock"), permissions=["change"])
    def lock(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._lock(request, queryset, locked=True)

    @admin.action(description=gettext_lazy("Unlock"), permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._lock(request, queryset, locked=False)

    def _lock(self, request: HttpRequest, rows: QuerySet[Any], *, locked: bool) -> None:
        with refusals_shown(request):
            done = services.rows_lock(rows=rows, locked=locked, actor=request.user)
            self.said(request, done, CHANGED)


@admin.register(ShiftAssignment)
class ShiftAssignmentAdmin(AroundLine, LineAdmin):
    family = "staffing"
    change_form_template = "admin/operations/shiftassignment/change_form.html"
    list_display = ["staff", "date", "shift", "skill", "locked", "edited", "plan"]
    list_filter = [
        *LineAdmin.list_filter,
        ("shift", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["staff__number", "plan__scope"]
    date_hierarchy = "date"
    list_select_related = ["plan", "staff", "shift", "skill"]


@admin.register(BedAssignment)
class BedAssignmentAdmin(AroundBed, LineAdmin):
    family = "beds"
    change_form_template = "admin/operations/bedassignment/change_form.html"
    list_display = ["patient", "room", "first_day", "nights", "theatre", "locked", "edited", "plan"]
    search_fields = [
        "stay__number", "referral__number", "room__code", "room__ward__code", "plan__scope",
    ]  # fmt: skip
    date_hierarchy = "first_day"
    list_select_related = [
        "plan", "stay", "referral", "room__ward__facility", "theatre", "surgeon",
    ]  # fmt: skip
    shown = ["patient", "nights", "surgeon"]

    @admin.display(description=gettext_lazy("patient"), ordering="stay__number")
    def patient(self, row: BedAssignment) -> str:
        return str(row.stay or row.referral)


@admin.register(DeliveryLine)
class DeliveryLineAdmin(LineAdmin):
    family = "supply"
    list_display = [
        "product",
        "destination",
        "date",
        "lot_shown",
        "expiry",
        "packs",
        "locked",
        "plan",
    ]
    list_filter = [*LineAdmin.list_filter, ("destination", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["product__code", "product__name", "destination__code", "lot"]
    date_hierarchy = "date"
    list_select_related = ["plan", "product", "origin", "destination"]
    shown = ["product", "origin", "destination", "lot_shown", "expiry", "units"]

    @admin.display(description=gettext_lazy("lot"), ordering="lot")
    def lot_shown(self, row: DeliveryLine) -> str:
        return lot_said(row.lot, row.plan.start)


@admin.register(RouteStop)
class RouteStopAdmin(LineAdmin):
    """Read-only: a route follows from the deliveries; only its lock is a person's."""

    family = "supply"
    list_display = ["vehicle", "date", "sequence", "facility", "arrival", "load_litres", "plan"]
    list_filter = [*LineAdmin.list_filter, ("vehicle", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["vehicle__code", "facility__code", "facility__name"]
    date_hierarchy = "date"
    list_select_related = ["plan", "vehicle", "facility"]
    shown = ["vehicle", "date", "sequence", "facility", "arrival", "load_litres", "cold_litres"]

    @admin.display(description=gettext_lazy("arrival"), ordering="arrival_minute")
    def arrival(self, row: RouteStop) -> str:
        return f"{row.arrival_minute // 60:02d}:{row.arrival_minute % 60:02d}"

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_form(request, obj, **{**kwargs, "fields": []})
